import { execFile } from "node:child_process";
import { create, type DescMessage, fromJson, type MessageInitShape, toJsonString } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { codeFromHttpStatus, errorFromJson } from "@connectrpc/connect/protocol-connect";
import {
  SendCodeRequestSchema,
  SendCodeResponseSchema,
  VerifyCodeRequestSchema,
  VerifyCodeResponseSchema,
} from "../../../../gen/nopass/v1/nopass_pb.js";
import type { CallLimits, Client, OpenClient, Target } from "./client.ts";
import { toSent, toVerified } from "./connect.ts";

/** The Connect protocol without a library of its own: JSON by POST. */
export const jsonClients = {
  "fetch, JSON": (target) => clientOf(async (call) => post(target, call)),
  "curl, HTTP/1.1": (target) => clientOf((call) => curl(target, call, "--http1.1")),
  "curl, HTTP/2": (target) => clientOf((call) => curl(target, call, "--http2-prior-knowledge")),
  "buf curl, gRPC": (target) => clientOf((call) => bufCurl(target, call, "grpc")),
  "buf curl, gRPC-Web": (target) => clientOf((call) => bufCurl(target, call, "grpcweb")),
  "buf curl, Connect": (target) => clientOf((call) => bufCurl(target, call, "connect")),
} as const satisfies Record<string, OpenClient>;

interface JsonCall {
  readonly path: string;
  readonly body: string;
  readonly limits: CallLimits;
}

type Post = (call: JsonCall) => Promise<string>;

function clientOf(post: Post): Client {
  async function call<I extends DescMessage, O extends DescMessage>(
    name: string,
    [input, output]: readonly [I, O],
    request: MessageInitShape<I>,
    limits: CallLimits = {},
  ) {
    const body = toJsonString(input, create(input, request));
    const answer = await post({ path: `/nopass.v1.NoPassService/${name}`, body, limits });
    return fromJson(output, JSON.parse(answer));
  }
  const send = [SendCodeRequestSchema, SendCodeResponseSchema] as const;
  const verify = [VerifyCodeRequestSchema, VerifyCodeResponseSchema] as const;
  return {
    sendCode: async (request, limits) => toSent(await call("SendCode", send, request, limits)),
    verifyCode: async (request, limits) => toVerified(await call("VerifyCode", verify, request, limits)),
    close() {},
  };
}

async function post(
  { url, headers, fetch = globalThis.fetch }: Target,
  { path, body, limits }: JsonCall,
): Promise<string> {
  const deadline = limits.timeoutMs === undefined ? {} : { "connect-timeout-ms": String(limits.timeoutMs) };
  const response = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers, ...deadline },
    body,
  });
  const text = await response.text();
  if (response.ok) return text;
  throw refusedBy(text, response.headers, codeFromHttpStatus(response.status));
}

/** The answer with its status and headers; the body goes by standard input, so that no argument holds a secret. */
async function curl({ url, headers }: Target, { path, body }: JsonCall, version: string): Promise<string> {
  const named = Object.entries({ "content-type": "application/json", ...headers });
  const args = [
    "--silent",
    "--include",
    version,
    ...named.flatMap(([name, value]) => ["-H", `${name}: ${value}`]),
  ];
  const { out } = await run("curl", [...args, "--data-binary", "@-", url + path], body);
  const [head = "", text = ""] = out.split("\r\n\r\n", 2);
  const [status = "", ...lines] = head.split("\r\n");
  const answered = new Headers(lines.map((line) => line.split(": ", 2) as [string, string]));
  if (/ 200\b/.test(status)) return text;
  throw refusedBy(text, answered, codeFromHttpStatus(Number(status.split(" ")[1])));
}

/** It asks the server by reflection what the messages are. */
async function bufCurl(
  { url, headers }: Target,
  { path, body }: JsonCall,
  protocol: string,
): Promise<string> {
  const named = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const options = ["curl", "--protocol", protocol, "--http2-prior-knowledge", ...named, "-d", "@-"];
  const { code, out, err } = await run("buf", [...options, url + path], body);
  if (code === 0) return out;
  throw refusedBy(err, new Headers());
}

/** The error in a body of the Connect protocol. */
export function refusedBy(json: string, headers: Headers, code = Code.Unknown): ConnectError {
  const unreadable = new ConnectError(`not an error of Connect: ${json}`, code, headers);
  try {
    return errorFromJson(JSON.parse(json), headers, unreadable);
  } catch {
    return unreadable;
  }
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(command: string, args: readonly string[], input: string): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const path = `${new URL("../../../../node_modules/.bin", import.meta.url).pathname}:${process.env.PATH}`;
  const child = execFile(command, args, { env: { ...process.env, PATH: path } }, (error, out, err) => {
    const code = error?.code ?? 0;
    if (typeof code === "number") resolve({ code, out, err });
    else reject(error);
  });
  child.stdin?.end(input);
  return promise;
}
