import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { start } from "../../src/compose.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { parseTenants } from "../../src/config/tenants.ts";
import { openTenantsFile } from "../../src/config/tenants-file.ts";
import { createEnvironment } from "../e2e/support/environment.ts";
import { problemsIn } from "./support/settings.ts";
import { aTenantEntry, aTenantsFile } from "./support/tenants.ts";

const mutual = { cert: "tls.crt", key: "tls.key", clientCa: "ca.crt" };
const withNames = (...names: readonly unknown[]) =>
  aTenantsFile(aTenantEntry({ client_certificates: names }));
const billing = "URI:spiffe://acme.example/billing";
const needsAuthority =
  "tenants[0].client_certificates: needs NOPASS_TLS_CLIENT_CA, without which no client shows a certificate";

describe("a name of a certificate", () => {
  test.for([
    billing,
    "DNS:billing.acme.internal",
    "DNS:localhost",
    "DNS:Billing_1.acme.internal",
    "URI:urn:acme:billing",
    "URI:https://acme.example/a%2Cb?c=d#e",
  ])("%s is listed as it stands", (name) => {
    expect(parseTenants(withNames(name), mutual).tenants[0]?.clientCertificates).toEqual([name]);
  });

  test.for([
    { name: "billing.acme.internal", because: "its kind is missing" },
    { name: "spiffe://acme.example/billing", because: "its kind is missing" },
    { name: "CN:billing", because: "subjects are not looked at" },
    { name: "IP Address:127.0.0.1" },
    { name: "email:ada@acme.example" },
    { name: "uri:spiffe://acme.example/billing" },
    { name: "DNS:" },
    { name: "DNS:*.acme.internal", because: "names are compared, not matched" },
    { name: "DNS:a..b" },
    { name: "DNS:a.example." },
    { name: "DNS: a.example" },
    { name: "DNS:a.example, URI:b:c", because: "one entry is one name" },
    { name: 'DNS:"a"' },
    { name: "URI:" },
    { name: "URI:no-scheme" },
    { name: "URI:a:b,c", because: "Node would quote it" },
    { name: "URI:a:'b'", because: "Node would quote it" },
    { name: "URI:a:b\\c", because: "Node would quote it" },
    { name: "URI:a:b c" },
    { name: "URI:spiffe://ácme.example/billing" },
    { name: `${billing}\n` },
    { name: `URI:a:${"b".repeat(2_048)}` },
    { name: 1 },
  ])("$name is refused", ({ name }) => {
    const problems = problemsIn(() => parseTenants(withNames(billing, name), mutual));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^tenants\[0\]\.client_certificates\[1\]: /);
  });

  test("is needed: an empty list could be meant as all or as none", () => {
    expect(problemsIn(() => parseTenants(withNames(), mutual))).toHaveLength(1);
  });
});

test("a tenant that lists none is called over any connection", () => {
  expect(parseTenants(aTenantsFile(aTenantEntry())).tenants[0]?.clientCertificates).toBeUndefined();
});

describe("a service that asks no client for a certificate", () => {
  test.for([{ tls: undefined }, { tls: { ...mutual, clientCa: undefined } }])(
    "takes no tenant that wants to see one",
    ({ tls }) => {
      expect(problemsIn(() => parseTenants(withNames(billing), tls))).toEqual([needsAuthority]);
    },
  );

  test("tells it together with what else is wrong", () => {
    const text = aTenantsFile(aTenantEntry({ id: "ACME", client_certificates: [billing] }));
    expect(problemsIn(() => parseTenants(text))).toEqual([
      "tenants[0].id: must be 1 to 32 of a-z 0-9 _ -",
      needsAuthority,
    ]);
  });

  test("does not start", async () => {
    const { settings, folder, tenantsFile } = await createEnvironment({});
    await writeFile(tenantsFile, withNames(billing));
    await expect(start(parseSettings(settings))).rejects.toThrow(needsAuthority);
    await rm(folder, { recursive: true });
  });

  test("keeps the last good file, and says why", async () => {
    const folder = await mkdtemp(join(tmpdir(), "nopass-tenants-"));
    const path = join(folder, "tenants.yaml");
    await writeFile(path, aTenantsFile(aTenantEntry()));
    const reloadFailed = vi.fn();
    const file = await openTenantsFile(path, { reloaded: () => undefined, reloadFailed }, 10);
    await writeFile(path, aTenantsFile(aTenantEntry({ keys: [], client_certificates: [billing] })));
    await vi.waitFor(() => expect(reloadFailed).toHaveBeenCalledWith([needsAuthority]), 5_000);
    expect(file.current().findKey("Key00001")).toBeDefined();
    file.close();
    await rm(folder, { recursive: true });
  });
});
