import { Code, ConnectError } from "@connectrpc/connect";
import { Failure } from "../../core/failure.ts";
import type { Exchange } from "../../http/exchange.ts";

/** Reads a whole body, or refuses it as soon as it is too long. Calls back once at the most. */
export function collect(
  { body }: Exchange,
  maxBytes: number,
  done: (error: Error | undefined, bytes: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  let ended = false;

  function end(error: Error | undefined): void {
    if (ended) return;
    ended = true;
    const [only = nothing] = chunks;
    done(error, chunks.length > 1 ? Buffer.concat(chunks, length) : only);
  }

  body.on("data", (chunk: Buffer) => {
    if (ended) return;
    length += chunk.length;
    if (length > maxBytes) end(tooLarge());
    // Joined once, at the end: a body may come byte by byte.
    else chunks.push(chunk);
  });
  body.once("end", () => end(undefined));
  body.once("error", end);
  body.once("aborted", () => end(new ConnectError("the caller went away", Code.Canceled)));
}

const nothing = Buffer.alloc(0);

/** A new one for each: it holds nothing, but the log's cause may differ. */
function tooLarge(): Failure {
  return new Failure("REQUEST_INVALID", "the body is larger than 16 KiB");
}
