import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { DescMethodUnary, Registry } from "@bufbuild/protobuf";
import {
  type ConnectRouter,
  createConnectRouter,
  createContextValues,
  type Interceptor,
} from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerRequest } from "@connectrpc/connect/protocol";
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from "@connectrpc/connect-node";
import { maxBodyBytes, readBody } from "./body.ts";
import { type Call, callKey } from "./call.ts";
import { limitDeadline } from "./deadline.ts";
import { refuse } from "./errors.ts";
import type { Gate, GateHeaders } from "./gate.ts";
import { createUnaryRpc, type UnaryMethod, type UnaryRpc } from "./unary/unary-rpc.ts";

export type NodeRequest = IncomingMessage | Http2ServerRequest;
export type NodeResponse = ServerResponse | Http2ServerResponse;

export interface RpcHandlerOptions {
  readonly routes: (router: ConnectRouter) => void;
  /** Methods of the routes that are also served the short way. */
  readonly unary: readonly UnaryMethod<Call>[];
  readonly gate: Gate;
  readonly interceptors: Interceptor[];
  /** The longest body of a request; `maxBodyBytes` unless it is stated. */
  readonly readMaxBytes?: number;
  /** Messages that may stand in a `google.protobuf.Any`: none of this service has one. */
  readonly registry?: Registry;
  /** Hears of answers that could not be written. */
  readonly onError: (error: unknown) => void;
}

/** One method over all its protocols. */
export interface Rpc {
  readonly service: string;
  readonly method: string;
  /** Where it is called: `/nopass.v1.NoPassService/SendCode`. */
  readonly path: string;
  serve(req: NodeRequest, res: NodeResponse, call: Call): Promise<void>;
  /** The short way, for calls in its dialects. */
  readonly unary: UnaryRpc<Call> | undefined;
}

/** Finds the RPC of a path; `undefined` for a path that is none. */
export type FindRpc = (path: string) => Rpc | undefined;

/**
 * Serves gRPC, gRPC-Web and Connect with the handlers of connect-es, and offers a shorter way for ordinary calls.
 *
 * Its own adapter for Node leaves deadlines as they come, reads bodies of any kind before a layer of ours runs, and
 * prints errors; otherwise this is the same.
 */
export function createRpcHandler({
  routes,
  unary,
  gate,
  interceptors,
  readMaxBytes = maxBodyBytes,
  registry,
  onError,
}: RpcHandlerOptions): FindRpc {
  const router = createConnectRouter({
    requestGate({ method, requestHeader, values }) {
      const call = values.get(callKey);
      try {
        const refusal = gate(method, headersOf(requestHeader), call);
        if (refusal !== undefined) throw refusal;
      } catch (error) {
        throw refuse(call, error);
      }
    },
    interceptors,
    acceptCompression: [],
    readMaxBytes,
    ...(registry === undefined ? {} : { jsonOptions: { registry } }),
  });
  routes(router);
  const options = { admit: gate, refuse, maxBodyBytes: readMaxBytes, registry };
  const short = new Map(unary.map((each) => [each.method, createUnaryRpc(each, options)]));
  const rpcs = new Map(
    router.handlers.map((handler) => [
      handler.requestPath,
      createRpc(handler, short.get(handler.method as DescMethodUnary), readMaxBytes, onError),
    ]),
  );
  return (path) => rpcs.get(path);
}

/** What the gate looks at, among the headers of connect-es. */
function headersOf(headers: Headers): GateHeaders {
  const [authorization, origin] = [headers.get("authorization"), headers.get("origin")];
  return { ...(authorization === null ? {} : { authorization }), ...(origin === null ? {} : { origin }) };
}

function createRpc(
  handler: UniversalHandler,
  unary: UnaryRpc<Call> | undefined,
  maxBytes: number,
  onError: (error: unknown) => void,
): Rpc {
  const { method, service } = handler;
  return {
    service: service.typeName,
    method: method.name,
    path: handler.requestPath,
    unary,
    async serve(req, res, call) {
      try {
        const request = requestOf(req, res, call);
        if (request === undefined) {
          res.statusCode = 400;
          res.end();
          return;
        }
        const unary = method.methodKind === "unary" && request.method === "POST";
        const answer = await handler(unary ? guarded(request, req, handler, call, maxBytes) : request);
        // RFC 9110 §15.5.6.
        if (answer.status === 405) res.setHeader("allow", "POST");
        // Its promise never settles: it waits for an event that server responses do not emit.
        universalResponseToNodeResponse(answer, res).catch(onError);
      } catch (error) {
        onError(error);
        res.destroy();
      }
    },
  };
}

/** Undefined if its host cannot stand in a URL. */
function requestOf(req: NodeRequest, res: NodeResponse, call: Call): UniversalServerRequest | undefined {
  try {
    const contextValues = createContextValues().set(callKey, call);
    return universalRequestFromNodeRequest(req, res, undefined, contextValues);
  } catch {
    return undefined;
  }
}

/** The same request within our own limits: what breaks them reaches the caller as a refusal. */
function guarded(
  request: UniversalServerRequest,
  req: NodeRequest,
  { method }: UniversalHandler,
  call: Call,
  maxBytes: number,
): UniversalServerRequest {
  const { header } = request;
  const deadline = limitDeadline(header);
  const length = Number(header.get("content-length"));
  // Connect would refuse by it in its own terms.
  header.delete("content-length");
  async function* body() {
    try {
      if (deadline.problem !== undefined) throw deadline.problem;
      yield await readBody(req, header, method.input, { length, maxBytes, timeoutMs: deadline.ms });
    } catch (error) {
      throw refuse(call, error);
    }
  }
  return { ...request, body: body() };
}
