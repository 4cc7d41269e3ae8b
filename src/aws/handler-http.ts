import {
  ConnectionError,
  codeOf,
  type Fault,
  type HandlerResponse,
  type Http,
  type HttpAnswer,
  type HttpLimits,
  type HttpTarget,
  neverConnected,
  type RequestHandler,
} from "./http.ts";

/**
 * HTTP by the request handler of an SDK client, with that one's own timeouts.
 *
 * Slower than undici, but loaded anyway: for a function that has to start quickly.
 */
export function openHandlerHttp(target: HttpTarget, limits: HttpLimits, handler: RequestHandler): Http {
  return {
    async post(headers, body) {
      const request = { ...target, method: "POST", query: {}, headers: inPairs(headers), body };
      try {
        const { response } = await handler.handle(request as never);
        return await answerOf(response, limits.answerBytes);
      } catch (error) {
        if (error instanceof ConnectionError) throw error;
        throw new ConnectionError(codeOf(error), !neverConnected(error as Fault), error);
      }
    },
    close: () => handler.destroy?.(),
  };
}

function inPairs(headers: readonly string[]): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (let i = 0; i < headers.length; i += 2) pairs[headers[i] ?? ""] = headers[i + 1] ?? "";
  return pairs;
}

async function answerOf({ statusCode, headers, body }: HandlerResponse, most: number): Promise<HttpAnswer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body instanceof Uint8Array ? [body] : (body ?? [])) {
    bytes += chunk.length;
    if (bytes > most) throw new ConnectionError("ETOOLONG", true);
    chunks.push(chunk);
  }
  return { status: statusCode, text: Buffer.concat(chunks).toString(), header: (name) => headers[name] };
}
