import type { OpenOutcome, OpenRequest } from "./challenge.ts";
import { networkOf } from "./client-ip.ts";
import { type CodeAlphabet, drawCode } from "./code.ts";
import { Failure } from "./failure.ts";
import type { Keyring } from "./keyring.ts";
import type { CallerLimits } from "./limits.ts";
import { mailDomainOf } from "./mail-domain.ts";
import { addressTag, type Notes } from "./notes.ts";
import type { ChallengeStore, Clock, Mailer, RandomBytes, RandomInt } from "./ports.ts";
import { parseSendCode, type SendCodeInput, type SendCodeRequest } from "./requests.ts";
import { type OpenedChallenge, sealChallenge } from "./seal.ts";
import { knownChallenge, newChallenge, openRequest } from "./send-challenge.ts";
import type { Caller } from "./tenant.ts";
import { testCodeOf } from "./test-mode.ts";

/** What SendCode needs from the world. */
export interface SendCodeDeps {
  readonly keyring: Keyring;
  readonly store: ChallengeStore;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly randomInt: RandomInt;
  readonly randomBytes: RandomBytes;
  readonly limits: CallerLimits;
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
    const request = parseSendCode(input, caller.tenant);
    if (request.clientIp !== "" && caller.keyKind !== "secret")
      throw new Failure("KEY_FORBIDDEN", "client_ip may be stated with a secret key only");
    const nowMs = deps.clock().getTime();
    const opened =
      request.challengeId === ""
        ? newChallenge(deps, request, caller, nowMs)
        : knownChallenge(deps, request, caller);
    const { challenge, keys } = opened;
    const { email, format, test } = challenge;
    const facts = {
      addressTag: addressTag(deps.keyring, email, nowMs),
      test,
      mailDomain: mailDomainOf(email),
    };
    note(facts);

    const fixed = test ? testCodeOf(caller, email, format, nowMs) : undefined;
    const code = fixed ?? drawCode(format, deps.randomInt);
    const write = openRequest(deps, request, opened, caller, code, nowMs);
    const putBack = test ? nothing : await takeSend(deps, request, caller, nowMs);
    const outcome = await deps.store.open(write).catch(async (error) => {
      putBack();
      // It may have been written all the same. Then the call, when it is repeated, would find it and mail nothing.
      await deps.store.giveBack(write).catch(() => undefined);
      throw error;
    });
    if (outcome.kind !== "opened") putBack();
    const sent = refuseOrAccept(outcome, nowMs);
    const challengeId = sealChallenge(keys, challenge);
    if (outcome.kind === "opened" && !test) {
      await deliver(deps, request, opened, caller, { code, write, challengeId, putBack });
      note(facts, { kind: "sent" });
    }
    return {
      challengeId,
      expiresAtMs: sent.expiresAtMs,
      resendAtMs: sent.nextSendMs,
      codeLength: challenge.format.length,
      codeAlphabet: challenge.format.alphabet,
    };
  };
}

function nothing(): void {}

/** Holds the caller to the limits of its tenant. The returned function gives back what no mail came of. */
async function takeSend(
  { limits }: SendCodeDeps,
  { clientIp }: SendCodeRequest,
  { tenant }: Caller,
  nowMs: number,
): Promise<() => void> {
  const network = networkOf(clientIp);
  if (network !== undefined) limits.admitClient(tenant, network, nowMs);
  return limits.takeSend(tenant, nowMs);
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
  sent: {
    readonly code: string;
    readonly write: OpenRequest;
    readonly challengeId: string;
    readonly putBack: () => void;
  },
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
    tenant: tenant.id,
    expiresAtMs: sent.write.expiresAtMs,
  });
  switch (delivery.kind) {
    case "accepted":
      return;
    case "refused": {
      sent.putBack();
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
