import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { exportJWK, generateKeyPair } from "jose";
import { stringify } from "yaml";
import { createApiKey } from "../rpc/api-key.ts";
import { type Command, UsageError } from "./command.ts";

/** Makes an API key and prints the entry for the tenants file. */
export const keysCreate: Command = {
  usage: "keys create --tenant T --kind secret|publishable [--test] [--origin ORIGIN]... [--id ID]",
  summary:
    "make an API key, or another secret for the key ID; it is shown once, its entry goes into the tenants file",
  async run(args, { out, err }) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        tenant: { type: "string" },
        kind: { type: "string" },
        test: { type: "boolean", default: false },
        origin: { type: "string", multiple: true, default: [] },
        id: { type: "string" },
      },
    });
    const { tenant, kind, id, origin: origins } = values;
    if (tenant === undefined) throw new UsageError("--tenant is missing");
    if (kind !== "secret" && kind !== "publishable") throw new UsageError("--kind is secret or publishable");
    if (kind === "publishable" && origins.length === 0)
      throw new UsageError("a publishable key needs --origin");
    if (id !== undefined && !/^[A-Za-z0-9]{8}$/.test(id))
      throw new UsageError("--id is the 8 characters of a key");
    const mode = values.test ? "test" : "live";
    const key = createApiKey(kind, mode, id);
    const entry = {
      id: key.id,
      kind,
      mode,
      sha256: [key.sha256],
      ...(kind === "publishable" ? { origins } : {}),
    };
    err(`The key, shown this once:\n`);
    out(`${key.text}\n`);
    err(`\nIts entry under \`keys\` of tenant ${tenant} in the tenants file:\n${stringify([entry])}`);
    return 0;
  },
};

/** Makes a secret for the key ring. */
export const keyringCreate: Command = {
  usage: "keyring create [--id ID]",
  summary:
    "make a NOPASS_KEYRING; several are separated by commas, the first seals; to rotate: docs/settings.md",
  async run(args, { out }) {
    const { values } = parseArgs({ args: [...args], options: { id: { type: "string" } } });
    const id = values.id ?? `k${randomBytes(3).toString("hex")}`;
    if (!/^[A-Za-z0-9_-]{1,16}$/.test(id)) throw new UsageError("--id is 1 to 16 of A-Z a-z 0-9 _ -");
    out(`${id}:${randomBytes(32).toString("base64")}\n`);
    return 0;
  },
};

/** Makes the keys that sign receipts. */
export const receiptKeysCreate: Command = {
  usage: "receipt-keys create [--alg ES256|EdDSA]",
  summary:
    "make a NOPASS_RECEIPT_KEYS; the first key of a set signs, all are published; to rotate: docs/settings.md",
  async run(args, { out }) {
    const { values } = parseArgs({ args: [...args], options: { alg: { type: "string", default: "ES256" } } });
    const { alg } = values;
    if (alg !== "ES256" && alg !== "EdDSA") throw new UsageError("--alg is ES256 or EdDSA");
    out(`${JSON.stringify({ keys: [await createReceiptKey(alg)] })}\n`);
    return 0;
  },
};

/** A private JWK with an id and its algorithm. */
export async function createReceiptKey(alg: "ES256" | "EdDSA"): Promise<object> {
  const { privateKey } = await generateKeyPair(alg, {
    extractable: true,
    ...(alg === "EdDSA" ? { crv: "Ed25519" } : {}),
  });
  return { ...(await exportJWK(privateKey)), alg, kid: `r${randomBytes(4).toString("hex")}` };
}
