import { describe, expect, test } from "vitest";
import { SettingsError } from "../../src/config/env.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { noTelemetry } from "../../src/config/telemetry-settings.ts";
import { anEnv, problemsOf } from "./support/settings.ts";

test("what is not set has its default", () => {
  const { keyring, receiptKeys, trustedProxies, ...settings } = parseSettings(anEnv());
  expect(keyring.reveal()).toHaveLength(1);
  expect(receiptKeys.reveal()).toHaveLength(1);
  expect(trustedProxies.rules).toEqual([]);
  expect(settings).toEqual({
    port: 3600,
    host: undefined,
    tls: undefined,
    store: { kind: "dynamodb", table: "nopass" },
    mail: {
      from: "Acme <no-reply@acme.example>",
      mailers: [{ kind: "ses", configurationSet: undefined }],
    },
    feedback: {
      topics: [],
      secrets: undefined,
      pauseMs: { bounced: 7 * 24 * 3_600_000, complained: 30 * 24 * 3_600_000 },
    },
    tenantsFile: "tenants.yaml",
    publicUrl: "http://localhost:3600",
    logLevel: "info",
    reflection: false,
    telemetry: noTelemetry,
    awsClient: "lean",
    reusePort: false,
    maxCalls: 2_400,
    drainDelayMs: 5_000,
  });
});

test("an empty value is one that is not set", () => {
  const empty = {
    PORT: "",
    HOST: "",
    NOPASS_STORE: "",
    LOG_LEVEL: "",
    NOPASS_TLS_CERT: "",
    NOPASS_KEYRING_FILE: "",
  };
  expect(parseSettings(anEnv(empty))).toMatchObject({ port: 3600, host: undefined, logLevel: "info" });
});

test("what is set is taken", () => {
  const settings = parseSettings(
    anEnv({
      PORT: "8080",
      HOST: "127.0.0.1",
      NOPASS_DYNAMODB_TABLE: "acme-nopass",
      NOPASS_SES_CONFIGURATION_SET: "transactional",
      NOPASS_PUBLIC_URL: "https://nopass.acme.example",
      NOPASS_REFLECTION: "on",
      NOPASS_REUSE_PORT: "on",
      NOPASS_MAX_CALLS: "500",
      NOPASS_DRAIN_DELAY: "0",
      LOG_LEVEL: "warn",
    }),
  );
  expect(settings).toMatchObject({
    port: 8080,
    host: "127.0.0.1",
    store: { kind: "dynamodb", table: "acme-nopass" },
    mail: { mailers: [{ configurationSet: "transactional" }] },
    publicUrl: "https://nopass.acme.example",
    reflection: true,
    telemetry: noTelemetry,
    reusePort: true,
    maxCalls: 500,
    drainDelayMs: 0,
    logLevel: "warn",
  });
});

test("the memory store and the console need no AWS", () => {
  const settings = parseSettings(anEnv({ NOPASS_STORE: "memory", NOPASS_MAIL: "console" }));
  expect(settings.store).toEqual({ kind: "memory" });
  expect(settings.mail).toEqual({ from: "Acme <no-reply@acme.example>", mailers: [{ kind: "console" }] });
});

describe("a value that breaks its rule is refused, and the rule is told", () => {
  test.for([
    { name: "PORT", value: "http", rule: "must be a whole number from 0 to 65535" },
    { name: "PORT", value: "65536", rule: "must be a whole number from 0 to 65535" },
    { name: "PORT", value: "-1", rule: "must be a whole number from 0 to 65535" },
    { name: "PORT", value: "80.5", rule: "must be a whole number from 0 to 65535" },
    { name: "PORT", value: "0x50", rule: "must be a whole number from 0 to 65535" },
    { name: "PORT", value: " 80", rule: "must be a whole number from 0 to 65535" },
    { name: "NOPASS_DRAIN_DELAY", value: "21", rule: "must be a whole number from 0 to 20" },
    { name: "NOPASS_STORE", value: "redis", rule: "must be one of dynamodb, memory" },
    {
      name: "NOPASS_MAIL",
      value: "pigeon",
      rule: "must be one of ses, smtp, webhook, console, or several in order, each once",
    },
    { name: "NOPASS_REFLECTION", value: "true", rule: "must be one of on, off" },
    {
      name: "LOG_LEVEL",
      value: "verbose",
      rule: "must be one of trace, debug, info, warn, error, fatal, silent",
    },
    { name: "NOPASS_DYNAMODB_TABLE", value: "ab", rule: "must be 3 to 255 of A-Z a-z 0-9 _ . -" },
    { name: "NOPASS_DYNAMODB_TABLE", value: "no pass", rule: "must be 3 to 255 of A-Z a-z 0-9 _ . -" },
    { name: "NOPASS_MAIL_FROM", value: "Acme", rule: "must be `Name <address>` or an address" },
    {
      name: "NOPASS_MAIL_FROM",
      value: "Acme <no-reply@localhost>",
      rule: "must be `Name <address>` or an address",
    },
  ])("$name=$value", ({ name, value, rule }) => {
    expect(problemsOf(anEnv({ [name]: value }))).toEqual([`${name} ${rule}`]);
  });
});

describe("the public URL", () => {
  test.for([
    { input: "https://nopass.example", want: "https://nopass.example" },
    {
      input: "https://nopass.example/",
      want: "https://nopass.example",
      because: "receipts have one spelling",
    },
    { input: "https://example.com/nopass//", want: "https://example.com/nopass" },
    { input: "http://localhost:3600", want: "http://localhost:3600" },
  ])("$input becomes $want", ({ input, want }) => {
    expect(parseSettings(anEnv({ NOPASS_PUBLIC_URL: input })).publicUrl).toBe(want);
  });

  test("names the port that is listened on if it is not set", () => {
    expect(parseSettings(anEnv({ PORT: "8080" })).publicUrl).toBe("http://localhost:8080");
  });

  test.for([
    "nopass.example",
    "ftp://nopass.example",
    "https://",
    "https:nopass.example",
    "https://nopass.example/?tenant=acme",
    "https://nopass.example?",
    "https://nopass.example/#top",
    "https://nopass.example#",
    "https://ada@nopass.example",
    "https://:hunter2@nopass.example",
    " https://nopass.example",
    "https://nopass.example\\api",
  ])("is refused as %s", (value) => {
    expect(problemsOf(anEnv({ NOPASS_PUBLIC_URL: value }))).toEqual([
      "NOPASS_PUBLIC_URL must be an http or https URL without a query or a user",
    ]);
  });
});

describe("trusted proxies", () => {
  test("are addresses and ranges of either version", () => {
    const value = "10.0.0.0/8, 192.0.2.7,2001:db8::/32 ,::1";
    const { trustedProxies } = parseSettings(anEnv({ NOPASS_TRUSTED_PROXIES: value }));
    const trusts = (address: string) =>
      trustedProxies.check(address, address.includes(":") ? "ipv6" : "ipv4");
    expect(["10.1.2.3", "192.0.2.7", "2001:db8::5", "::1", "::ffff:10.1.2.3"].map(trusts)).not.toContain(
      false,
    );
    expect(["11.0.0.1", "192.0.2.8", "2001:db9::1", "::2"].map(trusts)).not.toContain(true);
  });

  test.for([
    "localhost",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "10.0.0.0/8.0",
    "10.0.0.0/1e1",
    "10.0.0.0/-1",
    "10.0.0/8",
    "2001:db8::/129",
    "fe80::1%eth0",
    "10.0.0.1:80",
    "10.0.0.1 10.0.0.2",
    "10.0.0.1, no, no",
  ])("are refused as %s", (value) => {
    expect(problemsOf(anEnv({ NOPASS_TRUSTED_PROXIES: value }))).toEqual([
      "NOPASS_TRUSTED_PROXIES must be addresses or CIDR ranges, separated by commas",
    ]);
  });
});

test("an empty environment is told everything that it lacks", () => {
  const missing = ["NOPASS_MAIL_FROM", "NOPASS_KEYRING", "NOPASS_RECEIPT_KEYS", "NOPASS_TENANTS"];
  expect(problemsOf({})).toEqual(missing.map((name) => expect.stringContaining(`${name} is not set: `)));
});

test("every mistake is told in one message", () => {
  const env = {
    PORT: "http",
    NOPASS_STORE: "redis",
    NOPASS_DYNAMODB_TABLE: "x",
    NOPASS_MAIL: "pigeon",
    NOPASS_MAIL_FROM: "nobody",
    NOPASS_KEYRING: "short",
    NOPASS_RECEIPT_KEYS: "none",
    NOPASS_TENANTS_FILE: "/does/not/exist",
    NOPASS_PUBLIC_URL: "nowhere",
    NOPASS_TRUSTED_PROXIES: "anyone",
    NOPASS_TLS_CERT: "/does/not/exist",
    NOPASS_REFLECTION: "maybe",
    NOPASS_DRAIN_DELAY: "long",
    LOG_LEVEL: "loud",
    NOPASS_TABLE: "x",
  };
  const problems = problemsOf(env);
  for (const name of Object.keys(env))
    expect(problems.filter((each) => each.startsWith(`${name} `))).not.toEqual([]);
  const { message } = new SettingsError(problems);
  expect(message.split("\n")).toEqual([
    "the service cannot start:",
    ...problems.map((each) => `  - ${each}`),
  ]);
});
