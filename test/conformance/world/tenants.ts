import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApiKey } from "../../../src/rpc/api-key.ts";

/** The API keys that a client can be given. All but `other` are, or look like, those of the tenant `acme`. */
export const keyNames = [
  "secret",
  "publishable",
  "test",
  "other",
  "revoked",
  "expired",
  "unlisted",
  "mistyped",
] as const;

export type ApiKeys = Readonly<Record<(typeof keyNames)[number], string>>;

/** A tenants file, with the keys that it lists and some that it does not. */
export interface TenantsFile {
  readonly path: string;
  readonly keys: ApiKeys;
  remove(): Promise<void>;
}

/** Writes a file with the tenants `acme`, which `tenant` says more about, and `globex`. */
export async function writeTenants(tenant: Readonly<Record<string, unknown>>): Promise<TenantsFile> {
  const secret = createApiKey("secret", "live");
  const publishable = createApiKey("publishable", "live");
  const test = createApiKey("secret", "test");
  const other = createApiKey("secret", "live");
  const revoked = createApiKey("secret", "live");
  const expired = createApiKey("secret", "live");
  const entry = ({ id, sha256 }: typeof secret) => ({ id, kind: "secret", sha256: [sha256] });
  const tenants = [
    {
      id: "acme",
      brand: { name: "Acme", host: "acme.example" },
      keys: [
        entry(secret),
        { ...entry(publishable), kind: "publishable", origins: ["https://app.acme.example"] },
        { ...entry(test), mode: "test" },
        { ...entry(revoked), revoked: true },
        { ...entry(expired), expires: "2020-01-01T00:00:00Z" },
      ],
      ...tenant,
    },
    { id: "globex", brand: { name: "Globex", host: "globex.example" }, keys: [entry(other)] },
  ];
  const folder = await mkdtemp(join(tmpdir(), "nopass-conformance-"));
  const path = join(folder, "tenants.json");
  await writeFile(path, JSON.stringify({ tenants }));
  return {
    path,
    keys: {
      secret: secret.text,
      publishable: publishable.text,
      test: test.text,
      other: other.text,
      revoked: revoked.text,
      expired: expired.text,
      unlisted: createApiKey("secret", "live").text,
      mistyped: secret.text.slice(0, -1) + (secret.text.endsWith("A") ? "B" : "A"),
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
