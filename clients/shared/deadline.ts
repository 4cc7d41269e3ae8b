import { NoPassError } from "./no-pass-error.ts";

/** The instant at which a call gives up, with all that it still has under way. */
export interface Deadline {
  /** Aborted when time is up or the caller gives up. Its reason is the NoPassError to reject with. */
  readonly signal: AbortSignal;

  remainingMs(): number;

  /** Settles as `work` does, or rejects when `signal` is aborted, even if `work` takes no notice of it. */
  race<T>(work: Promise<T>): Promise<T>;

  /** Lets go of the timer and of the caller's signals. */
  end(): void;
}

/** Starts the clock of one call, which also ends when one of `signals` is aborted. */
export function startDeadline(timeoutMs: number, signals: readonly AbortSignal[]): Deadline {
  const endsAt = performance.now() + timeoutMs;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new NoPassError("TIMEOUT")), timeoutMs);
  const releases = signals.map((signal) =>
    onAbort(signal, () => controller.abort(new NoPassError("CANCELED", { cause: signal.reason }))),
  );
  const given = new Promise<never>((_, reject) => {
    onAbort(controller.signal, () => reject(controller.signal.reason));
  });
  // An abort between two races has nobody to tell yet; the next race rejects.
  given.catch(() => {});

  return {
    signal: controller.signal,
    remainingMs: () => Math.max(0, endsAt - performance.now()),
    race: (work) => Promise.race([given, work]),
    end() {
      clearTimeout(timer);
      for (const release of releases) release();
    },
  };
}

/** Waits for so long. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function onAbort(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) act();
  else signal.addEventListener("abort", act, { once: true });
  return () => signal.removeEventListener("abort", act);
}
