import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { parseTenants } from "../../../src/config/tenants.ts";
import type { ApiKey } from "../../../src/core/tenant.ts";
import { recogniseKey } from "../../../src/rpc/api-key.ts";
import type { Random } from "../../support/random.ts";
import { aText } from "../mutate.ts";
import { type FuzzTarget, must } from "../target.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const now = new Date("2026-06-01T12:00:00Z");

/** Keys that were never shown but to their owners; the last is past its end, and some have two secrets. */
const forms = ["live_sk", "test_sk", "live_pk", "test_pk", "live_sk"] as const;
const secretsOf = (i: number) => [0, 1].slice(0, 1 + (i % 2)).map((j) => textOf(`secret ${i} ${j}`, 32));
const keys = forms.map((form, i) => ({ form, id: `Key0000${i}`, secrets: secretsOf(i), expired: i === 4 }));
const directory = parseTenants(
  JSON.stringify({
    tenants: [
      {
        id: "acme",
        brand: { name: "Acme", host: "acme.example" },
        keys: keys.map(({ form, id, secrets, expired }) => ({
          id,
          kind: form.endsWith("sk") ? "secret" : "publishable",
          mode: form.startsWith("live") ? "live" : "test",
          sha256: secrets.map((secret) => hash("sha256", secret)),
          ...(form.endsWith("pk") ? { origins: ["https://acme.example"] } : {}),
          ...(expired ? { expires: "2026-06-01T12:00:00Z" } : {}),
        })),
      },
    ],
  }),
);
const shown = keys.flatMap(({ form, id, secrets, expired }) =>
  secrets.map((secret) => ({ text: checked(`np_${form}_${id}_${secret}`), id, expired })),
);
const accepted = new Map(shown.filter(({ expired }) => !expired).map(({ text, id }) => [text, id]));

export const apiKeys: FuzzTarget = {
  name: "api-keys",
  invariant: "a key is recognised only as it was shown, letter for letter, and as what it is",
  trials: { quick: 150_000, full: 10_000_000 },
  seeds: [...shown.map(({ text }) => text), "", "np_", "np_live_sk_Key00000_", "Bearer np_live_sk_Key00000"],
  words: ["np_", "live", "test", "_sk_", "_pk_", "Key00000", "Key00001", "__proto__", "constructor", "\0"],
  generate,
  judge(input) {
    const key: ApiKey | undefined = recogniseKey(input, directory.findKey, now);
    must(key?.id === accepted.get(input), "what is recognised and what was shown differ");
    if (key === undefined) return `refused ${input.length === 59} ${input.startsWith("np_")}`;
    must(input.startsWith(`np_${key.mode}_${key.kind === "secret" ? "sk" : "pk"}_`), "it is another kind");
    return `${key.id}`;
  },
};

/** Keys whose checksum is right, so that what lies behind it is reached. */
function generate(random: Random): string {
  const { form, id } = keys[random.below(keys.length)] ?? { form: "live_sk", id: "Key00000" };
  const secret = keys[random.below(keys.length)]?.secrets[0] ?? "";
  const at = random.below(32);
  const changed = random.chance(50)
    ? secret.slice(0, at) + digits.charAt(random.below(62)) + secret.slice(at + 1)
    : secret;
  const text = `np_${random.chance(70) ? form : random.pick(forms)}_${random.chance(80) ? id : textOf(aText(random, 3), 8)}_${changed}`;
  return random.chance(90) ? checked(text) : text;
}

function textOf(seed: string, length: number): string {
  const bytes = hash("sha256", seed, "buffer");
  return Array.from({ length }, (_, i) => digits.charAt((bytes[i % 32] ?? 0) % 62)).join("");
}

/** CRC-32 in six digits of base 62, written once more. */
function checked(body: string): string {
  let rest = BigInt(crc32(body));
  const end: string[] = [];
  for (let i = 0; i < 6; i++) {
    end.unshift(digits.charAt(Number(rest % 62n)));
    rest /= 62n;
  }
  return body + end.join("");
}
