import { onTestFinished } from "vitest";
import type { Client, OpenClient, Target } from "../../e2e/support/clients/client.ts";
import { connectClients } from "../../e2e/support/clients/connect.ts";
import { openGrpcJs } from "../../e2e/support/clients/grpc-js.ts";

/** Every way into the service: each protocol, over each version of HTTP that can carry it. */
export const paths = {
  "gRPC, by grpc-js": openGrpcJs,
  "gRPC, by connect-node": connectClients["connect-node, gRPC"],
  "gRPC-Web over HTTP/1.1": connectClients["connect-node, gRPC-Web, HTTP/1.1"],
  "gRPC-Web over HTTP/2": connectClients["connect-node, gRPC-Web, HTTP/2"],
  "gRPC-Web as browsers do": connectClients["connect-web, gRPC-Web"],
  "Connect in JSON over HTTP/1.1": connectClients["connect-node, Connect, HTTP/1.1, JSON"],
  "Connect in JSON over HTTP/2": connectClients["connect-node, Connect, HTTP/2, JSON"],
  "Connect in binary over HTTP/1.1": connectClients["connect-node, Connect, HTTP/1.1, binary"],
  "Connect in binary over HTTP/2": connectClients["connect-node, Connect, HTTP/2, binary"],
} as const satisfies Record<string, OpenClient>;

export type Path = keyof typeof paths;

export const allPaths = Object.keys(paths) as readonly Path[];

/** A client that is closed at the end of its test. */
export function connectBy(path: Path, target: Target): Client {
  const client = paths[path](target);
  onTestFinished(() => client.close());
  return client;
}
