import type { FetchImplementation } from "jose";
import { readBounded } from "./read-bounded.ts";

/**
 * Makes a `fetch` for key sets that reads no more than 64 KiB, follows no redirect and ends with its signal, whatever
 * `given` does. Tells `note` the `max-age` of each answer.
 */
export function createBoundedFetch(
  given: typeof globalThis.fetch | undefined,
  note: (maxAgeMs: number | undefined) => void,
): FetchImplementation {
  async function ask(...[url, init]: Parameters<FetchImplementation>): Promise<Response> {
    const response = await (given ?? globalThis.fetch)(url, init);
    const { status, redirected } = response;
    if (status !== 200 || redirected) {
      await response.body?.cancel();
      throw new Error(`the keys were answered with ${redirected ? "a redirect" : `status ${status}`}`);
    }
    const body = await readBounded(response, maxBytes);
    note(maxAgeOf(response.headers.get("cache-control")));
    return new Response(body);
  }

  return (url, init) => Promise.race([ask(url, init), aborted(init.signal)]);
}

/** Some 200 keys. */
const maxBytes = 65_536;

/** RFC 9111 §5.2.2; `no-store` and `no-cache` ask for as little as possible. */
function maxAgeOf(cacheControl: string | null): number | undefined {
  if (/\bno-(store|cache)\b/i.test(cacheControl ?? "")) return 0;
  const [, seconds] = /(?:^|[\s,])max-age="?(\d+)/i.exec(cacheControl ?? "") ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
