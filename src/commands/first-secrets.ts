import { randomBytes } from "node:crypto";
import { stringify } from "yaml";
import { createApiKey } from "../rpc/api-key.ts";
import { createReceiptKey } from "./keys.ts";

/** Everything secret that a new service needs. */
export interface FirstSecrets {
  readonly keyring: string;
  readonly receiptKeys: string;
  /** A tenants file with one tenant and one secret key. */
  readonly tenants: string;
  /** That key itself, which the tenants file knows by its hash alone. */
  readonly apiKey: string;
}

/** Makes them for a service that writes in the name of `brand`, whose codes are typed at `host`. */
export async function createFirstSecrets(brand: string, host: string): Promise<FirstSecrets> {
  const key = createApiKey("secret", "live");
  const keys = [{ id: key.id, kind: "secret", mode: "live", sha256: [key.sha256] }];
  const tenants = [{ id: "main", brand: { name: brand, host }, keys }];
  return {
    keyring: `k${randomBytes(3).toString("hex")}:${randomBytes(32).toString("base64")}`,
    receiptKeys: JSON.stringify({ keys: [await createReceiptKey("ES256")] }),
    tenants: `# Read again within a minute of an edit. What may stand here: docs/settings.md\n${stringify({ tenants })}`,
    apiKey: key.text,
  };
}
