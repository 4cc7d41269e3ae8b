import { createReceiptVerifier, ReceiptError } from "../../../clients/node/src/index.ts";
import { aReceipt, createKey, issuer, noon } from "../../../test/clients/support/receipts.ts";
import type { Random } from "../../support/random.ts";
import { aText } from "../mutate.ts";
import { type FuzzTarget, must } from "../target.ts";

const key = createKey("r1");
const other = createKey("r2", "EdDSA");
const stranger = createKey("r1");
const receipt = aReceipt(key);
const { x, y } = key.jwk as { readonly x: string; readonly y: string };
const whole = JSON.stringify({ keys: [key.jwk, other.jwk] });

export const keySets: FuzzTarget = {
  name: "key-sets",
  invariant: "whatever is answered for the keys, a receipt is believed only if its own key is among them",
  trials: { quick: 5_000, full: 10_000_000 },
  seeds: [
    whole,
    JSON.stringify({ keys: [stranger.jwk] }),
    `\ufeff${whole}`,
    JSON.stringify({ keys: [{ ...key.jwk, d: "AAAA" }] }),
    JSON.stringify({ keys: [{ kty: "oct", k: "AAAA", kid: "r1", alg: "HS256" }] }),
    JSON.stringify({ keys: [] }),
    '{"keys":{}}',
    '{"keys":[null]}',
    '{"__proto__":{"keys":[]}}',
    "null",
    "",
    "[".repeat(70_000),
  ],
  words: [
    '"keys"',
    '"kty"',
    '"EC"',
    '"OKP"',
    '"oct"',
    '"P-256"',
    '"P-384"',
    '"crv"',
    '"x"',
    "null",
    "[",
    "{",
    '"kid":"r1"',
  ],
  generate,
  async judge(input) {
    const fetch = async () =>
      new Response(input.toWellFormed(), { headers: { "cache-control": "max-age=60" } });
    const verifier = createReceiptVerifier({ issuer, audience: "acme", fetch, now: () => noon });
    try {
      await verifier.verify(receipt);
      must(holdsKey(JSON.parse(received(input))), "it was believed by another key");
      return "believed";
    } catch (error) {
      if (!(error instanceof ReceiptError)) throw error;
      must(input !== whole, `what is genuine was refused: ${error.reason}`);
      return error.reason;
    }
  },
};

/** As the `fetch` of Node.js hands it over: without half characters and up to two byte order marks. */
function received(input: string): string {
  return input.toWellFormed().replace(/^\ufeff{1,2}/, "");
}

/** By its numbers: base64 has more than one spelling for them. */
function holdsKey({
  keys,
}: {
  readonly keys: readonly { readonly x?: unknown; readonly y?: unknown }[];
}): boolean {
  const isSame = (a: unknown, b: string) => numberOf(String(a)).equals(numberOf(b));
  return keys.some((each) => isSame(each.x, x) && isSame(each.y, y));
}

function numberOf(text: string): Buffer {
  return Buffer.from(text, "base64url");
}

function generate(random: Random): string {
  const pick = () =>
    random.pick<unknown>([null, 1, "", [], {}, "P-256", "EC", "sig", "enc", x, aText(random, 6)]);
  const aKey = () => {
    const base = random.pick<object>([key.jwk, other.jwk, stranger.jwk]);
    const names = ["kty", "crv", "x", "y", "kid", "alg", "use", "key_ops", "d", "k", "ext"];
    return { ...base, [names[random.below(names.length)] ?? ""]: pick() };
  };
  return JSON.stringify({ keys: Array.from({ length: random.below(4) }, aKey) });
}
