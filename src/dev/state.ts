import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { createReceiptKey } from "../commands/keys.ts";
import { createApiKey } from "../rpc/api-key.ts";

/** What development makes for itself once and keeps, so that keys and challenges outlive a restart. */
export interface DevState {
  readonly keyring: string;
  readonly receiptKeys: string;
  /** Whole keys, to be printed: in development they open nothing. */
  readonly secretKey: string;
  readonly publishableKey: string;
}

/** The state with the file that its tenants stand in. */
export interface OpenedDevState extends DevState {
  readonly tenantsFile: string;
}

/** Reads the state of a folder, or makes a new one. */
export async function openDevState(folder: string): Promise<OpenedDevState> {
  const file = join(folder, "dev.json");
  const tenantsFile = join(folder, "tenants.yaml");
  const known = await readFile(file, "utf8").then(JSON.parse, () => undefined);
  if (known !== undefined) return { ...(known as DevState), tenantsFile };
  await mkdir(folder, { recursive: true });
  const state = await createState(tenantsFile);
  await writeFile(file, JSON.stringify(state, null, 2), { mode: 0o600 });
  return { ...state, tenantsFile };
}

/** Writes what a program needs to find this service to `.env`, in the form that `node --env-file` reads. */
export async function writeEnvFile(folder: string, url: string, state: DevState): Promise<void> {
  const { secretKey, publishableKey } = state;
  const lines = [
    `NOPASS_URL=${url}`,
    `NOPASS_API_KEY=${secretKey}`,
    `NOPASS_PUBLISHABLE_KEY=${publishableKey}`,
    "",
  ];
  await writeFile(join(folder, ".env"), lines.join("\n"), { mode: 0o600 });
}

/** The one tenant of development. */
export const devTenant = "dev";

async function createState(tenantsFile: string): Promise<DevState> {
  const secret = createApiKey("secret", "live");
  const publishable = createApiKey("publishable", "live");
  const tenant = {
    id: devTenant,
    brand: { name: "NoPass", host: "localhost" },
    keys: [
      { id: secret.id, kind: "secret", sha256: [secret.sha256] },
      {
        id: publishable.id,
        kind: "publishable",
        sha256: [publishable.sha256],
        origins: ["http://localhost:3600"],
      },
    ],
  };
  await writeFile(tenantsFile, stringify({ tenants: [tenant] }));
  return {
    keyring: `dev:${randomBytes(32).toString("base64")}`,
    receiptKeys: JSON.stringify({ keys: [await createReceiptKey("ES256")] }),
    secretKey: secret.text,
    publishableKey: publishable.text,
  };
}
