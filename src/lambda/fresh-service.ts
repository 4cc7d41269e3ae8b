import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../core/ports.ts";

/** A service that was started on certain settings. */
export interface Started {
  stop(): Promise<void>;
}

export interface FreshServiceDeps<Loaded, Service extends Started> {
  /** Reads the settings and secrets as they are now. */
  readonly load: () => Promise<Loaded>;
  readonly start: (loaded: Loaded) => Promise<Service>;
  readonly clock: Clock;
  /** Hears why what was read cannot be used; once for each reason. */
  readonly failed: (error: unknown) => void;
}

/**
 * Keeps a service on the settings and secrets of the last half minute, so that a revoked key is soon refused.
 *
 * A function that sleeps has no timers, so each call asks whether it is time to look. What cannot be read or used leaves
 * the last good service in force; without one the error is the caller's.
 */
export function createFreshService<Loaded, Service extends Started>({
  load,
  start,
  clock,
  failed,
}: FreshServiceDeps<Loaded, Service>): () => Promise<Service> {
  let current: Service | undefined;
  let seen: Loaded | undefined;
  let lookAtMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  let told = "";

  async function look(): Promise<void> {
    try {
      const loaded = await load();
      if (current === undefined || !isDeepStrictEqual(loaded, seen)) {
        const before = current;
        current = await start(loaded);
        seen = loaded;
        await before?.stop();
      }
      lookAtMs = clock().getTime() + freshMs;
      told = "";
    } catch (error) {
      lookAtMs = clock().getTime() + retryMs;
      if (told !== String(error)) failed(error);
      told = String(error);
      if (current === undefined) throw error;
    }
  }

  return async () => {
    if (current === undefined || clock().getTime() >= lookAtMs) {
      looking ??= look().finally(() => {
        looking = undefined;
      });
      await looking;
    }
    return current as Service;
  };
}

const freshMs = 30_000;
const retryMs = 5_000;
