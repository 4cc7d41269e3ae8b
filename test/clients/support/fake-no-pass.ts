import type { SecureServerOptions } from "node:http2";
import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { HandlerContext } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import {
  CodeAlphabet,
  NoPassService,
  type SendCodeRequest,
  type SendCodeResponse,
  SendCodeResponseSchema,
  type VerifyCodeRequest,
  type VerifyCodeResponse,
  VerifyCodeResponseSchema,
} from "../../../clients/shared/gen/nopass/v1/nopass_pb.js";
import { type HttpVersion, type Listener, serve, type TestServer } from "./server.ts";

/** One scripted answer: returns it, or throws a refusal. */
export type Answer<Request, Response> = (
  request: Request,
  context: HandlerContext,
) => Response | Promise<Response>;

/** What the fake answers, call by call; the last answer is given again for ever. */
export interface Script {
  readonly sendCode?: readonly Answer<SendCodeRequest, SendCodeResponse>[];
  readonly verifyCode?: readonly Answer<VerifyCodeRequest, VerifyCodeResponse>[];
}

/** A call as it arrived. */
export interface Received<Request> {
  readonly message: Request;
  readonly header: Headers;
  readonly timeoutMs: number | undefined;
  readonly atMs: number;
}

/** A NoPassService that keeps to a script, and remembers what it was asked. */
export interface FakeNoPass {
  readonly server: TestServer;
  readonly url: string;
  readonly sendCodeCalls: readonly Received<SendCodeRequest>[];
  readonly verifyCodeCalls: readonly Received<VerifyCodeRequest>[];
}

export const noon = new Date("2026-06-01T12:00:00.250Z");

/** The answer of a fake that was given no other. */
export const codeSent = () =>
  create(SendCodeResponseSchema, {
    challengeId: "nc1_challenge",
    expireTime: timestampFromDate(minutesAfterNoon(5)),
    resendTime: timestampFromDate(minutesAfterNoon(0.5)),
    codeLength: 6,
    codeAlphabet: CodeAlphabet.DIGITS,
  });

/** The answer of a fake that was given no other. */
export const codeRight = () =>
  create(VerifyCodeResponseSchema, {
    email: "ada@example.com",
    purpose: "sign-in",
    verifyTime: timestampFromDate(noon),
    receipt: "header.claims.signature",
    knownDevice: "nd1_device",
    receiptExpireTime: timestampFromDate(minutesAfterNoon(5)),
  });

/** Starts a fake service for one test. */
export async function startFakeNoPass(
  script: Script = {},
  http: HttpVersion = "2",
  tls?: SecureServerOptions,
): Promise<FakeNoPass> {
  const sendCodeCalls: Received<SendCodeRequest>[] = [];
  const verifyCodeCalls: Received<VerifyCodeRequest>[] = [];
  const listener = connectNodeAdapter({
    routes: (router) =>
      router.service(NoPassService, {
        sendCode: follow(script.sendCode ?? [codeSent], sendCodeCalls),
        verifyCode: follow(script.verifyCode ?? [codeRight], verifyCodeCalls),
      }),
  });
  const server = await serve(http, listener as Listener, tls);
  return { server, url: server.url, sendCodeCalls, verifyCodeCalls };
}

/** An instant of the fake's only day. */
export function minutesAfterNoon(minutes: number): Date {
  return new Date(noon.getTime() + minutes * 60_000);
}

function follow<Request, Response>(
  answers: readonly Answer<Request, Response>[],
  calls: Received<Request>[],
): Answer<Request, Response> {
  return (message, context) => {
    const answer = answers[Math.min(calls.length, answers.length - 1)];
    calls.push({
      message,
      header: new Headers(context.requestHeader),
      timeoutMs: context.timeoutMs(),
      atMs: performance.now(),
    });
    if (!answer) throw new Error("the script is empty");
    return answer(message, context);
  };
}
