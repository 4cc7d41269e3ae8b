import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFirstSecrets } from "../../src/commands/first-secrets.ts";
import { openParameterStore } from "../deploy/support/aws-double.ts";
import { openSmtpCatcher } from "../mail/support/smtp-catcher.ts";
import { answers, openWebhookReceiver } from "../mail/support/webhook-receiver.ts";
import { type Faults, runCheck } from "./support/deployment.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nopass-check-"));
  await writeFile(join(folder, "broken.pem"), "no certificate");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("a sound deployment has nothing to mend", async () => {
  const { exitCode, findings } = await runCheck(folder, {});
  expect(findings.filter(({ level }) => level !== "ok")).toEqual([]);
  expect(findings.map(({ subject }) => subject)).toEqual([
    "settings",
    "tenants",
    "table",
    "TTL",
    "write",
    "clock",
    "sender",
    "DKIM",
    "MAIL FROM",
    "DMARC",
    "quota",
    "sending",
    "sandbox",
    "reputation",
    "suppression list",
    "configuration set",
    "public URL",
  ]);
  expect(exitCode).toBe(0);
});

test("settings that are parameters are looked at like others, and those that cannot be read are named", async () => {
  await using store = await openParameterStore();
  const secrets = await createFirstSecrets("Acme", "acme.example");
  store.parameters.set("/acme/keyring", secrets.keyring);
  store.parameters.set("/acme/tenants", secrets.tenants);
  const settings = {
    AWS_ENDPOINT_URL_SSM: store.endpoint,
    NOPASS_KEYRING: "",
    NOPASS_KEYRING_PARAMETER: "/acme/keyring",
    NOPASS_TENANTS: "",
    NOPASS_TENANTS_PARAMETER: "/acme/tenants",
  };
  const sound = await runCheck(folder, { settings });
  expect(sound.findings.filter(({ level }) => level !== "ok")).toEqual([]);
  expect(sound.findings[1]?.text).toMatch(/^1 with 1 keys/);

  store.parameters.delete("/acme/keyring");
  const lacking = await runCheck(folder, { settings });
  expect(lacking.exitCode).toBe(1);
  expect(lacking.findings).toEqual([
    {
      subject: "settings",
      level: "error",
      text: "NOPASS_KEYRING_PARAMETER names a parameter that there is not: create /acme/keyring",
    },
  ]);
});

test("each of several mailers is looked at, and those that work have nothing to mend", async () => {
  await using smtp = await openSmtpCatcher();
  // Rightly so: the request is not signed.
  await using webhook = await openWebhookReceiver([answers(401)]);
  const { exitCode, findings } = await runCheck(folder, {
    settings: {
      NOPASS_MAIL: "smtp,webhook",
      NOPASS_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      NOPASS_SMTP_TLS: "off",
      NOPASS_WEBHOOK_URL: webhook.url,
      NOPASS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
    },
  });
  expect(findings.filter(({ subject }) => subject === "SMTP" || subject === "webhook")).toEqual([
    { subject: "SMTP", level: "ok", text: "the server takes connections, without TLS" },
    { subject: "webhook", level: "ok", text: "the endpoint answers" },
  ]);
  expect(exitCode).toBe(0);
  expect([smtp.connections, webhook.posts.length, smtp.caught]).toEqual([1, 1, []]);
});

const shortKey = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");

/** Was free a moment ago, so that nobody listens there. */
const closedPort = await new Promise<number>((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => resolve(port));
  });
});

/** Each line: the fault, how it is planted, where it is named, how bad it is, and what is said to be done. */
const planted: readonly (readonly [string, Faults, string, "error" | "warning", RegExp])[] = [
  [
    "a setting that is missing",
    { settings: { NOPASS_MAIL_FROM: "" } },
    "settings",
    "error",
    /NOPASS_MAIL_FROM is not set: state/,
  ],
  [
    "a setting that is mistyped",
    { settings: { NOPASS_PUBLIC_ULR: "x" } },
    "settings",
    "error",
    /did you mean NOPASS_PUBLIC_URL/,
  ],
  [
    "a key that is too short",
    { settings: { NOPASS_KEYRING: `k1:${shortKey}` } },
    "settings",
    "error",
    /NOPASS_KEYRING has a key with 16 bytes where at least 32/,
  ],
  [
    "a key that is not random",
    { settings: { NOPASS_KEYRING: `k1:${Buffer.alloc(32, "a").toString("base64")}` } },
    "settings",
    "error",
    /not random: make one with `nopass keyring create`/,
  ],
  [
    "an issuer without https",
    { settings: { NOPASS_PUBLIC_URL: "http://nopass.example" } },
    "public URL",
    "error",
    /set NOPASS_PUBLIC_URL/,
  ],
  ["keys that are not published", { published: "nothing" }, "public URL", "error", /let that path through/],
  [
    "keys of another service",
    { published: "other keys" },
    "public URL",
    "error",
    /shows other keys.*restart the service/,
  ],
  [
    "a public URL that leads nowhere",
    { settings: { NOPASS_PUBLIC_URL: "https://127.0.0.1:1" } },
    "public URL",
    "warning",
    /load balancer/,
  ],
  [
    "no tenants file",
    { settings: { NOPASS_TENANTS: "missing.yaml" } },
    "tenants",
    "error",
    /ENOENT.*correct NOPASS_TENANTS/,
  ],
  [
    "a policy that can be guessed",
    { tenant: ", policy: { attempts: 5, budget: 300 }" },
    "tenants",
    "error",
    /lower budget or attempts/,
  ],
  ["no table", { withoutTable: true }, "table", "error", /run `nopass table create`/],
  ["TTL that is off", { account: { ttl: "DISABLED" } }, "TTL", "error", /run `nopass table create`/],
  [
    "writes that are not allowed",
    { account: { denied: ["UpdateItem"] } },
    "write",
    "error",
    /allow dynamodb:UpdateItem/,
  ],
  [
    "a table that may not be described",
    { account: { denied: ["DescribeTable"] }, withoutTable: true },
    "table",
    "error",
    /allow dynamodb:DescribeTable/,
  ],
  ["a clock that is off", { account: { clockMs: 60_000 } }, "clock", "error", /have it set by NTP/],
  [
    "a sender that is not verified",
    { account: { verified: [] } },
    "sender",
    "error",
    /verify the domain in SES/,
  ],
  [
    "a tenant's sender that is not verified",
    { brand: ", from: login@globex.example" },
    "sender",
    "error",
    /neither globex.example/,
  ],
  [
    "a sender whose domain is not verified",
    { account: { verified: ["no-reply@acme.example"] } },
    "sender",
    "warning",
    /verify its domain/,
  ],
  ["DKIM that is not verified", { account: { dkim: "Pending" } }, "DKIM", "error", /publish the three CNAME/],
  ["DKIM that is off", { account: { dkimEnabled: false } }, "DKIM", "error", /enable it/],
  [
    "bounces to another domain",
    { account: { mailFrom: "none" } },
    "MAIL FROM",
    "warning",
    /custom MAIL FROM/,
  ],
  ["a MAIL FROM that is broken", { account: { mailFrom: "Failed" } }, "MAIL FROM", "error", /MX and TXT/],
  ["no DMARC policy", { txt: {} }, "DMARC", "warning", /publish a TXT record at _dmarc.acme.example/],
  ["the sandbox", { account: { production: false } }, "sandbox", "error", /ask for production access/],
  ["the sandbox's quota", { account: { quota: 200 } }, "quota", "warning", /production access/],
  ["a quota that is nearly used up", { account: { sentToday: 45_000 } }, "quota", "warning", /ask for more/],
  ["sending that is paused", { account: { sendingEnabled: false } }, "sending", "error", /enable it/],
  [
    "an account under review",
    { account: { enforcement: "PROBATION" } },
    "reputation",
    "warning",
    /lower bounces/,
  ],
  ["an account that is stopped", { account: { enforcement: "SHUTDOWN" } }, "reputation", "error", /support/],
  [
    "bounces that are not suppressed",
    { account: { suppressed: ["COMPLAINT"] } },
    "suppression list",
    "warning",
    /does not take BOUNCE: turn it on/,
  ],
  [
    "an account that may not be looked at",
    { account: { denied: ["GetAccount"] } },
    "SES account",
    "warning",
    /allow ses:GetAccount/,
  ],
  [
    "a configuration set that is not there",
    { settings: { NOPASS_SES_CONFIGURATION_SET: "other" } },
    "configuration set",
    "error",
    /correct NOPASS_SES_CONFIGURATION_SET/,
  ],
  [
    "an SMTP server that is not there",
    { settings: { NOPASS_MAIL: "smtp", NOPASS_SMTP_URL: "smtp://127.0.0.1:1" } },
    "SMTP",
    "error",
    /cannot be used \(E[A-Z]+\).*NOPASS_SMTP_URL/,
  ],
  [
    "a webhook that is not there",
    {
      settings: {
        NOPASS_MAIL: "ses,webhook",
        NOPASS_WEBHOOK_URL: `https://127.0.0.1:${closedPort}/mails`,
        NOPASS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
      },
    },
    "webhook",
    "error",
    /cannot be reached \(E[A-Z]+\).*NOPASS_WEBHOOK_URL/,
  ],
  [
    "a store that forgets",
    { settings: { NOPASS_STORE: "memory" } },
    "store",
    "warning",
    /one instance.*NOPASS_STORE=dynamodb/,
  ],
  [
    "mails that are only printed",
    { settings: { NOPASS_MAIL: "console" } },
    "mailer",
    "warning",
    /NOPASS_MAIL/,
  ],
  [
    "a receiver of traces that is not there",
    { settings: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:1/v1/traces" } },
    "OTLP traces",
    "warning",
    /usually 4318/,
  ],
];

describe("each fault is named, with what to do about it", () => {
  test("there are more than fifteen", () => {
    expect(planted.length).toBeGreaterThan(15);
  });

  test.for(planted)("%s", async ([, faults, subject, level, text]) => {
    const { exitCode, findings } = await runCheck(folder, faults);
    expect(findings).toContainEqual({ subject, level, text: expect.stringMatching(text) });
    expect(exitCode).toBe(findings.some((finding) => finding.level === "error") ? 1 : 0);
    // One fault is planted, and none but it and what follows from it is named.
    const named = new Set(findings.filter((finding) => finding.level !== "ok").map((each) => each.subject));
    const alsoHit = subject === "sender" ? ["DMARC"] : [];
    expect([...named].filter((each) => each !== subject && !alsoHit.includes(each))).toEqual([]);
  });

  test("a broken certificate", async () => {
    const pem = join(folder, "broken.pem");
    const { exitCode, findings } = await runCheck(folder, {
      settings: { NOPASS_TLS_CERT: pem, NOPASS_TLS_KEY: pem },
    });
    expect(findings).toContainEqual({
      subject: "TLS",
      level: "error",
      text: expect.stringMatching(/NOPASS_TLS_CERT must name a PEM file/),
    });
    expect(exitCode).toBe(1);
  });
});

test("no text of AWS is repeated", async () => {
  const { text } = await runCheck(folder, { account: { denied: ["UpdateItem", "GetSendQuota"] }, txt: {} });
  expect(text).not.toContain("canary");
});

test("people read lines, programs JSON", async () => {
  const { text } = await runCheck(folder, { account: { ttl: "DISABLED" } }, []);
  expect(text).toMatch(/^error {4}TTL: is not on .*: run `nopass table create`$/m);
  expect(text).toMatch(/^ok {7}write: conditional writes are allowed and kept; .* is deleted$/m);
});

test("whoever may not delete leaves the item of the check to TTL", async () => {
  const { findings, exitCode } = await runCheck(folder, { account: { denied: ["DeleteItem"] } });
  expect(findings).toContainEqual({
    subject: "write",
    level: "ok",
    text: expect.stringContaining("left to TTL"),
  });
  expect(exitCode).toBe(0);
});

describe("--live", () => {
  const live = ["--json", "--live", "ada@example.com"];
  const codeIn = (mails: readonly string[]) => /\b\d{6}\b/.exec(mails.at(-1) ?? "")?.[0] ?? "";

  test("mails a code, asks for it, and judges it", async () => {
    const { exitCode, findings, asked } = await runCheck(folder, {}, live, codeIn);
    expect(asked).toEqual(["code: "]);
    expect(findings.at(-1)).toEqual({
      subject: "live",
      level: "ok",
      text: "a code was mailed, typed and verified",
    });
    expect(exitCode).toBe(0);
  });

  test("says so when the code is wrong, or none came", async () => {
    const wrong = await runCheck(folder, {}, live, () => "none");
    expect(wrong.findings.at(-1)).toMatchObject({
      level: "error",
      text: expect.stringContaining("CODE_REJECTED"),
    });
    const none = await runCheck(folder, {}, live, () => "");
    expect(none.findings.at(-1)).toMatchObject({
      level: "error",
      text: expect.stringContaining("spam folder"),
    });
    expect(none.exitCode).toBe(1);
  });

  test("says so when the mail is refused, and what to do", async () => {
    const { findings, asked } = await runCheck(folder, { account: { mailRefusal: "MessageRejected" } }, live);
    expect(findings.at(-1)).toMatchObject({
      level: "error",
      text: expect.stringMatching(/DELIVERY_FAILED.*see the findings on the mailer/),
    });
    expect(asked).toEqual([]);
  });

  test("mails nothing to an address to which SES would drop it, and says how to mend that", async () => {
    const account = { suppressedAddresses: ["ada@example.com"] };
    const { findings, asked, exitCode } = await runCheck(folder, { account }, live);
    expect(findings.at(-1)).toMatchObject({
      level: "error",
      text: expect.stringMatching(/delete-suppressed-destination/),
    });
    expect([asked, exitCode]).toEqual([[], 1]);
    const other = await runCheck(folder, { account }, ["--json", "--live", "bob@example.com"], codeIn);
    expect(other.findings.at(-1)).toMatchObject({ level: "ok" });
  });

  test("knows only tenants that there are", async () => {
    const { findings } = await runCheck(folder, {}, [...live, "--tenant", "globex"]);
    expect(findings.at(-1)).toMatchObject({ level: "error", text: expect.stringContaining("--tenant") });
  });
});
