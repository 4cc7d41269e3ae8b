import type { IncomingHttpHeaders } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { DescMessage, DescMethodUnary, Message, MessageInitShape } from "@bufbuild/protobuf";
import { type Any, anyPack } from "@bufbuild/protobuf/wkt";
import { type Code, ConnectError, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";
import type { Call } from "../../src/rpc/call.ts";
import { timeoutHeaders, timeoutMsOf } from "../../src/rpc/deadline.ts";
import type { UnaryCall, UnaryMethod } from "../../src/rpc/unary/unary-rpc.ts";
import {
  ConformancePayload_RequestInfoSchema,
  type ConformancePayloadSchema,
  ConformanceService,
  type Header,
  IdempotentUnaryRequestSchema,
  type UnaryRequest,
  UnaryRequestSchema,
  type UnaryResponseDefinition,
} from "./gen/connectrpc/conformance/v1/service_pb.js";

/** A call as both ways of serving show it. */
interface Seen {
  readonly requestHeaders: readonly { readonly name: string; readonly value: string[] }[];
  readonly timeoutMs: number | undefined;
  readonly queryParams?: readonly { readonly name: string; readonly value: string[] }[];
  setHeader(header: Header): void;
  setTrailer(header: Header): void;
}

/** The service by which Connect's suite judges a server, on the short way: unary calls only. */
export const unaryMethods: readonly UnaryMethod<Call>[] = [
  {
    method: ConformanceService.method.unary as DescMethodUnary<DescMessage, DescMessage>,
    async handle(request: Message, call: UnaryCall<Call>) {
      return { payload: await answer(request as UnaryRequest, UnaryRequestSchema, seenBy(call)) } as never;
    },
  },
];

/** The same service for calls that are not ordinary. */
export function routes(router: ConnectRouter): void {
  router.service(ConformanceService, {
    async unary(request, context) {
      return { payload: await answer(request, UnaryRequestSchema, seenIn(context)) };
    },
    async idempotentUnary(request, context) {
      return { payload: await answer(request, IdempotentUnaryRequestSchema, seenIn(context)) };
    },
  });
}

async function answer(
  request: Message & { readonly responseDefinition?: UnaryResponseDefinition | undefined },
  schema: DescMessage,
  seen: Seen,
): Promise<MessageInitShape<typeof ConformancePayloadSchema>> {
  const { requestHeaders, timeoutMs, queryParams } = seen;
  const requestInfo = {
    requestHeaders: [...requestHeaders],
    requests: [anyPack(schema, request as never)],
    ...(timeoutMs === undefined ? {} : { timeoutMs: BigInt(Math.round(timeoutMs)) }),
    ...(queryParams === undefined ? {} : { connectGetInfo: { queryParams: [...queryParams] } }),
  };
  const wanted = request.responseDefinition;
  for (const header of wanted?.responseHeaders ?? []) seen.setHeader(header);
  for (const trailer of wanted?.responseTrailers ?? []) seen.setTrailer(trailer);
  if (wanted) await sleep(wanted.responseDelayMs);
  if (wanted?.response.case === "error") {
    const { code, message, details } = wanted.response.value;
    const info = { desc: ConformancePayload_RequestInfoSchema, value: requestInfo };
    const error = new ConnectError(message ?? "", code as number as Code, undefined, [info]);
    error.details.unshift(...details.map(asDetail));
    throw error;
  }
  return {
    requestInfo,
    data: wanted?.response.case === "responseData" ? wanted.response.value : new Uint8Array(),
  };
}

function asDetail({ typeUrl, value }: Any) {
  return { type: typeUrl.slice(typeUrl.lastIndexOf("/") + 1), value };
}

function seenBy({ requestHeaders, headers, trailers }: UnaryCall<Call>): Seen {
  return {
    requestHeaders: Object.entries(requestHeaders)
      .filter(([name]) => !name.startsWith(":"))
      .map(([name, value]) => ({ name, value: [value ?? ""].flat() })),
    timeoutMs: timeoutOf(requestHeaders),
    setHeader: ({ name, value }) => add(headers, name, value),
    setTrailer: ({ name, value }) => add(trailers, name, value),
  };
}

function add(record: Record<string, string | string[]>, name: string, values: readonly string[]): void {
  record[name.toLowerCase()] = [...[record[name.toLowerCase()] ?? []].flat(), ...values];
}

function timeoutOf(headers: IncomingHttpHeaders): number | undefined {
  for (const protocol of ["connect", "grpc"] as const) {
    const asked = headers[timeoutHeaders[protocol]];
    if (typeof asked === "string") return timeoutMsOf(protocol, asked);
  }
  return undefined;
}

function seenIn(context: HandlerContext): Seen {
  const each = (values: Iterable<[string, string]>) =>
    [...values].map(([name, value]) => ({ name, value: [value] }));
  return {
    requestHeaders: each(context.requestHeader),
    timeoutMs: context.timeoutMs(),
    ...(context.requestMethod === "GET" ? { queryParams: each(new URL(context.url).searchParams) } : {}),
    setHeader({ name, value }) {
      for (const one of value) context.responseHeader.append(name, one);
    },
    setTrailer({ name, value }) {
      for (const one of value) context.responseTrailer.append(name, one);
    },
  };
}
