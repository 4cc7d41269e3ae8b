import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseSettings } from "../../src/config/settings.ts";
import { aKeyringSecret, anEnv, problemsOf } from "./support/settings.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nopass-settings-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a secret in a file", () => {
  test("is read, without the end of its line", async () => {
    const NOPASS_KEYRING_FILE = await file("keyring", `k1:${aKeyringSecret()}\n`);
    const { keyring } = parseSettings(anEnv({ NOPASS_KEYRING: undefined, NOPASS_KEYRING_FILE }));
    expect(keyring.reveal()[0]?.secret).toEqual(Buffer.from(aKeyringSecret(), "base64"));
  });

  test("is read for the receipt keys, as several lines", async () => {
    const { NOPASS_RECEIPT_KEYS = "" } = anEnv();
    const text = JSON.stringify(JSON.parse(NOPASS_RECEIPT_KEYS), null, 2);
    const NOPASS_RECEIPT_KEYS_FILE = await file("receipt-keys.json", text);
    const env = anEnv({ NOPASS_RECEIPT_KEYS: undefined, NOPASS_RECEIPT_KEYS_FILE });
    expect(parseSettings(env).receiptKeys.reveal()).toHaveLength(1);
  });

  test("may hold any setting", async () => {
    expect(parseSettings(anEnv({ PORT_FILE: await file("port", "8080\n") })).port).toBe(8080);
  });

  test("is refused if the value is set too", async () => {
    const NOPASS_KEYRING_FILE = await file("keyring", `k1:${aKeyringSecret()}`);
    expect(problemsOf(anEnv({ NOPASS_KEYRING_FILE }))).toEqual([
      "NOPASS_KEYRING is set, and so is NOPASS_KEYRING_FILE: unset one of them",
    ]);
  });

  test("is missed as a file, not as a setting", () => {
    const env = anEnv({ NOPASS_KEYRING: undefined, NOPASS_KEYRING_FILE: join(folder, "none") });
    expect(problemsOf(env)).toEqual(["NOPASS_KEYRING_FILE names a file that cannot be read (ENOENT)"]);
  });

  test("is missed if its file is a folder", () => {
    const env = anEnv({ NOPASS_KEYRING: undefined, NOPASS_KEYRING_FILE: folder });
    expect(problemsOf(env)).toEqual(["NOPASS_KEYRING_FILE names a file that cannot be read (EISDIR)"]);
  });

  test("is not there if its file is empty", async () => {
    const env = anEnv({ NOPASS_KEYRING: undefined, NOPASS_KEYRING_FILE: await file("empty", "\n") });
    expect(problemsOf(env)).toEqual(["NOPASS_KEYRING is not set: make one with `nopass keyring create`"]);
  });
});

describe("TLS", () => {
  test("is on with a certificate and its key", async () => {
    const [cert, key] = [await file("tls.crt", ""), await file("tls.key", "")];
    const { tls } = parseSettings(anEnv({ NOPASS_TLS_CERT: cert, NOPASS_TLS_KEY: key }));
    expect(tls).toEqual({ cert, key, clientCa: undefined });
  });

  test("takes an authority that clients' certificates are checked with", async () => {
    const [cert, key, ca] = [await file("tls.crt", ""), await file("tls.key", ""), await file("ca.crt", "")];
    const env = anEnv({ NOPASS_TLS_CERT: cert, NOPASS_TLS_KEY: key, NOPASS_TLS_CLIENT_CA: ca });
    expect(parseSettings(env).tls?.clientCa).toBe(ca);
  });

  test.for([
    { set: ["NOPASS_TLS_CERT"], problem: "NOPASS_TLS_KEY is not set, but NOPASS_TLS_CERT is" },
    { set: ["NOPASS_TLS_KEY"], problem: "NOPASS_TLS_CERT is not set, but NOPASS_TLS_KEY is" },
    {
      set: ["NOPASS_TLS_CLIENT_CA"],
      problem: "NOPASS_TLS_CLIENT_CA needs NOPASS_TLS_CERT and NOPASS_TLS_KEY",
    },
  ])("is refused with $set alone", async ({ set, problem }) => {
    const path = await file("tls.pem", "");
    expect(problemsOf(anEnv(Object.fromEntries(set.map((name) => [name, path]))))).toEqual([problem]);
  });

  test("is refused if its files are not there", () => {
    const names = ["NOPASS_TLS_CERT", "NOPASS_TLS_KEY", "NOPASS_TLS_CLIENT_CA"];
    const env = anEnv(Object.fromEntries(names.map((name) => [name, join(folder, "none.pem")])));
    expect(problemsOf(env)).toEqual(names.map((name) => `${name} names a file that cannot be read (ENOENT)`));
  });
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}
