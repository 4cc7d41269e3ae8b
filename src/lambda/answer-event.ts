import type { RunningService } from "../compose.ts";
import { type HttpAnswer, isHttpEvent } from "./event.ts";
import { forward } from "./forward.ts";
import { isNativeGrpc, nativeGrpcRefusal } from "./native-grpc.ts";

/**
 * Answers the events of a Function URL and of an HTTP API.
 *
 * Resolves only when nothing is left to do: whatever is unfinished then is frozen, and may never be finished.
 */
export function createAnswerEvent(
  service: () => Promise<Pick<RunningService, "port" | "settled">>,
): (event: unknown) => Promise<HttpAnswer> {
  return async (event) => {
    if (!isHttpEvent(event))
      throw new TypeError("this function answers a Function URL or an HTTP API of payload format 2.0");
    if (isNativeGrpc(event)) return nativeGrpcRefusal;
    const running = await service().catch(() => undefined);
    if (running === undefined) return notConfigured;
    const answer = await forward(event, running.port).catch(refuseUnsendable);
    await running.settled(settleMs);
    return answer;
  };
}

/** What a call leaves behind is done in its own time; this only bounds it below the function's timeout. */
const settleMs = 10_000;

/** AWS decodes paths, and lets characters through that Node sends in none, nor in a header. */
function refuseUnsendable(error: NodeJS.ErrnoException): HttpAnswer {
  if (!["ERR_UNESCAPED_CHARACTERS", "ERR_INVALID_CHAR", "ERR_INVALID_HTTP_TOKEN"].includes(error.code ?? ""))
    throw error;
  return { statusCode: 400, headers: { "cache-control": "no-store" }, body: "", isBase64Encoded: false };
}

/** The function's log says why. Connect reads the body, everyone the status. */
const notConfigured: HttpAnswer = {
  statusCode: 503,
  headers: { "content-type": "application/json", "cache-control": "no-store", "retry-after": "5" },
  body: JSON.stringify({ code: "unavailable", message: "the service cannot start - its log says why" }),
  isBase64Encoded: false,
};
