import { describe, expect, test } from "vitest";
import { aCaller, aPolicy } from "../support/callers.ts";
import { aKeyring } from "../support/keyrings.ts";
import { hours, minutes, noonMs, seconds } from "../support/noon.ts";
import { aService, failureOf, losingAnswers } from "../support/service.ts";

const same = { attemptId: "the-same-attempt-again" };

describe("verifying a code", () => {
  test("states what was proven, with a receipt", async () => {
    const service = aService();
    const { challengeId } = await service.send({ purpose: "confirm-order", nonce: "n-1" });
    service.pass(seconds(20));
    const proof = await service.verify({ challengeId, code: service.code() });
    const atMs = noonMs + seconds(20);
    expect(proof).toEqual({
      email: "ada@example.com",
      purpose: "confirm-order",
      verifiedAtMs: atMs,
      receipt: expect.any(String),
      receiptExpiresAtMs: atMs + minutes(5),
      knownDevice: expect.any(String),
      test: false,
    });
    expect(JSON.parse(proof.receipt)).toMatchObject({
      iss: "https://codes.example",
      aud: "acme",
      email: "ada@example.com",
      purpose: "confirm-order",
      nonce: "n-1",
      auth_time: atMs / 1000,
    });
  });

  test.for(["012 345", "012-345", " 012345\n", "０１２３４５"])(
    "takes the code as a person types it: %j",
    async (code) => {
      const service = aService();
      const { challengeId } = await service.send();
      expect(await service.verify({ challengeId, code })).toMatchObject({ email: "ada@example.com" });
    },
  );

  test.for(["lower case", "letters for digits"])("takes a code of base 32 in %s", async (how) => {
    const policy = aPolicy({ code: { alphabet: "base32", length: 8 } });
    const service = aService({ caller: aCaller({ policy }) });
    const { challengeId } = await service.send();
    const typed =
      how === "lower case"
        ? service.code().toLowerCase()
        : service.code().replace("0", "O").replace("1", "l");
    expect(await service.verify({ challengeId, code: typed })).toMatchObject({ email: "ada@example.com" });
  });

  test("tells the log a pseudonym of the address, and nothing else", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    await service.verify({ challengeId, code: service.code() });
    expect(service.facts[1]).toEqual(service.facts[0]);
  });

  test("asks the store nothing when a field breaks its rule", async () => {
    const service = aService();
    expect((await failureOf(service.verify({ code: "" }))).reason).toBe("REQUEST_INVALID");
    expect(service.calls.judge).toBe(0);
  });
});

describe("a wrong code", () => {
  test.for(["543210", "01234", "0123456", "letters", "☃", " ", "-", "012345\u0000", "c".repeat(64)])(
    "closes the challenge, whatever it is: %j",
    async (code) => {
      const service = aService();
      const { challengeId } = await service.send();
      const failure = await failureOf(service.verify({ challengeId, code }));
      expect(failure).toMatchObject({ reason: "CODE_REJECTED", metadata: { attempts_left: "0" } });
      const second = await failureOf(service.verify({ challengeId, code: service.code() }));
      expect(second.reason).toBe("CHALLENGE_CLOSED");
    },
  );

  test("says how many attempts are left where the tenant allows several", async () => {
    const service = aService({ caller: aCaller({ policy: aPolicy({ attempts: 3 }) }) });
    const { challengeId } = await service.send();
    for (const left of ["2", "1"]) {
      const failure = await failureOf(service.verify({ challengeId, code: "wrong" }));
      expect(failure.metadata).toEqual({ attempts_left: left });
    }
    await service.verify({ challengeId, code: service.code() });
  });

  test("is wrong for as many attempts as the challenge was opened with, whatever the policy is now", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    const generous = aCaller({ policy: aPolicy({ attempts: 5 }) });
    const failure = await failureOf(service.verify({ challengeId, code: "wrong" }, generous));
    expect(failure.metadata).toEqual({ attempts_left: "0" });
  });

  test("is the right code of another challenge", async () => {
    const service = aService();
    const first = await service.send();
    service.pass(seconds(30));
    await service.send();
    const failure = await failureOf(service.verify({ challengeId: first.challengeId, code: service.code() }));
    expect(failure.reason).toBe("CODE_REJECTED");
  });
});

describe("a challenge that is over", () => {
  test("is expired for the right code and for any other", async () => {
    for (const code of ["012345", "wrong"]) {
      const service = aService();
      const { challengeId, expiresAtMs } = await service.send();
      service.pass(expiresAtMs - noonMs);
      expect((await failureOf(service.verify({ challengeId, code }))).reason).toBe("CHALLENGE_EXPIRED");
    }
  });

  test("is accepted in its last millisecond", async () => {
    const service = aService();
    const { challengeId, expiresAtMs } = await service.send();
    service.pass(expiresAtMs - noonMs - 1);
    await service.verify({ challengeId, code: service.code() });
  });

  test("is expired days later, when nothing of it is stored any more", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    service.pass(hours(72));
    expect((await failureOf(service.verify({ challengeId, code: "012345" }))).reason).toBe(
      "CHALLENGE_EXPIRED",
    );
  });

  test("is closed once it was redeemed", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    await service.verify({ challengeId, code: service.code() });
    expect((await failureOf(service.verify({ challengeId, code: service.code() }))).reason).toBe(
      "CHALLENGE_CLOSED",
    );
  });
});

describe("a repeated attempt", () => {
  test("proves the same, at the same time, with the same claims", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    const first = await service.verify({ challengeId, code: service.code(), ...same });
    service.pass(minutes(4));
    const again = await service.verify({ challengeId, code: service.code(), ...same });
    expect(again).toEqual(first);
    expect(JSON.parse(again.receipt)).toMatchObject({ auth_time: noonMs / 1000, iat: noonMs / 1000 });
  });

  test("is the same attempt however the code is spelt", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    const first = await service.verify({ challengeId, code: "012345", ...same });
    expect(await service.verify({ challengeId, code: "012 345", ...same })).toEqual(first);
  });

  test("is closed after five minutes", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    await service.verify({ challengeId, code: service.code(), ...same });
    service.pass(minutes(5));
    const failure = await failureOf(service.verify({ challengeId, code: service.code(), ...same }));
    expect(failure.reason).toBe("CHALLENGE_CLOSED");
  });

  test("buys no second guess: with another code it is another attempt", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    await failureOf(service.verify({ challengeId, code: "wrong", ...same }));
    const failure = await failureOf(service.verify({ challengeId, code: service.code(), ...same }));
    expect(failure.reason).toBe("CHALLENGE_CLOSED");
  });

  test("without a name is another attempt", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    await service.verify({ challengeId, code: service.code() });
    const failure = await failureOf(service.verify({ challengeId, code: service.code() }));
    expect(failure.reason).toBe("CHALLENGE_CLOSED");
  });

  test("finds its verdict when the first answer was lost", async () => {
    const service = aService({ around: losingAnswers("judge") });
    const { challengeId } = await service.send();
    const first = await failureOf(service.verify({ challengeId, code: service.code(), ...same }));
    expect(first.reason).toBe("STORE_UNAVAILABLE");
    service.pass(seconds(3));
    const proof = await service.verify({ challengeId, code: service.code(), ...same });
    expect(proof.verifiedAtMs).toBe(noonMs);
  });

  test("at once, eight times, proves the same eight times", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    const attempt = { challengeId, code: service.code(), ...same };
    const proofs = await Promise.all(Array.from({ length: 8 }, () => service.verify(attempt)));
    expect(new Set(proofs.map(({ receipt }) => receipt)).size).toBe(1);
  });
});

describe("a challenge id that is not this tenant's", () => {
  test("never reaches the store, so that nobody without it can guess, or use attempts up", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    const tampered = Array.from(challengeId, (_, i) => {
      const other = challengeId[i] === "A" ? "B" : "A";
      return challengeId.slice(0, i) + other + challengeId.slice(i + 1);
    });
    for (const id of [...tampered, "made-up", "nc1_", `${challengeId}A`, challengeId.slice(4)])
      expect((await failureOf(service.verify({ challengeId: id }))).reason).toBe("CHALLENGE_UNKNOWN");
    const foreign = await failureOf(
      service.verify({ challengeId, code: "012345" }, aCaller({ id: "other" })),
    );
    expect(foreign.reason).toBe("CHALLENGE_UNKNOWN");
    expect(service.calls.judge).toBe(0);
    await service.verify({ challengeId, code: service.code() });
  });

  test("is told apart in nothing: forged, foreign and from a lost ring are one answer", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    const foreign = await failureOf(service.verify({ challengeId }, aCaller({ id: "other" })));
    const forged = await failureOf(service.verify({ challengeId: "nc1_forged" }));
    service.rotate(aKeyring("k2"));
    const lost = await failureOf(service.verify({ challengeId }));
    for (const failure of [forged, lost])
      expect({ ...failure, message: failure.message }).toEqual({ ...foreign, message: foreign.message });
  });
});

describe("rotating the key ring", () => {
  test("leaves a code that was sent before it valid after it", async () => {
    const service = aService({ keyring: aKeyring("k1") });
    const { challengeId } = await service.send();
    service.rotate(aKeyring("k2", "k1"));
    expect(await service.verify({ challengeId, code: service.code() })).toMatchObject({
      email: "ada@example.com",
    });
  });

  test("lets a code be guessed no more often than before", async () => {
    const service = aService({ keyring: aKeyring("k1") });
    const { challengeId } = await service.send();
    await failureOf(service.verify({ challengeId, code: "wrong" }));
    service.rotate(aKeyring("k2", "k1"));
    const failure = await failureOf(service.verify({ challengeId, code: service.code() }));
    expect(failure.reason).toBe("CHALLENGE_CLOSED");
  });

  test("seals new challenges with the new key", async () => {
    const service = aService({ keyring: aKeyring("k1") });
    service.rotate(aKeyring("k2", "k1"));
    const { challengeId } = await service.send();
    service.rotate(aKeyring("k2"));
    await service.verify({ challengeId, code: service.code() });
  });
});
