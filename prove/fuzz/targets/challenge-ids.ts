import { hash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type EmailAddress, parseEmail } from "../../../src/core/email.ts";
import { openChallenge, type SealedChallenge, sealChallenge } from "../../../src/core/seal.ts";
import { aKeyring } from "../../../test/support/keyrings.ts";
import type { Random } from "../../support/random.ts";
import { aText } from "../mutate.ts";
import { type FuzzTarget, must } from "../target.ts";

const ring = aKeyring("k1", "k2");
const [first, second] = ring.all;
const [foreign] = aKeyring("k3").all;
/** Another service's key may well have the same name. */
const [sameName] = aKeyring("k9").all;
if (!first || !second || !foreign || !sameName) throw new Error("the rings have keys");

const challenges = Array.from({ length: 24 }, (_, i) => aChallenge(i, "n".repeat(i * 5)));
const genuine = new Map(
  challenges.map((challenge, i) => [sealChallenge(i % 2 ? first : second, challenge), challenge]),
);
const ids = [...genuine.keys()];
const others = challenges
  .slice(0, 6)
  .flatMap((challenge) => [
    sealChallenge(foreign, challenge),
    sealChallenge({ ...sameName, id: "k1" }, challenge),
  ]);

export const challengeIds: FuzzTarget = {
  name: "challenge-ids",
  invariant: "no challenge id opens but those that were sealed with a key of the ring, letter for letter",
  trials: { quick: 60_000, full: 10_000_000 },
  seeds: [...ids, ...others, "", "nc1_", "nc1_AmsxAAAA", "seal:", "seal:\u00e9\ud83d\ude00"],
  words: ["nc1_", "nc2_", "=", "==", "-", "_", "+", "/", "\n", "AmsxAA", "AmsyAA"],
  generate,
  judge(input) {
    if (input.startsWith(roundTrip)) return sealAndOpen(input.slice(roundTrip.length));
    const opened = openChallenge(ring, input);
    const known = genuine.get(input);
    must((opened === undefined) === (known === undefined), "what opens and what is genuine differ");
    must(opened === undefined || isDeepStrictEqual(plain(opened.challenge), plain(known)), "it holds other");
    return `${opened?.keys.id} ${input.startsWith("nc1_")}`;
  },
};

const roundTrip = "seal:";

/** Whatever a caller may put into a challenge comes out of it again. */
function sealAndOpen(text: string): string {
  const nonce = text.slice(0, 128).toWellFormed();
  const email = parseEmail(text) ?? (`${text.length}@example.com` as EmailAddress);
  const challenge = { ...aChallenge(text.length, nonce), email };
  const id = sealChallenge(ring.primary, challenge);
  must(id.length <= 1024, "the id is longer than what is looked at");
  const opened = openChallenge(ring, id);
  must(opened !== undefined, "it does not open");
  must(isDeepStrictEqual(plain(opened.challenge), plain(challenge)), "it holds something else");
  must(sealChallenge(ring.primary, challenge) === id, "sealing it again gives another id");
  return "sealed";
}

function plain(challenge: SealedChallenge | undefined) {
  return challenge && { ...challenge, id: Buffer.from(challenge.id).toString("hex") };
}

function aChallenge(number: number, nonce: string): SealedChallenge {
  return {
    tenant: `tenant-${number % 3}`,
    window: 20_000 + number,
    id: hash("sha256", `challenge ${number}`, "buffer").subarray(0, 16),
    email: `ada${number}@example.com` as EmailAddress,
    purpose: number % 2 ? "sign-in" : "confirm-payment",
    nonce,
    openedBy: "Key00001",
    format: number % 2 ? { alphabet: "digits", length: 6 } : { alphabet: "base32", length: 8 },
    attempts: 1 + (number % 5),
    test: number % 7 === 0,
  };
}

/** Genuine ids that were flipped, cut, spliced with another, or given another key's name. */
function generate(random: Random): string {
  if (random.chance(10)) return roundTrip + aText(random, 200);
  const one = bytesOf(random, ids);
  const other = bytesOf(random, random.chance(80) ? ids : others);
  const at = random.below(one.length);
  const made = (() => {
    switch (random.below(5)) {
      case 0:
        one[at] = (one[at] ?? 0) ^ (1 << random.below(8));
        return one;
      case 1:
        return one.subarray(0, at);
      case 2:
        return Buffer.concat([one.subarray(0, at), other.subarray(at)]);
      case 3:
        return Buffer.concat([other.subarray(0, 3), one.subarray(3)]);
      default:
        return Buffer.concat([one, other.subarray(0, random.below(20))]);
    }
  })();
  return `nc1_${made.toString(random.chance(95) ? "base64url" : "base64")}`;
}

function bytesOf(random: Random, list: readonly string[]): Buffer {
  return Buffer.from((list[random.below(list.length)] ?? "").slice(4), "base64url");
}
