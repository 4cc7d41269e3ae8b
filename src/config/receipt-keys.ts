import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { z } from "zod";
import type { EnvReader } from "./env.ts";

/** A private key that signs receipts, as a JWK (RFC 7517). */
export type ReceiptKey = z.infer<typeof receiptKey>;

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
const common = { kid: z.string().min(1).max(64), x: base64url, d: base64url };

const receiptKey = z.discriminatedUnion("alg", [
  z.object({
    ...common,
    alg: z.literal("ES256"),
    kty: z.literal("EC"),
    crv: z.literal("P-256"),
    y: base64url,
  }),
  z.object({ ...common, alg: z.literal("EdDSA"), kty: z.literal("OKP"), crv: z.literal("Ed25519") }),
]);

const keySet = z.object({ keys: z.array(receiptKey).min(1) });

/** Reads the JWK set that receipts are signed with. Its values are never repeated in a problem. */
export function parseReceiptKeys(read: EnvReader): readonly ReceiptKey[] {
  const name = "NOPASS_RECEIPT_KEYS";
  const text = read.required(name, "make a set with `nopass receipt-keys create`");
  if (text === "") return [];
  const parsed = keySet.safeParse(jsonOf(text));
  if (!parsed.success) {
    read.problem(name, "must be a JWK set of private keys, each with kid and alg ES256 or EdDSA");
    return [];
  }
  const { keys } = parsed.data;
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length)
    read.problem(name, "has two keys with the same kid");
  keys.forEach((key, i) => {
    if (!isWhole(key)) read.problem(name, `has a key that is damaged: number ${i + 1} of the set`);
  });
  return keys;
}

/** Whether its parts belong together. If not, every receipt would be refused by whoever checks it. */
function isWhole(key: ReceiptKey): boolean {
  const { d: _, ...publicPart } = key;
  const digest = key.alg === "ES256" ? "sha256" : null;
  const probe = Buffer.from("nopass");
  try {
    const signature = sign(digest, probe, createPrivateKey({ key, format: "jwk" }));
    return verify(digest, probe, createPublicKey({ key: publicPart, format: "jwk" }), signature);
  } catch {
    return false;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
