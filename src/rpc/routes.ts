import type { DescMessage, MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import {
  CodeAlphabet,
  NoPassService,
  type SendCodeRequest,
  type SendCodeResponseSchema,
  type VerifyCodeRequest,
  type VerifyCodeResponseSchema,
} from "../../gen/nopass/v1/nopass_pb.js";
import { Failure } from "../core/failure.ts";
import type { Capacity } from "../core/limits.ts";
import type { MailDomain } from "../core/mail-domain.ts";
import type { CodeStep, Notes } from "../core/notes.ts";
import type { SendCode, SentCode } from "../core/send-code.ts";
import type { Caller } from "../core/tenant.ts";
import type { VerifiedCode, VerifyCode } from "../core/verify-code.ts";
import { type Call, callKey } from "./call.ts";
import { withinDeadline } from "./deadline.ts";
import type { UnaryMethod } from "./unary/unary-rpc.ts";

export interface RouteDeps {
  readonly sendCode: SendCode;
  readonly verifyCode: VerifyCode;
  readonly capacity: Capacity;
  /** Hears of work that may outlive its call, so that the process waits for it before it ends. */
  readonly track: (work: Promise<unknown>) => void;
  /** Hears what becomes of codes. */
  readonly codeStep: (tenant: string, mailDomain: MailDomain, step: CodeStep) => void;
}

/**
 * The two RPCs: from the messages on the wire to the use cases, and back.
 *
 * What is refused at once is thrown at once: a promise that is rejected before anyone listens costs more than the
 * refusal.
 */
export function createMethods({ sendCode, verifyCode, capacity, track, codeStep }: RouteDeps) {
  function begin<T>(call: Call, { tenant }: Caller, work: () => Promise<T>): Promise<T> {
    // The gate has asked the same; but a body may be long in coming, and then those of many come at once.
    const refusal = capacity.refusal(tenant.id);
    const uncount = () => call.uncount?.();
    if (refusal !== undefined) {
      uncount();
      throw refusal;
    }
    const unlessOver = () => {
      if (!call.isOver) return work();
      // Its deadline passed while it waited for its turn, or its caller left: nobody would hear of what is done.
      uncount();
      throw new ConnectError("the caller has gone", Code.Canceled);
    };
    const begun = capacity.occupy(tenant.id, unlessOver, uncount);
    track(begun);
    return begun;
  }

  return {
    sendCode(request: SendCodeRequest, call: Call): Promise<MessageInitShape<typeof SendCodeResponseSchema>> {
      const caller = authenticated(call);
      const { ttl, ...fields } = request;
      const ttlMs = ttl && Number(ttl.seconds) * 1000 + Math.trunc(ttl.nanos / 1_000_000);
      const notes = noteOn(call, caller, codeStep);
      return begin(call, caller, () => sendCode({ ...fields, ttlMs }, caller, notes)).then(sentMessage);
    },
    verifyCode(
      request: VerifyCodeRequest,
      call: Call,
    ): Promise<MessageInitShape<typeof VerifyCodeResponseSchema>> {
      const caller = authenticated(call);
      const notes = noteOn(call, caller, codeStep);
      return begin(call, caller, () => verifyCode(request, caller, notes)).then(verifiedMessage);
    },
  };
}

function sentMessage(sent: SentCode): MessageInitShape<typeof SendCodeResponseSchema> {
  return {
    challengeId: sent.challengeId,
    expireTime: timestampFromMs(sent.expiresAtMs),
    resendTime: timestampFromMs(sent.resendAtMs),
    codeLength: sent.codeLength,
    codeAlphabet: alphabets[sent.codeAlphabet],
  };
}

function verifiedMessage(verified: VerifiedCode): MessageInitShape<typeof VerifyCodeResponseSchema> {
  return {
    email: verified.email,
    purpose: verified.purpose,
    verifyTime: timestampFromMs(verified.verifiedAtMs),
    receipt: verified.receipt,
    receiptExpireTime: timestampFromMs(verified.receiptExpiresAtMs),
    knownDevice: verified.knownDevice,
    test: verified.test,
  };
}

export type Methods = ReturnType<typeof createMethods>;

/** The methods as connect-es serves them, for calls of every kind. */
export function createRoutes({ sendCode, verifyCode }: Methods): (router: ConnectRouter) => void {
  return (router) => {
    router.service(NoPassService, {
      sendCode: (request, { values, signal }) =>
        withinDeadline(sendCode(request, values.get(callKey)), signal),
      verifyCode: (request, { values, signal }) =>
        withinDeadline(verifyCode(request, values.get(callKey)), signal),
    });
  };
}

/** The methods as they are served the short way. */
export function createUnaryMethods({ sendCode, verifyCode }: Methods): readonly UnaryMethod<Call>[] {
  const { method } = NoPassService;
  return [
    erased({ method: method.sendCode, handle: (request, { context }) => sendCode(request, context) }),
    erased({ method: method.verifyCode, handle: (request, { context }) => verifyCode(request, context) }),
  ];
}

/** Methods of different messages in one list: each is only ever called with its own. */
function erased<I extends DescMessage, O extends DescMessage>(
  method: UnaryMethod<Call, I, O>,
): UnaryMethod<Call> {
  return method as unknown as UnaryMethod<Call>;
}

const alphabets = { digits: CodeAlphabet.DIGITS, base32: CodeAlphabet.BASE32 } as const;

/** The gate lets nobody in without a caller; a call without one is a fault, and refused. */
function authenticated({ caller }: Call): Caller {
  if (caller === undefined) throw new Failure("KEY_UNKNOWN", "a valid API key is needed as a bearer token");
  return caller;
}

/** A step may come after the call has ended, and is counted all the same. */
function noteOn(call: Call, caller: Caller, codeStep: RouteDeps["codeStep"]): Notes {
  return ({ addressTag, test, mailDomain }, step) => {
    if (step !== undefined) return codeStep(caller.tenant.id, mailDomain, step);
    call.addressTag = addressTag;
    if (test) call.uncount?.();
  };
}
