import { expect, test } from "vitest";
import { createFirstSecrets } from "../../src/commands/first-secrets.ts";
import { openParameterStore } from "../deploy/support/aws-double.ts";
import { portOf, runNoPass } from "../e2e/support/process.ts";

test("nopass serve takes its secrets from parameters, and drops a key within a minute of the edit", async () => {
  await using store = await openParameterStore();
  const secrets = await createFirstSecrets("Acme", "acme.example");
  store.parameters.set("/acme/keyring", secrets.keyring);
  store.parameters.set("/acme/receipt-keys", secrets.receiptKeys);
  store.parameters.set("/acme/tenants", secrets.tenants);
  using service = runNoPass(["serve"], {
    AWS_REGION: "eu-west-3",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_SSM: store.endpoint,
    PORT: "0",
    HOST: "127.0.0.1",
    NOPASS_STORE: "memory",
    NOPASS_MAIL: "console",
    NOPASS_MAIL_FROM: "login@acme.example",
    NOPASS_KEYRING_PARAMETER: "/acme/keyring",
    NOPASS_RECEIPT_KEYS_PARAMETER: "/acme/receipt-keys",
    NOPASS_TENANTS_PARAMETER: "/acme/tenants",
  });
  const url = `http://127.0.0.1:${await portOf(service)}/nopass.v1.NoPassService/SendCode`;
  let people = 0;
  const send = async () => {
    const headers = { authorization: `Bearer ${secrets.apiKey}`, "content-type": "application/json" };
    const body = JSON.stringify({ email: `person${people++}@example.com` });
    return (await fetch(url, { method: "POST", headers, body })).status;
  };
  expect(await send()).toBe(200);
  store.fail("InternalServerError");
  expect(await send()).toBe(200);
  store.fail(undefined);
  store.parameters.set(
    "/acme/tenants",
    secrets.tenants.replace("kind: secret", "kind: secret\n        revoked: true"),
  );
  await expect.poll(send, { timeout: 25_000, interval: 500 }).toBe(401);
});
