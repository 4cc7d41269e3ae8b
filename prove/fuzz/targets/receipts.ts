import { createReceiptVerifier, ReceiptError } from "../../../clients/node/src/index.ts";
import { aClaimSet, aReceipt, createKey, issuer, noon } from "../../../test/clients/support/receipts.ts";
import type { Random } from "../../support/random.ts";
import { aText } from "../mutate.ts";
import { type FuzzTarget, must } from "../target.ts";

const keys = [createKey("r1"), createKey("r2", "EdDSA")] as const;
const stranger = createKey("r1");
const verifier = createReceiptVerifier({
  issuer,
  audience: "acme",
  keys: { keys: keys.map(({ jwk }) => jwk) },
  now: () => noon,
});
const good = keys.flatMap((key) => [
  aReceipt(key),
  aReceipt(key, { claims: aClaimSet({ jti: "another", email: "grace@example.com" }) }),
]);
/** Header and claims: what was signed. */
const signed = new Set(good.map(statementOf));
const bad = [
  aReceipt(stranger),
  ...[
    { aud: "other" },
    { exp: 1 },
    { nonce: "n" },
    { test: true },
    { email_verified: false },
    { amr: [] },
  ].map((claims) => aReceipt(keys[1], { claims: aClaimSet(claims) })),
  aReceipt(keys[0], {
    header: { alg: "none", kid: "r1", typ: "nopass-receipt+jwt" },
    signature: () => Buffer.of(),
  }),
];

export const receipts: FuzzTarget = {
  name: "receipts",
  invariant: "a back end believes a receipt only if all of it was signed, and refuses any other by its error",
  trials: { quick: 20_000, full: 10_000_000 },
  seeds: [...good, ...bad, "", "..", "a.b.c"],
  words: [".", "..", "=", "eyJhbGciOiJub25lIn0", "e30", "bnVsbA", "W10", " ", "\n", "-", "_"],
  generate,
  async judge(input) {
    try {
      const { email, id } = await verifier.verify(input);
      must(signed.has(statementOf(input)), "it was believed, and never signed");
      must(input.split(".").length === 3, "it has more than its three parts");
      return `${email} ${id}`;
    } catch (error) {
      if (!(error instanceof ReceiptError)) throw error;
      must(!good.includes(input), `what is genuine was refused: ${error.reason}`);
      must(error.reason !== "KEYS_UNAVAILABLE", "the keys were there");
      return error.reason;
    }
  },
};

function statementOf(receipt: string): string {
  return receipt.slice(0, receipt.lastIndexOf("."));
}

/** The header, claims and signature of different receipts, and of what only looks like them. */
function generate(random: Random): string {
  const all = [...good, ...bad];
  const part = (at: number) => {
    if (random.chance(80)) return all[random.below(all.length)]?.split(".")[at] ?? "";
    const value = random.pick<unknown>([
      { ...aClaimSet(), [aText(random, 4)]: aText(random, 9) },
      null,
      [],
      "x",
    ]);
    return Buffer.from(JSON.stringify(value)).toString("base64url");
  };
  return [part(0), part(1), part(2)].join(".");
}
