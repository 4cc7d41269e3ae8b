import { expect, test } from "vitest";
import { addressKey, challengeName, codeMac, windowEndMs } from "../../src/core/address-key.ts";
import type { JudgeRequest, OpenRequest } from "../../src/core/challenge.ts";
import type { EmailAddress } from "../../src/core/email.ts";
import { isKnownDevice, issueKnownDevice } from "../../src/core/known-device.ts";
import { addressTag } from "../../src/core/notes.ts";
import type { ChallengeStore } from "../../src/core/ports.ts";
import { receiptClaims } from "../../src/core/receipt.ts";
import { openChallenge, sealChallenge } from "../../src/core/seal.ts";
import { aChallenge } from "../support/challenges.ts";
import { aKeyring } from "../support/keyrings.ts";
import { noonMs } from "../support/noon.ts";
import { aService } from "../support/service.ts";

/**
 * What version 0.1 stores, seals and issues. Instances of two versions run side by side during an upgrade: were one
 * of these to change, open challenges would be lost, and the budgets of addresses and the guesses at them begin anew.
 */
const stored = {
  address: "1|k1|nCdF2cJOWVqf6PiDozFBZbPx6Mo8Ikrw__9fDosnOMU",
  testAddress: "1|k1|02jO1cfr9atzFGpJto3JGfpTL6AF8CmS3-Ryw_UPkAE",
  challenge: "c_z43qBTTuEMw",
  code: "JJnJiw2GIheGu7C74_IrCw",
  windowEnd: "2026-06-01T22:58:10.061Z",
};
const sealed =
  "nc1_AmsxkcwjuBXnHGtsMkxACWE4dP_Gy0jOSV9_BOjarCNGq5mnSgMo9U4XVwjaD8YW-mnOTNHSME5PQ0pcTfUA9__DZwcKv6yaK1kLH2RBzxDQt-zYorv_gcYy0aiv5bE";
const device = "nd1_k1.20605.lsI52i3UXSOt5UezFJvieg";
const subject = "w1pY25nbUBkYGAK5KyS7HZ14W2Fxu_ckG0VOou13_5I";

const ring = aKeyring();
const keys = ring.primary;
const ada = "ada@example.com" as EmailAddress;

test("a challenge that an older version sealed is opened, and sealed the same again", () => {
  expect(openChallenge(ring, sealed)?.challenge).toEqual(aChallenge());
  expect(sealChallenge(keys, aChallenge())).toBe(sealed);
});

test("what an older version stored of an address, its challenges and codes is found", () => {
  const challenge = aChallenge();
  const address = addressKey(keys, challenge);
  expect({
    address,
    testAddress: addressKey(keys, { ...challenge, test: true }),
    challenge: challengeName(keys, challenge),
    code: codeMac(keys, address, challenge, "012345"),
    windowEnd: new Date(windowEndMs(keys, challenge)).toISOString(),
  }).toEqual(stored);
});

test("a device that an older version made known is known, and is issued the same again", () => {
  expect(isKnownDevice(ring, device, "acme", ada, noonMs)).toBe(true);
  expect(issueKnownDevice(ring, "acme", ada, noonMs)).toBe(device);
});

test("receipts name a person and a challenge as older ones did", () => {
  const claims = receiptClaims(keys, aChallenge(), "https://codes.example", noonMs);
  expect([claims.sub, claims.jti]).toEqual([subject, "hI0Izqw1c9OF4ZqE4pF25Q"]);
});

test("logs tag an address as those of another instance do", () => {
  expect(addressTag(ring, ada, noonMs)).toBe("Tgyveno5");
});

test("a call that is repeated while instances are upgraded is the same call", async () => {
  const opens: OpenRequest[] = [];
  const judges: JudgeRequest[] = [];
  const around = (store: ChallengeStore): ChallengeStore => ({
    ...store,
    open(request) {
      opens.push(request);
      return store.open(request);
    },
    judge(request) {
      judges.push(request);
      return store.judge(request);
    },
  });
  const service = aService({ around });
  const { challengeId } = await service.send({ idempotencyKey: "only-once-only-once-22" });
  await service.verify({ challengeId, code: service.code(), attemptId: "the-same-attempt-again" });
  expect([opens[0]?.challenge, opens[0]?.sendTag, judges[0]?.attempt]).toEqual([
    "c_wyIKAfbOxqs",
    "w9-h64PYC3u9ZTlE0_B5hA",
    "WFQTLoOCUlBDJ72EHqgS-Q",
  ]);
});
