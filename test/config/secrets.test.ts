import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { SettingsError } from "../../src/config/env.ts";
import { parseSettings } from "../../src/config/settings.ts";
import {
  aKeyringSecret,
  aKeySet,
  anEdReceiptKey,
  anEnv,
  aReceiptKey,
  problemsOf,
} from "./support/settings.ts";

const mustBeEntries = "NOPASS_KEYRING must be `id:base64`, several separated by commas";
const mustBeKeySet =
  "NOPASS_RECEIPT_KEYS must be a JWK set of private keys, each with kid and alg ES256 or EdDSA";

describe("the key ring", () => {
  test("holds several keys, the first of them primary", () => {
    const { keyring } = parseSettings(
      anEnv({ NOPASS_KEYRING: `k2:${aKeyringSecret("k2")}, k1:${aKeyringSecret()}` }),
    );
    expect(keyring.reveal().map(({ id }) => id)).toEqual(["k2", "k1"]);
    expect(keyring.reveal()[1]?.secret).toEqual(Buffer.from(aKeyringSecret(), "base64"));
  });

  test("may be written in base64url, and without padding", () => {
    const secret = Buffer.from(aKeyringSecret(), "base64");
    const { keyring } = parseSettings(anEnv({ NOPASS_KEYRING: `k1:${secret.toString("base64url")}` }));
    expect(keyring.reveal()[0]?.secret).toEqual(secret);
  });

  test.for([
    { what: "a secret without an id", value: aKeyringSecret(), want: [mustBeEntries] },
    { what: "an id without a secret", value: "k1:", want: [mustBeEntries] },
    { what: "what is no base64", value: "k1:not base64!", want: [mustBeEntries] },
    { what: "a comma too many", value: `k1:${aKeyringSecret()},`, want: [mustBeEntries] },
    { what: "a colon too many", value: `k1:${aKeyringSecret()}:k2`, want: [mustBeEntries] },
    {
      what: "a secret that is too short",
      value: `k1:${Buffer.alloc(31, 7).toString("base64")}`,
      want: ["NOPASS_KEYRING has a key with 31 bytes where at least 32 are needed"],
    },
    {
      what: "a secret that is not random",
      value: `k1:${Buffer.from("password".repeat(4)).toString("base64")}`,
      want: ["NOPASS_KEYRING has a key that is not random: make one with `nopass keyring create`"],
    },
    {
      what: "two keys with one id",
      value: `k1:${aKeyringSecret("a")},k1:${aKeyringSecret("b")}`,
      want: ["NOPASS_KEYRING has two keys with the id k1"],
    },
    {
      what: "an id that cannot stand in a challenge",
      value: `my key:${aKeyringSecret()}`,
      want: ["NOPASS_KEYRING has a key id that is not 1 to 16 of A-Z a-z 0-9 _ -"],
    },
  ])("is refused with $what", ({ value, want }) => {
    expect(problemsOf(anEnv({ NOPASS_KEYRING: value }))).toEqual(want);
  });
});

describe("the receipt keys", () => {
  test("may be of both algorithms, the first of them signs", () => {
    const { receiptKeys } = parseSettings(
      anEnv({ NOPASS_RECEIPT_KEYS: aKeySet(anEdReceiptKey(), aReceiptKey()) }),
    );
    expect(receiptKeys.reveal().map(({ kid, alg }) => `${kid} ${alg}`)).toEqual(["r2 EdDSA", "r1 ES256"]);
  });

  test.for([
    { what: "what is no JSON", value: "-----BEGIN PRIVATE KEY-----" },
    { what: "no key", value: aKeySet() },
    { what: "a key that is in no set", value: JSON.stringify(aReceiptKey()) },
    { what: "a key without kid", value: aKeySet(aReceiptKey({ kid: undefined })) },
    { what: "a key with an empty kid", value: aKeySet(aReceiptKey({ kid: "" })) },
    { what: "a key without alg", value: aKeySet(aReceiptKey({ alg: undefined })) },
    { what: "a public key", value: aKeySet(aReceiptKey({ d: undefined })) },
    { what: "an alg that does not go with its key", value: aKeySet(anEdReceiptKey({ alg: "ES256" })) },
    { what: "another curve", value: aKeySet(aReceiptKey({ crv: "P-384" })) },
    { what: "a symmetric key", value: aKeySet({ kty: "oct", k: "c2VjcmV0", alg: "HS256", kid: "r1" }) },
    {
      what: "one good key and one that is not",
      value: aKeySet(aReceiptKey(), aReceiptKey({ d: undefined })),
    },
  ])("are refused with $what", ({ value }) => {
    expect(problemsOf(anEnv({ NOPASS_RECEIPT_KEYS: value }))).toEqual([mustBeKeySet]);
  });

  test("are refused with two keys of one kid", () => {
    const value = aKeySet(aReceiptKey(), anEdReceiptKey({ kid: "r1" }));
    expect(problemsOf(anEnv({ NOPASS_RECEIPT_KEYS: value }))).toEqual([
      "NOPASS_RECEIPT_KEYS has two keys with the same kid",
    ]);
  });

  test.for([
    { what: "whose private part is of another key", damaged: aReceiptKey({ d: aReceiptKey().d }) },
    { what: "whose public part is not on the curve", damaged: aReceiptKey({ x: "AAAA" }) },
    { what: "that was cut", damaged: anEdReceiptKey({ d: "AAAA" }) },
    { what: "of EdDSA whose public part is of another", damaged: anEdReceiptKey({ x: anEdReceiptKey().x }) },
  ])("are refused with a key $what: no back end would accept its receipts", ({ damaged }) => {
    const value = aKeySet(aReceiptKey({ kid: "r0" }), damaged);
    expect(problemsOf(anEnv({ NOPASS_RECEIPT_KEYS: value }))).toEqual([
      "NOPASS_RECEIPT_KEYS has a key that is damaged: number 2 of the set",
    ]);
  });
});

describe("no secret is ever printed", () => {
  const canary = "CANARYcanaryCANARYcanaryCANARYcanaryCANARYcanary";

  test.for([
    { name: "NOPASS_KEYRING", value: canary },
    { name: "NOPASS_KEYRING", value: `${canary}:k1` },
    { name: "NOPASS_KEYRING", value: `k1:${canary}!` },
    { name: "NOPASS_KEYRING", value: `k1:${canary.slice(0, 20)}` },
    { name: "NOPASS_KEYRING", value: `k1:${canary},k1:${canary}` },
    { name: "NOPASS_RECEIPT_KEYS", value: canary },
    { name: "NOPASS_RECEIPT_KEYS", value: `{"keys":[{"d":"${canary}"` },
    { name: "NOPASS_RECEIPT_KEYS", value: aKeySet(aReceiptKey({ d: canary })) },
    { name: "NOPASS_RECEIPT_KEYS", value: aKeySet(aReceiptKey({ d: canary, kid: 7 })) },
    {
      name: "NOPASS_RECEIPT_KEYS",
      value: aKeySet(aReceiptKey({ kid: canary }), aReceiptKey({ kid: canary })),
    },
    { name: "NOPASS_RECEIPT_KEY", value: canary },
    { name: "NOPASS_KEYRING_FILE", value: `/${canary}` },
  ])("in what is said about $name=$value", ({ name, value }) => {
    const env = anEnv(name === "NOPASS_KEYRING_FILE" ? { NOPASS_KEYRING: undefined } : {});
    const problems = problemsOf({ ...env, [name]: value });
    expect(problems).not.toEqual([]);
    const error = new SettingsError(problems);
    expect(`${problems.join()} ${error.stack} ${inspect(error)}`.toLowerCase()).not.toContain("canary");
  });

  test("by settings that were read", () => {
    const env = anEnv({ NOPASS_KEYRING: `k1:${aKeyringSecret()}` });
    const settings = parseSettings(env);
    const { d } = JSON.parse(env.NOPASS_RECEIPT_KEYS ?? "").keys[0];
    const printed = [
      JSON.stringify(settings),
      inspect(settings, { depth: 9 }),
      String(settings.keyring),
    ].join();
    const bytes = inspect(Buffer.from(aKeyringSecret(), "base64")).slice(8, 30);
    for (const secret of [d, aKeyringSecret(), bytes]) expect(printed).not.toContain(secret);
  });
});
