import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter, HandlerContext } from "@connectrpc/connect";
import { CodeAlphabet, NoPassService } from "../../gen/nopass/v1/nopass_pb.js";
import { Failure } from "../core/failure.ts";
import type { MailDomain } from "../core/mail-domain.ts";
import type { CodeStep, Notes } from "../core/notes.ts";
import type { SendCode } from "../core/send-code.ts";
import type { Caller } from "../core/tenant.ts";
import type { VerifyCode } from "../core/verify-code.ts";
import { type Call, callKey } from "./call.ts";
import { withinDeadline } from "./deadline.ts";

export interface RouteDeps {
  readonly sendCode: SendCode;
  readonly verifyCode: VerifyCode;
  /** Hears of work that may outlive its call, so that the process waits for it before it ends. */
  readonly track: (work: Promise<unknown>) => void;
  /** Hears what becomes of codes. */
  readonly codeStep: (tenant: string, mailDomain: MailDomain, step: CodeStep) => void;
}

/** Serves the two RPCs: from the messages on the wire to the use cases, and back. */
export function createRoutes({
  sendCode,
  verifyCode,
  track,
  codeStep,
}: RouteDeps): (router: ConnectRouter) => void {
  return (router) => {
    router.service(NoPassService, {
      async sendCode(request, context) {
        const { call, caller } = authenticated(context);
        const { ttl, ...fields } = request;
        const ttlMs = ttl && Number(ttl.seconds) * 1000 + Math.trunc(ttl.nanos / 1_000_000);
        const work = sendCode({ ...fields, ttlMs }, caller, noteOn(call, caller, codeStep));
        track(work);
        const sent = await withinDeadline(work, context.signal);
        return {
          challengeId: sent.challengeId,
          expireTime: timestampFromMs(sent.expiresAtMs),
          resendTime: timestampFromMs(sent.resendAtMs),
          codeLength: sent.codeLength,
          codeAlphabet: alphabets[sent.codeAlphabet],
        };
      },
      async verifyCode(request, context) {
        const { call, caller } = authenticated(context);
        const work = verifyCode(request, caller, noteOn(call, caller, codeStep));
        track(work);
        const verified = await withinDeadline(work, context.signal);
        return {
          email: verified.email,
          purpose: verified.purpose,
          verifyTime: timestampFromMs(verified.verifiedAtMs),
          receipt: verified.receipt,
          receiptExpireTime: timestampFromMs(verified.receiptExpiresAtMs),
          knownDevice: verified.knownDevice,
          test: verified.test,
        };
      },
    });
  };
}

const alphabets = { digits: CodeAlphabet.DIGITS, base32: CodeAlphabet.BASE32 } as const;

/** The gate lets nobody in without a caller; a call without one is a fault, and refused. */
function authenticated({ values }: HandlerContext): { readonly call: Call; readonly caller: Caller } {
  const call = values.get(callKey);
  if (call.caller === undefined)
    throw new Failure("KEY_UNKNOWN", "a valid API key is needed as a bearer token");
  return { call, caller: call.caller };
}

/** A step may come after the call has ended, and is counted all the same. */
function noteOn(call: Call, caller: Caller, codeStep: RouteDeps["codeStep"]): Notes {
  return ({ addressTag, test, mailDomain }, step) => {
    if (step !== undefined) return codeStep(caller.tenant.id, mailDomain, step);
    call.addressTag = addressTag;
    if (test) call.uncount?.();
  };
}
