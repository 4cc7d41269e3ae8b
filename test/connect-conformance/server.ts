import { BlockList } from "node:net";
import { create, createRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { createRpcHandler } from "../../src/rpc/handler.ts";
import { createServer } from "../../src/server.ts";
import { noTracing } from "../../src/telemetry/tracing.ts";
import {
  ServerCompatRequestSchema,
  ServerCompatResponseSchema,
} from "./gen/connectrpc/conformance/v1/server_compat_pb.js";
import { file_connectrpc_conformance_v1_service } from "./gen/connectrpc/conformance/v1/service_pb.js";
import { routes, unaryMethods } from "./service.ts";

/**
 * The server of NoPass with the service of Connect's conformance suite in place of its own.
 *
 * The suite writes on standard input what it wants, in a message with its length before it, and reads where to call.
 */
const asked = fromBinary(ServerCompatRequestSchema, await readMessage());
const tls = asked.serverCreds && {
  cert: Buffer.from(asked.serverCreds.cert).toString(),
  key: Buffer.from(asked.serverCreds.key).toString(),
  ...(asked.clientTlsCert.length > 0 ? { ca: Buffer.from(asked.clientTlsCert).toString() } : {}),
};
const nothing = () => undefined;
const server = createServer({
  findRpc: createRpcHandler({
    routes,
    unary: unaryMethods,
    gate: nothing,
    interceptors: [],
    readMaxBytes: 4 * 2 ** 20,
    registry: createRegistry(file_connectrpc_conformance_v1_service),
    onError: (error) => process.stderr.write(`${error}\n`),
  }),
  pages: {},
  hooks: {},
  isListedOrigin: () => true,
  trustedProxies: new BlockList(),
  events: { callEnded: nothing, fault: nothing } as never,
  tracing: noTracing,
  reusePort: false,
  tls: asked.useTls ? tls : undefined,
});
const port = await server.listen(0, "127.0.0.1");
const pemCert = asked.useTls && asked.serverCreds ? asked.serverCreds.cert : new Uint8Array();
const listening = create(ServerCompatResponseSchema, { host: "127.0.0.1", port, pemCert });
process.stdout.write(withLength(toBinary(ServerCompatResponseSchema, listening)));

async function readMessage(): Promise<Uint8Array> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of process.stdin) {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE()) break;
  }
  return bytes.subarray(4, 4 + bytes.readUInt32BE());
}

function withLength(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(message.length);
  return Buffer.concat([prefix, message]);
}
