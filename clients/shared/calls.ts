import { createClient, type Transport } from "@connectrpc/connect";
import { startDeadline } from "./deadline.ts";
import { toNoPassError } from "./failure.ts";
import { NoPassService } from "./gen/nopass/v1/nopass_pb.js";
import { tryAgain } from "./retry.ts";
import { createStrikeOut } from "./secrets.ts";
import {
  fromSendCodeMessage,
  type SendCodeRequest,
  type SendCodeResponse,
  toSendCodeMessage,
} from "./send-code.ts";
import {
  fromVerifyCodeMessage,
  toVerifyCodeMessage,
  type VerifyCodeRequest,
  type VerifyCodeResponse,
} from "./verify-code.ts";

/** Sends codes and judges them. Both calls reject with a NoPassError, or a TypeError for a field of the wrong type. */
export interface NoPassCalls {
  /** Mails a one-time code and opens a challenge, or mails another one for `challengeId`. */
  sendCode(request: SendCodeRequest, options?: CallOptions): Promise<SendCodeResponse>;

  /**
   * Judges a code, and consumes the challenge whatever the verdict.
   *
   * Returns only when the code was right: a wrong one is a NoPassError with the reason `CODE_REJECTED`.
   */
  verifyCode(request: VerifyCodeRequest, options?: CallOptions): Promise<VerifyCodeResponse>;
}

/** What one call may set for itself. */
export interface CallOptions {
  /** Gives up when aborted, with the reason `CANCELED`. A mail may have been sent, or a code judged, all the same. */
  readonly signal?: AbortSignal | undefined;

  /** How long the whole call may take, with its retries. Default: the client's. */
  readonly timeoutMs?: number | undefined;
}

/** How often and for how long calls are tried. */
export interface Patience {
  /** How long one call may take, with its retries. Default: 10 seconds. */
  readonly timeoutMs?: number | undefined;

  /** How often a call is repeated where that is safe. Default: 2. */
  readonly maxRetries?: number | undefined;
}

/** Makes the calls of a client; `closing` ends those that are under way. */
export function createCalls(
  transport: Transport,
  apiKey: string,
  patience: Patience,
  closing?: AbortSignal,
): NoPassCalls {
  const client = createClient(NoPassService, transport);
  const defaultTimeoutMs = parseTimeoutMs(patience.timeoutMs ?? 10_000);
  const maxRetries = parseMaxRetries(patience.maxRetries ?? 2);

  return {
    async sendCode(request, options) {
      const message = toSendCodeMessage(request);
      const { email, nonce, idempotencyKey, challengeId, clientIp } = message;
      const secrets = [email, nonce, idempotencyKey, challengeId, clientIp];
      return call(secrets, options, async (limits) =>
        fromSendCodeMessage(await client.sendCode(message, limits)),
      );
    },
    async verifyCode(request, options) {
      const message = toVerifyCodeMessage(request);
      const secrets = [message.challengeId, message.code, message.attemptId];
      return call(secrets, options, async (limits) =>
        fromVerifyCodeMessage(await client.verifyCode(message, limits)),
      );
    },
  };

  async function call<T>(
    secrets: readonly string[],
    options: CallOptions = {},
    attempt: (limits: { signal: AbortSignal; timeoutMs: number }) => Promise<T>,
  ): Promise<T> {
    const strikeOut = createStrikeOut([apiKey, ...secrets]);
    const signals = [options.signal, closing].filter((signal) => signal !== undefined);
    const deadline = startDeadline(parseTimeoutMs(options.timeoutMs ?? defaultTimeoutMs), signals);
    try {
      return await tryAgain(
        () => attempt({ signal: deadline.signal, timeoutMs: Math.max(1, Math.ceil(deadline.remainingMs())) }),
        (error) => toNoPassError(error, strikeOut),
        deadline,
        maxRetries,
      );
    } finally {
      deadline.end();
    }
  }
}

function parseTimeoutMs(timeoutMs: number): number {
  if (!(timeoutMs > 0 && timeoutMs <= longestTimeoutMs))
    throw new RangeError(`timeoutMs must be above 0 and at most ${longestTimeoutMs}`);
  return timeoutMs;
}

// A day: setTimeout counts to 31 bits of milliseconds, and gRPC to 8 digits.
const longestTimeoutMs = 86_400_000;

function parseMaxRetries(maxRetries: number): number {
  if (!Number.isInteger(maxRetries) || maxRetries < 0)
    throw new RangeError("maxRetries must be a whole number, 0 or more");
  return maxRetries;
}
