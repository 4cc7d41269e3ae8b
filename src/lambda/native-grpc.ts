import type { HttpAnswer, HttpEvent } from "./event.ts";

/** Whether a caller speaks gRPC itself, not gRPC-Web. */
export function isNativeGrpc({ headers }: HttpEvent): boolean {
  return /^application\/grpc(?:[+;\s]|$)/i.test(headers["content-type"] ?? "");
}

/**
 * Refuses native gRPC in its own terms: neither a Function URL nor an HTTP API passes the trailers that end each of its
 * answers. A status among the headers is its form for an answer without a body (gRPC over HTTP/2, "Trailers-Only").
 */
export const nativeGrpcRefusal: HttpAnswer = {
  statusCode: 200,
  headers: {
    "content-type": "application/grpc",
    // UNIMPLEMENTED
    "grpc-status": "12",
    "grpc-message":
      "gRPC needs HTTP trailers and AWS Lambda has none - call by Connect or gRPC-Web or run NoPass in a container",
    "cache-control": "no-store",
  },
  body: "",
  isBase64Encoded: false,
};
