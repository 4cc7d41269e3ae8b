import type { OpenRequest } from "./challenge.ts";
import { networkOf } from "./client-ip.ts";
import { type CodeAlphabet, drawCode } from "./code.ts";
import type { EmailAddress } from "./email.ts";
import { Failure } from "./failure.ts";
import type { Keyring } from "./keyring.ts";
import type { CallerLimits } from "./limits.ts";
import { mailDomainOf } from "./mail-domain.ts";
import { addressTag, type Notes } from "./notes.ts";
import type { Pace } from "./pace.ts";
import type { ChallengeStore, Clock, Mailer, RandomBytes, RandomInt } from "./ports.ts";
import { parseSendCode, type SendCodeInput, type SendCodeRequest } from "./requests.ts";
import { type OpenedChallenge, sealChallenge } from "./seal.ts";
import { knownChallenge, newChallenge, openRequest, type SendableChallenge } from "./send-challenge.ts";
import { refuseOrAccept, undeliverable } from "./send-refusals.ts";
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
  readonly pace: Pace;
  /** Hears of a mailbox that does not exist, beside the call. */
  readonly bounced: (email: EmailAddress, tenant: string) => void;
}

export interface SentCode {
  readonly challengeId: string;
  readonly expiresAtMs: number;
  readonly resendAtMs: number;
  readonly codeLength: number;
  readonly codeAlphabet: CodeAlphabet;
}

/** Throws at once, and not by its promise, what is refused without a look at the store. */
export type SendCode = (input: SendCodeInput, caller: Caller, note: Notes) => Promise<SentCode>;

/**
 * Mails a code and opens a challenge for it, or adds a code to an open one.
 *
 * The write comes first and is the point of no return: from there on the caller's going away changes nothing, or a
 * stranger could spend a person's budget without a mail ever leaving.
 */
export function createSendCode(deps: SendCodeDeps): SendCode {
  return (input, caller, note) => {
    const request = parseSendCode(input, caller.tenant);
    if (request.clientIp !== "" && caller.keyKind !== "secret")
      throw new Failure("KEY_FORBIDDEN", "client_ip may be stated with a secret key only");
    const nowMs = deps.clock().getTime();
    const opened =
      request.challengeId === ""
        ? newChallenge(deps, request, caller, nowMs)
        : knownChallenge(deps, request, caller);
    return openAndMail(deps, request, opened, caller, note, nowMs);
  };
}

async function openAndMail(
  deps: SendCodeDeps,
  request: SendCodeRequest,
  opened: SendableChallenge,
  caller: Caller,
  note: Notes,
  nowMs: number,
): Promise<SentCode> {
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
  if (outcome.kind !== "opened" && outcome.kind !== "withheld") putBack();
  const sent = refuseOrAccept(outcome, nowMs);
  const challengeId = sealChallenge(keys, challenge);
  if ((outcome.kind === "opened" || outcome.kind === "withheld") && !test) {
    const sending = { code, write, challengeId, putBack };
    const startedAtMs = deps.pace.now();
    const left = outcome.kind === "opened" && (await deliver(deps, request, opened, caller, sending));
    if (!left) await deps.pace.pretend(startedAtMs);
    note(facts, { kind: left ? "sent" : "withheld" });
  }
  return {
    challengeId,
    expiresAtMs: sent.expiresAtMs,
    resendAtMs: sent.nextSendMs,
    codeLength: challenge.format.length,
    codeAlphabet: challenge.format.alphabet,
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

/** Whether it left. Where it did not because there is no such mailbox, a discreet caller hears nothing of it. */
async function deliver(
  { store, mailer, pace, bounced }: SendCodeDeps,
  { ttlMs, locale }: SendCodeRequest,
  { challenge }: OpenedChallenge,
  { tenant }: Caller,
  sent: {
    readonly code: string;
    readonly write: OpenRequest;
    readonly challengeId: string;
    readonly putBack: () => void;
  },
): Promise<boolean> {
  const { email: to, purpose } = challenge;
  const { brand } = tenant;
  const mail = {
    to,
    code: sent.code,
    ttlMs,
    purpose,
    locale: locale || tenant.locale,
    brand,
    tenant: tenant.id,
    expiresAtMs: sent.write.expiresAtMs,
  };
  const delivery = await pace.keep(() => mailer.send(mail));
  switch (delivery.kind) {
    case "accepted":
      return true;
    case "refused": {
      const noMailbox = delivery.fault === "mailbox";
      if (noMailbox) bounced(to, tenant.id);
      if (noMailbox && sent.write.discreet) return false;
      sent.putBack();
      // A send that cannot be given back stays charged, which is safe: the budget only shrinks.
      await store.giveBack(sent.write).catch(() => undefined);
      const { cause, retryAfterMs } = delivery;
      if (noMailbox) throw undeliverable({ cause });
      throw new Failure("DELIVERY_FAILED", "the mail could not be handed over and nothing was charged", {
        cause,
        retryAfterMs,
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
