import { expect, test } from "vitest";
import { namesParameters, readSettings, tenantsReader } from "../../src/secrets/parameter-settings.ts";
import { createParameterClient, createParameterReader } from "../../src/secrets/parameters.ts";
import { openParameterStore } from "../deploy/support/aws-double.ts";

const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const readerOf = (endpoint: string) =>
  createParameterReader(createParameterClient({ endpoint, region: "eu-west-3", credentials }));

test("a setting is taken from the parameter that NAME_PARAMETER names, decrypted", async () => {
  await using store = await openParameterStore();
  store.parameters.set("/acme/keyring", "k1:secret");
  const env = { NOPASS_KEYRING_PARAMETER: "/acme/keyring", NOPASS_STORE: "memory" };
  expect(await readSettings(env, readerOf(store.endpoint))).toEqual({
    env: { NOPASS_KEYRING: "k1:secret", NOPASS_STORE: "memory" },
    tenants: undefined,
  });
});

test("the text of the tenants file is handed over beside the path, and can be read again", async () => {
  await using store = await openParameterStore();
  store.parameters.set("/acme/tenants", "tenants: []");
  const env = { NOPASS_TENANTS_PARAMETER: "/acme/tenants" };
  const read = readerOf(store.endpoint);
  expect(await readSettings(env, read)).toEqual({
    env: { NOPASS_TENANTS: "/acme/tenants" },
    tenants: "tenants: []",
  });
  store.parameters.set("/acme/tenants", "tenants: [edited]");
  expect(await tenantsReader(env, read)?.()).toBe("tenants: [edited]");
});

test("more parameters than one request can ask for are read all the same", async () => {
  await using store = await openParameterStore();
  const names = Array.from({ length: 23 }, (_, i) => `/acme/${i}`);
  for (const name of names) store.parameters.set(name, `text of ${name}`);
  const texts = await readerOf(store.endpoint)(names);
  expect(names.map((name) => texts.get(name))).toEqual(names.map((name) => `text of ${name}`));
  expect(store.reads()).toBe(3);
});

test("every mistake is reported in one message, and no text of a parameter in it", async () => {
  await using store = await openParameterStore();
  store.parameters.set("/acme/keyring", "k1:verysecret");
  const env = {
    NOPASS_KEYRING: "k0:other",
    NOPASS_KEYRING_PARAMETER: "/acme/keyring",
    NOPASS_RECEIPT_KEYS_PARAMETER: "/acme/receipts",
  };
  const error = await readSettings(env, readerOf(store.endpoint)).catch((thrown: Error) => thrown);
  expect(error).toMatchObject({
    problems: [
      "NOPASS_KEYRING is set, and so is NOPASS_KEYRING_PARAMETER: unset one of them",
      "NOPASS_RECEIPT_KEYS_PARAMETER names a parameter that there is not: create /acme/receipts",
    ],
  });
  expect(String(error)).not.toContain("verysecret");
});

test("what AWS refuses is named", async () => {
  await using store = await openParameterStore();
  store.fail("AccessDeniedException");
  await expect(
    readSettings({ NOPASS_KEYRING_PARAMETER: "/acme/keyring" }, readerOf(store.endpoint)),
  ).rejects.toThrow("NOPASS_KEYRING_PARAMETER names a parameter that cannot be read (AccessDeniedException)");
});

test("without such settings nothing is asked", () => {
  expect(namesParameters({ NOPASS_KEYRING: "k1:secret", NOPASS_TENANTS_PARAMETER: "" })).toBe(false);
});
