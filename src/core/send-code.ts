import type { OpenOutcome, OpenRequest } from "./challenge.ts";
import { type CodeAlphabet, drawCode } from "./code.ts";
import { Failure } from "./failure.ts";
import type { Keyring } from "./keyring.ts";
import { addressTag, type Notes } from "./notes.ts";
import type { ChallengeStore, Clock, Mailer, RandomBytes, RandomInt } from "./ports.ts";
import { parseSendCode, type SendCodeInput, type SendCodeRequest } from "./requests.ts";
import { type OpenedChallenge, sealChallenge } from "./seal.ts";
import { knownChallenge, newChallenge, openRequest } from "./send-challenge.ts";
import type { Caller } from "./tenant.ts";

/** What SendCode needs from the world. */
export interface SendCodeDeps {
  readonly keyring: Keyring;
  readonly store: ChallengeStore;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly randomInt: RandomInt;
  readonly randomBytes: RandomBytes;
}

export interface SentCode {
  readonly challengeId: string;
  readonly expiresAtMs: number;
  readonly resendAtMs: number;
  readonly codeLength: number;
  readonly codeAlphabet: CodeAlphabet;
}

export type SendCode = (input: SendCodeInput, caller: Caller, note: Notes) => Promise<SentCode>;

/**
 * Mails a code and opens a challenge for it, or adds a code to an open one.
 *
 * The write comes first and is the point of no return: from there on the caller's going away changes nothing, or a
 * stranger could spend a person's budget without a mail ever leaving.
 */
export function createSendCode(deps: SendCodeDeps): SendCode {
  return async (input, caller, note) => {
    const request = parseSendCode(input, caller.tenant.policy);
    if (request.clientIp !== "" && caller.keyKind !== "secret")
      throw new Failure("KEY_FORBIDDEN", "client_ip may be stated with a secret key only");
    const nowMs = deps.clock().getTime();
    const opened =
      request.challengeId === ""
        ? newChallenge(deps, request, caller, nowMs)
        : knownChallenge(deps, request, caller);
    const { challenge, keys } = opened;
    note({ addressTag: addressTag(deps.keyring, challenge.email, nowMs) });

    const code = drawCode(challenge.format, deps.randomInt);
    const write = openRequest(deps, request, opened, caller, code, nowMs);
    const outcome = await deps.store.open(write);
    const sent = refuseOrAccept(outcome, nowMs);
    const challengeId = sealChallenge(keys, challenge);
    if (outcome.kind === "opened") await deliver(deps, request, opened, caller, { code, write, challengeId });
    return {
      challengeId,
      expiresAtMs: sent.expiresAtMs,
      resendAtMs: sent.nextSendMs,
      codeLength: challenge.format.length,
      codeAlphabet: challenge.format.alphabet,
    };
  };
}

function refuseOrAccept(outcome: OpenOutcome, nowMs: number) {
  switch (outcome.kind) {
    case "opened":
    case "repeated":
      return outcome;
    case "coolingDown":
      throw new Failure(
        "COOLING_DOWN",
        "a code was sent to this address a moment ago",
        wait(outcome.untilMs, nowMs),
      );
    case "overBudget":
      throw new Failure(
        "ADDRESS_LIMITED",
        "too many codes were sent to this address and not used",
        wait(outcome.untilMs, nowMs),
      );
    case "expired":
      throw new Failure("CHALLENGE_EXPIRED", "the challenge has expired and a new one is needed");
    case "closed":
      throw new Failure("CHALLENGE_CLOSED", "the challenge is closed and a new one is needed");
  }
}

function wait(untilMs: number, nowMs: number) {
  return { retryAfterMs: Math.max(untilMs - nowMs, 1) };
}

async function deliver(
  { store, mailer }: SendCodeDeps,
  { ttlMs, locale }: SendCodeRequest,
  { challenge }: OpenedChallenge,
  { tenant }: Caller,
  sent: { readonly code: string; readonly write: OpenRequest; readonly challengeId: string },
): Promise<void> {
  const { email: to, purpose } = challenge;
  const { brand } = tenant;
  const delivery = await mailer.send({
    to,
    code: sent.code,
    ttlMs,
    purpose,
    locale: locale || tenant.locale,
    brand,
  });
  switch (delivery.kind) {
    case "accepted":
      return;
    case "refused": {
      // A send that cannot be given back stays charged, which is safe: the budget only shrinks.
      await store.giveBack(sent.write).catch(() => undefined);
      const { cause, retryAfterMs } = delivery;
      throw new Failure("DELIVERY_FAILED", "the mail could not be handed over and nothing was charged", {
        cause,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    }
    case "unknown":
      throw new Failure(
        "DELIVERY_UNKNOWN",
        "the mail provider did not answer and the code may still arrive",
        {
          cause: delivery.cause,
          metadata: { challenge_id: sent.challengeId },
        },
      );
  }
}
