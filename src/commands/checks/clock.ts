import { type Finding, ok, problem, warning } from "./finding.ts";

/** Enough of an AWS client to look at the answers it gets. */
interface Client {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { readonly step: "deserialize"; readonly priority: "low" }): void;
  };
}

type Handler = (args: never) => Promise<{ readonly response: unknown; readonly output: never }>;
type Middleware = (next: Handler) => Handler;

/** Beyond this, codes would expire noticeably too early or too late. */
const maxSkewMs = 2_000;

/**
 * Compares this machine's clock with the one of AWS, by the `Date` of the answers that the client gets from now on.
 *
 * Expiry is decided by this clock, so it has to be right.
 */
export function checkClock(client: unknown): () => Finding {
  let skewMs: number | undefined;
  (client as Client).middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { readonly headers?: Readonly<Record<string, string>> };
      const date = Date.parse(headers?.date ?? "");
      if (!Number.isNaN(date)) skewMs = Date.now() - date;
      return result;
    },
    { step: "deserialize", priority: "low" },
  );
  return () => {
    if (skewMs === undefined) return warning("clock", "could not be compared: no answer told the time");
    // The header has whole seconds, and the answer took a while.
    const off = Math.abs(skewMs) > maxSkewMs;
    const seconds = (skewMs / 1000).toFixed(1);
    return off
      ? problem("clock", `is ${seconds} s off: have it set by NTP`)
      : ok("clock", "agrees with the database's");
  };
}
