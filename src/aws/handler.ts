import { NodeHttpHandler, type NodeHttpHandlerOptions } from "@smithy/node-http-handler";

export interface AwsTimeouts {
  readonly connectMs: number;
  /** Until the answer begins, and then between its parts. */
  readonly requestMs: number;
}

/**
 * Sends requests to AWS and gives up in time.
 *
 * The SDK's own timeouts are about silence: an answer that comes drop by drop would hold its call for ever. So there is
 * one more, for the whole of a request: `connectMs` and `requestMs` together.
 */
export function createAwsHandler(
  { connectMs, requestMs }: AwsTimeouts,
  agent: NodeHttpHandlerOptions["httpAgent"] & object,
): NodeHttpHandler {
  const handler = new NodeHttpHandler({
    connectionTimeout: connectMs,
    requestTimeout: requestMs,
    // Without it the SDK only logs a warning and waits on.
    throwOnRequestTimeout: true,
    // The request's timeout ends with the head of the answer: this one also ends a body that does not come.
    socketTimeout: requestMs,
    httpAgent: agent,
    httpsAgent: agent,
  } as NodeHttpHandlerOptions);
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, options) => {
    // As much of an AbortSignal as the handler looks at: a whole one for each request would cost more than the timer.
    const signal: Ending = { aborted: false, onabort: null };
    const timer = setTimeout(() => {
      signal.aborted = true;
      signal.onabort?.();
    }, connectMs + requestMs);
    const over = () => clearTimeout(timer);
    try {
      const answer = await handle(request, { ...options, abortSignal: signal as never });
      answer.response.body.once("close", over);
      return answer;
    } catch (error) {
      over();
      throw error;
    }
  };
  return handler;
}

interface Ending {
  aborted: boolean;
  onabort: (() => void) | null;
}
