import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { createReceiptKey } from "../../../src/commands/keys.ts";
import { createApiKey } from "../../../src/rpc/api-key.ts";

/** What a service is told from outside, made anew for each test, with two tenants: `acme` and `globex`. */
export interface Environment {
  /** Settings for a free port of this machine, the memory store and no mail provider. */
  readonly settings: Readonly<Record<string, string>>;
  /** Holds the tenants file: whoever made the environment deletes it. */
  readonly folder: string;
  readonly tenantsFile: string;
  readonly keyring: string;
  readonly secretKey: string;
  readonly otherKey: string;
  readonly publishableKey: string;
}

/** The one origin on which the publishable key may be used. */
export const pageOrigin = "https://app.acme.example";

/** Makes keys, and a tenants file with the same policy for both tenants. */
export async function createEnvironment(policy: object): Promise<Environment> {
  const folder = await mkdtemp(join(tmpdir(), "nopass-test-"));
  const tenantsFile = join(folder, "tenants.yaml");
  const [acme, globex] = [createApiKey("secret", "live"), createApiKey("secret", "live")];
  const publishable = createApiKey("publishable", "live");
  const acmeKeys = [
    { id: acme.id, kind: "secret", sha256: [acme.sha256] },
    { id: publishable.id, kind: "publishable", sha256: [publishable.sha256], origins: [pageOrigin] },
  ];
  const globexKeys = [{ id: globex.id, kind: "secret", sha256: [globex.sha256] }];
  const tenants = [
    { id: "acme", brand: { name: "Acme", host: "acme.example" }, policy, keys: acmeKeys },
    { id: "globex", brand: { name: "Globex", host: "globex.example" }, policy, keys: globexKeys },
  ];
  await writeFile(tenantsFile, stringify({ tenants }));
  const keyring = `k1:${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64")}`;
  return {
    folder,
    tenantsFile,
    keyring,
    secretKey: acme.text,
    otherKey: globex.text,
    publishableKey: publishable.text,
    settings: {
      PORT: "0",
      HOST: "127.0.0.1",
      NOPASS_STORE: "memory",
      NOPASS_MAIL: "console",
      NOPASS_MAIL_FROM: "Acme <no-reply@acme.example>",
      NOPASS_KEYRING: keyring,
      NOPASS_RECEIPT_KEYS: JSON.stringify({ keys: [await createReceiptKey("ES256")] }),
      NOPASS_TENANTS: tenantsFile,
      NOPASS_PUBLIC_URL: "https://nopass.example",
      NOPASS_REFLECTION: "on",
    },
  };
}
