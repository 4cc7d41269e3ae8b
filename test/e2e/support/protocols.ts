import { onTestFinished } from "vitest";
import type { Client, OpenClient, Target } from "./clients/client.ts";
import { connectClients } from "./clients/connect.ts";
import { openGrpcJs } from "./clients/grpc-js.ts";
import { jsonClients } from "./clients/json.ts";

/** One client for each protocol and version of HTTP. */
export const protocols = {
  gRPC: openGrpcJs,
  "gRPC-Web": connectClients["connect-web, gRPC-Web"],
  "gRPC-Web over HTTP/2": connectClients["connect-node, gRPC-Web, HTTP/2"],
  "Connect in JSON": jsonClients["fetch, JSON"],
  "Connect in binary": connectClients["connect-web, Connect, binary"],
  "Connect in binary over HTTP/2": connectClients["connect-node, Connect, HTTP/2, binary"],
} as const satisfies Record<string, OpenClient>;

export type Protocol = keyof typeof protocols;

export const allProtocols = Object.keys(protocols) as readonly Protocol[];

/** Those that tell failures by the status of HTTP, and whose client shows it. */
export const protocolsWithStatus: ReadonlySet<Protocol> = new Set(["Connect in JSON", "Connect in binary"]);

/** A client that is closed at the end of its test. */
export function connect(protocol: Protocol, target: Target): Client {
  const client = protocols[protocol](target);
  onTestFinished(() => client.close());
  return client;
}
