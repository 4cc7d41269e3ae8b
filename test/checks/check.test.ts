import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check } from "../../src/commands/check.ts";
import { createReceiptKey } from "../../src/commands/keys.ts";
import { tableCreate } from "../../src/commands/table.ts";
import { type Account, soundAccount, startAws } from "./support/aws-double.ts";

let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nopass-check-"));
  const tenants = join(folder, "tenants.yaml");
  const key = `{ id: Key00001, kind: secret, sha256: ["${"0".repeat(64)}"] }`;
  await writeFile(
    tenants,
    `tenants: [{ id: acme, brand: { name: Acme, host: acme.example }, keys: [${key}] }]`,
  );
  env = {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    NOPASS_MAIL_FROM: "Acme <no-reply@acme.example>",
    NOPASS_KEYRING: `k1:${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64")}`,
    NOPASS_RECEIPT_KEYS: JSON.stringify({ keys: [await createReceiptKey("ES256")] }),
    NOPASS_TENANTS: tenants,
    NOPASS_PUBLIC_URL: "https://nopass.example",
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Faults {
  readonly account?: Partial<Account>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly withoutTable?: boolean;
}

/** Runs the command as the command line does. The SDK reads its own settings from the process. */
async function runCheck({ account = {}, settings = {}, withoutTable = false }: Faults) {
  await using aws = await startAws({ ...soundAccount, ...account });
  const all = { ...env, AWS_ENDPOINT_URL: aws.url, ...settings };
  const before = { ...process.env };
  Object.assign(process.env, all);
  const written: string[] = [];
  const terminal = {
    env: all,
    out: (text: string) => void written.push(text),
    err() {},
    ask: async () => "",
  };
  try {
    if (!withoutTable) await tableCreate.run([], terminal);
    written.length = 0;
    const exitCode = await check.run(["--json"], terminal);
    return { exitCode, findings: JSON.parse(written.join("")), text: written.join("") };
  } finally {
    process.env = before;
  }
}

test("a sound deployment has nothing to mend", async () => {
  const { exitCode, findings } = await runCheck({});
  expect(findings.filter(({ level }: { level: string }) => level !== "ok")).toEqual([]);
  expect(findings.map(({ subject }: { subject: string }) => subject)).toEqual([
    "settings",
    "public URL",
    "tenants",
    "table",
    "TTL",
    "write",
    "clock",
    "sender",
    "quota",
    "sending",
  ]);
  expect(exitCode).toBe(0);
});

describe("each fault is named, with what to do about it", () => {
  test.for<{ fault: string; planted: Faults; subject: string; level: string; text: RegExp }>([
    {
      fault: "a setting that is missing",
      planted: { settings: { NOPASS_MAIL_FROM: "" } },
      subject: "settings",
      level: "error",
      text: /NOPASS_MAIL_FROM/,
    },
    {
      fault: "an issuer without https",
      planted: { settings: { NOPASS_PUBLIC_URL: "http://nopass.example" } },
      subject: "public URL",
      level: "warning",
      text: /set NOPASS_PUBLIC_URL/,
    },
    {
      fault: "no tenants file",
      planted: { settings: { NOPASS_TENANTS: "missing.yaml" } },
      subject: "tenants",
      level: "error",
      text: /ENOENT/,
    },
    {
      fault: "no table",
      planted: { withoutTable: true },
      subject: "table",
      level: "error",
      text: /table create/,
    },
    {
      fault: "TTL that is off",
      planted: { account: { ttl: "DISABLED" } },
      subject: "TTL",
      level: "error",
      text: /table create/,
    },
    {
      fault: "writes that are not allowed",
      planted: { account: { denied: ["UpdateItem"] } },
      subject: "write",
      level: "error",
      text: /allow dynamodb:UpdateItem/,
    },
    {
      fault: "a table that may not be described",
      planted: { account: { denied: ["DescribeTimeToLive"] }, withoutTable: true },
      subject: "table",
      level: "error",
      text: /table create|DescribeTimeToLive/,
    },
    {
      fault: "a clock that is off",
      planted: { account: { clockMs: 60_000 } },
      subject: "clock",
      level: "error",
      text: /NTP/,
    },
    {
      fault: "a sender that is not verified",
      planted: { account: { verified: [] } },
      subject: "sender",
      level: "error",
      text: /verify the domain/,
    },
    {
      fault: "a sender whose domain is not verified",
      planted: { account: { verified: ["no-reply@acme.example"] } },
      subject: "sender",
      level: "warning",
      text: /DKIM/,
    },
    {
      fault: "the sandbox",
      planted: { account: { quota: 200 } },
      subject: "quota",
      level: "warning",
      text: /production access/,
    },
    {
      fault: "a quota that is nearly used up",
      planted: { account: { sentToday: 45_000 } },
      subject: "quota",
      level: "warning",
      text: /ask for more/,
    },
    {
      fault: "sending that is paused",
      planted: { account: { sendingEnabled: false } },
      subject: "sending",
      level: "error",
      text: /paused/,
    },
  ])("$fault", async ({ planted, subject, level, text }) => {
    const { exitCode, findings } = await runCheck(planted);
    expect(findings).toContainEqual({ subject, level, text: expect.stringMatching(text) });
    expect(exitCode).toBe(level === "error" ? 1 : 0);
  });
});

test("no text of AWS is repeated", async () => {
  const { text } = await runCheck({ account: { denied: ["UpdateItem", "GetSendQuota"] } });
  expect(text).not.toContain("canary");
});
