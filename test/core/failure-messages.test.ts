import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/core/failure.ts";
import type { Delivery } from "../../src/core/ports.ts";
import { storeUnavailable } from "../../src/store/retry.ts";
import { aCaller, aPolicy } from "../support/callers.ts";
import { aKeyring } from "../support/keyrings.ts";
import { minutes, seconds } from "../support/noon.ts";
import { aService, failureOf, type ServiceOptions } from "../support/service.ts";

type Service = ReturnType<typeof aService>;

const secrets = ["ada", "example", "012345", "678901", "Key00001", "acme", "aws says"];
const cause = new Error("aws says: no mail to ada@example.com today");
const delivered = (kind: "refused" | "unknown") => ({ deliveries: [{ kind, cause } satisfies Delivery] });
const broken: ServiceOptions = {
  around: () => {
    const fail = async () => {
      throw storeUnavailable(cause);
    };
    return { open: fail, judge: fail, giveBack: fail, ping: fail };
  },
};

async function spent(service: Service) {
  const { challengeId } = await service.send();
  await service.verify({ challengeId, code: service.code() });
  return challengeId;
}

/** Every way in which the two use cases refuse. */
const refusals: readonly {
  readonly reason: string;
  readonly what: string;
  readonly options?: ServiceOptions;
  readonly provoke: (service: Service) => Promise<Failure>;
}[] = [
  {
    reason: "EMAIL_INVALID",
    what: "no address",
    provoke: (s) => failureOf(s.send({ email: "ada example" })),
  },
  {
    reason: "REQUEST_INVALID",
    what: "a purpose",
    provoke: (s) => failureOf(s.send({ purpose: "Key00001!" })),
  },
  {
    reason: "REQUEST_INVALID",
    what: "everything",
    provoke: (s) =>
      failureOf(s.send({ email: "ada", ttlMs: 1, locale: "acme?", nonce: "012345".repeat(30) })),
  },
  { reason: "REQUEST_INVALID", what: "no code", provoke: (s) => failureOf(s.verify({ code: "" })) },
  {
    reason: "REQUEST_INVALID",
    what: "a resend to another address",
    provoke: async (s) => {
      const { challengeId } = await s.send();
      return failureOf(s.send({ challengeId, email: "ada2@example.com" }));
    },
  },
  {
    reason: "KEY_FORBIDDEN",
    what: "a publishable key that states an address",
    provoke: (s) => failureOf(s.send({ clientIp: "192.0.2.1" }, { ...aCaller(), keyKind: "publishable" })),
  },
  {
    reason: "COOLING_DOWN",
    what: "at once",
    provoke: async (s) => {
      await s.send();
      return failureOf(s.send());
    },
  },
  {
    reason: "ADDRESS_LIMITED",
    what: "more than the budget",
    options: { caller: aCaller({ policy: aPolicy({ budget: 1 }) }) },
    provoke: async (s) => {
      await s.send();
      s.pass(seconds(30));
      return failureOf(s.send());
    },
  },
  {
    reason: "DELIVERY_FAILED",
    what: "refused",
    options: delivered("refused"),
    provoke: (s) => failureOf(s.send()),
  },
  {
    reason: "DELIVERY_UNKNOWN",
    what: "unknown",
    options: delivered("unknown"),
    provoke: (s) => failureOf(s.send()),
  },
  { reason: "STORE_UNAVAILABLE", what: "to send", options: broken, provoke: (s) => failureOf(s.send()) },
  {
    reason: "CODE_REJECTED",
    what: "a wrong code",
    provoke: async (s) => {
      const { challengeId } = await s.send();
      return failureOf(s.verify({ challengeId, code: "678901" }));
    },
  },
  {
    reason: "CHALLENGE_EXPIRED",
    what: "to verify",
    provoke: async (s) => {
      const { challengeId } = await s.send();
      s.pass(minutes(5));
      return failureOf(s.verify({ challengeId, code: s.code() }));
    },
  },
  {
    reason: "CHALLENGE_EXPIRED",
    what: "to send again",
    provoke: async (s) => {
      const { challengeId } = await s.send();
      s.pass(minutes(5));
      return failureOf(s.send({ challengeId }));
    },
  },
  {
    reason: "CHALLENGE_CLOSED",
    what: "to verify",
    provoke: async (s) => failureOf(s.verify({ challengeId: await spent(s), code: "012345" })),
  },
  {
    reason: "CHALLENGE_CLOSED",
    what: "to send again",
    provoke: async (s) => failureOf(s.send({ challengeId: await spent(s) })),
  },
  {
    reason: "CHALLENGE_UNKNOWN",
    what: "to verify",
    provoke: (s) => failureOf(s.verify({ challengeId: "nc1_ada" })),
  },
  {
    reason: "CHALLENGE_UNKNOWN",
    what: "to send again",
    provoke: (s) => failureOf(s.send({ challengeId: "ada" })),
  },
];

describe("what a caller hears of a refusal", () => {
  test.for(refusals)("$reason: $what", async ({ reason, options, provoke }) => {
    const failure = await provoke(aService(options));
    expect(failure.reason).toBe(reason);
    expect(failure.message).toMatch(/^[a-z]/);
    expect(failure.message).not.toMatch(/[:;,/?@&=+$#]/);
    const { challenge_id: _sealed, ...metadata } = failure.metadata;
    const heard = JSON.stringify([failure.message, metadata, failure.violations]);
    for (const secret of secrets) expect(heard).not.toContain(secret);
  });

  test("an unknown delivery names its challenge, in which nothing can be read", async () => {
    const { metadata } = await failureOf(aService(delivered("unknown")).send());
    expect(Object.keys(metadata)).toEqual(["challenge_id"]);
    for (const secret of secrets) expect(metadata.challenge_id).not.toContain(secret);
  });

  test("the database is the same to a caller who verifies", async () => {
    const keyring = aKeyring();
    const { challengeId } = await aService({ keyring }).send();
    const failure = await failureOf(aService({ ...broken, keyring }).verify({ challengeId }));
    expect(failure).toMatchObject({ reason: "STORE_UNAVAILABLE", message: "the database cannot be reached" });
  });
});
