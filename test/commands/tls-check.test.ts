import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkTenants } from "../../src/commands/checks/settings.ts";
import { checkTls } from "../../src/commands/checks/tls.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { anEnv } from "../config/support/settings.ts";
import { aTenantEntry, aTenantsFile } from "../config/support/tenants.ts";
import { type Authority, type Certificate, createAuthority } from "../http/support/certificates.ts";
import { runCli } from "./support/run-cli.ts";

const days = (count: number) => new Date(Date.now() + count * 24 * 3_600_000);

let authority: Authority;
let server: Certificate;
let folder: string;
beforeAll(async () => {
  authority = await createAuthority();
  server = await authority.sign("server", { days: 30 });
  folder = await mkdtemp(join(tmpdir(), "nopass-check-"));
});
afterAll(async () => {
  await authority[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe("nopass check looks at the certificate", () => {
  test.for([
    { what: "that is valid for long", now: days(1), level: "ok", text: /^is valid until \d{4}-/ },
    { what: "15 days before it expires", now: days(15), level: "ok", text: /^is valid until/ },
    { what: "13 days before it expires", now: days(17), level: "warning", text: /^expires on .*renew it$/ },
    { what: "that has expired", now: days(31), level: "error", text: /^has expired, on .*renew it$/ },
    { what: "that is not valid yet", now: days(-1), level: "warning", text: /^is not valid before/ },
  ])("$what", async ({ now, level, text }) => {
    const findings = await checkTls({ cert: server.certFile, key: server.keyFile, clientCa: undefined }, now);
    expect(findings).toEqual([{ level, subject: "certificate", text: expect.stringMatching(text) }]);
  });

  test("and at those of its chain: the first to expire counts", async () => {
    const cert = await file("chain.crt", server.cert + authority.cert);
    const [finding] = await checkTls({ cert, key: server.keyFile, clientCa: undefined }, days(2));
    expect(finding).toMatchObject({ level: "error", subject: "certificate" });
  });

  test("and says what is broken", async () => {
    const cert = await file("broken.crt", "garbage");
    const other = await authority.sign("other");
    const none = join(folder, "none");
    expect(await checkTls({ cert, key: server.keyFile, clientCa: none })).toEqual([
      {
        level: "error",
        subject: "TLS",
        text: "NOPASS_TLS_CERT must name a PEM file with certificates, all of them whole",
      },
      {
        level: "error",
        subject: "TLS",
        text: "NOPASS_TLS_CLIENT_CA names a file that cannot be read (ENOENT)",
      },
    ]);
    expect(await checkTls({ cert: server.certFile, key: other.keyFile, clientCa: undefined })).toEqual([
      {
        level: "error",
        subject: "TLS",
        text: "NOPASS_TLS_KEY is not the key of the first certificate in NOPASS_TLS_CERT",
      },
    ]);
  });
});

describe("nopass check looks at the authority for clients", () => {
  test("that has expired", async () => {
    const clientCa = authority.certFile;
    const findings = await checkTls({ cert: server.certFile, key: server.keyFile, clientCa }, days(2));
    expect(findings.map(({ level, subject }) => `${subject}: ${level}`)).toEqual([
      "certificate: ok",
      "client authority: error",
    ]);
  });

  test("that has expired, while another is there in its place", async () => {
    const next = await authority.sign("next", { days: 30 });
    const clientCa = await file("ca.crt", authority.cert + next.cert);
    const findings = await checkTls({ cert: server.certFile, key: server.keyFile, clientCa }, days(2));
    expect(findings.map(({ level, subject }) => `${subject}: ${level}`)).toEqual([
      "certificate: ok",
      "client authority: warning",
      "client authority: ok",
    ]);
  });
});

test("nopass check finds tenants that nobody could call", async () => {
  const names = { client_certificates: ["DNS:billing.acme.internal"] };
  const NOPASS_TENANTS = await file("tenants.yaml", aTenantsFile(aTenantEntry(names)));
  const tls = { NOPASS_TLS_CERT: server.certFile, NOPASS_TLS_KEY: server.keyFile };
  const {
    findings: [finding],
  } = await checkTenants(parseSettings(anEnv({ NOPASS_TENANTS, ...tls })));
  expect(finding).toMatchObject({ level: "error", text: expect.stringContaining("NOPASS_TLS_CLIENT_CA") });
  const mutual = { ...tls, NOPASS_TLS_CLIENT_CA: authority.certFile };
  expect(await checkTenants(parseSettings(anEnv({ NOPASS_TENANTS, ...mutual })))).toMatchObject({
    findings: [{ level: "ok" }],
  });
});

test("an expired certificate makes nopass check fail", async () => {
  const expired = await authority.sign("expired", { days: -1 });
  const NOPASS_TENANTS = await file("tenants.yaml", aTenantsFile(aTenantEntry()));
  const tls = { NOPASS_TLS_CERT: expired.certFile, NOPASS_TLS_KEY: expired.keyFile };
  const embedded = { NOPASS_STORE: "memory", NOPASS_MAIL: "console" };
  const { code, out } = await runCli(
    ["check"],
    anEnv({ NOPASS_TENANTS, ...tls, ...embedded }) as Record<string, string>,
  );
  expect(out).toMatch(/^error {4}certificate: has expired/m);
  expect(code).toBe(1);
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}
