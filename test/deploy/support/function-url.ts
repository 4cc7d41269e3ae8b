import type { RunningFunction } from "./invoke.ts";

/** An answer in the form that Function URLs and HTTP APIs take. */
export interface EventAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export type Door = "Function URL" | "HTTP API";

/** The event that AWS makes of a request, but that it leaves `X-Forwarded-For` to the caller alone (Lambda developer guide, "Invoking Function URLs"; HTTP API, format 2.0). */
export async function eventOf(request: Request, door: Door, sourceIp = "203.0.113.7") {
  const url = new URL(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  // What is not text travels as base64.
  const isText = /^(?:application\/json|text\/)/.test(request.headers.get("content-type") ?? "");
  const isApi = door === "HTTP API";
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers: {
      ...Object.fromEntries(request.headers),
      "content-length": String(body.length),
      host: url.host,
      "x-forwarded-port": "443",
      "x-forwarded-proto": "https",
    },
    requestContext: {
      accountId: isApi ? "123456789012" : "anonymous",
      apiId: "a1b2c3d4e5",
      domainName: url.host,
      domainPrefix: "a1b2c3d4e5",
      http: { method: request.method, path: url.pathname, protocol: "HTTP/1.1", sourceIp, userAgent: "test" },
      requestId: "7f0f9a55-7a40-4bb7-8f3a-111111111111",
      routeKey: "$default",
      stage: "$default",
      time: "23/Nov/2026:12:00:00 +0000",
      timeEpoch: 1795435200000,
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** `fetch` as clients know it, with a function at its other end. */
export function fetchOf(fn: RunningFunction, door: Door, sourceIp?: string): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const answer = (await fn.invoke(await eventOf(request, door, sourceIp))) as EventAnswer;
    const body = Buffer.from(answer.body, answer.isBase64Encoded ? "base64" : "utf8");
    const bodiless = [204, 304].includes(answer.statusCode);
    return new Response(bodiless ? null : body, { status: answer.statusCode, headers: answer.headers });
  };
}
