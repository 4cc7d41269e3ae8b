import { describe, expect, onTestFinished, test } from "vitest";
import { createReceiptKey } from "../../src/commands/keys.ts";
import { type Client, targetOf } from "../e2e/support/clients/client.ts";
import { connectClients } from "../e2e/support/clients/connect.ts";
import { refusalOf } from "../e2e/support/refusal.ts";
import { startService, type TestService } from "../e2e/support/service.ts";
import { feedbackSecret, postSigned } from "../feedback/support/signed-post.ts";
import { createEmulator } from "../support/emulator.ts";
import { marksOn } from "../support/local-marks.ts";
import { dump, type LocalTable, openLocalTable, storeOn } from "../support/local-table.ts";
import { runCli } from "./support/run-cli.ts";

const email = "ada.canary@mailbox-of-ada.example";

describe("nopass address clear", () => {
  test("lets an address be mailed again whose mail bounced, for every tenant", async () => {
    const { clear, client, other } = await aService();
    expect(await clear(email.toUpperCase())).toEqual({ code: 0, out: "it is mailed again\n", err: "" });
    await client.sendCode({ email });
    await other.sendCode({ email });
    expect(await clear(email)).toMatchObject({ code: 0, out: "it was not kept from being mailed\n" });
  });

  test("or for one tenant only", async () => {
    const { clear, client, other, service } = await aService();
    expect(await clear(email, "--tenant", "globex")).toMatchObject({ code: 0, out: "it is mailed again\n" });
    await other.sendCode({ email });
    expect(await refusalOf(client.sendCode({ email }))).toMatchObject({ reason: "ADDRESS_UNDELIVERABLE" });
    expect(service.mails).toHaveLength(1);
  });

  test("leaves nothing of the address in the table", async () => {
    const { clear, table } = await aService();
    await clear(email);
    expect(JSON.stringify(await dump(table))).not.toMatch(/ada\.canary|mailbox-of-ada/);
  });

  test.for([
    { words: [], says: /one address is needed/ },
    { words: ["ada"], says: /one address is needed/ },
    { words: [email, email], says: /one address is needed/ },
    { words: [email, "--tenant", "acmee"], says: /no such tenant/ },
  ])("with $words is not understood", async ({ words, says }) => {
    const { clear } = await aService();
    const { code, out, err } = await clear(...words);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(says);
  });

  test("cannot reach the memory of a service, and says so", async () => {
    const { clear } = await aService({ NOPASS_STORE: "memory" });
    const { code, err } = await clear(email);
    expect(code).toBe(2);
    expect(err).toMatch(/NOPASS_STORE is memory.*restart it/);
  });
});

/** A service on DynamoDB that heard of a bounce, two callers, and the command with the same settings. */
async function aService(more: Readonly<Record<string, string>> = {}) {
  const table: LocalTable = await openLocalTable(createEmulator({ givesItem: true }));
  const service: TestService = await startService({
    env: { NOPASS_FEEDBACK_SECRET: feedbackSecret },
    world: { store: storeOn(table), marks: marksOn(table) },
  });
  expect(await postSigned(service, new Date(), { type: "email.bounced", email })).toBe(200);
  const clients: Client[] = [];
  const as = (key: string) => {
    const client = connectClients["connect-node, gRPC"]({
      ...targetOf(service),
      headers: { authorization: `Bearer ${key}` },
    });
    clients.push(client);
    return client;
  };
  onTestFinished(async () => {
    for (const client of clients) client.close();
    await service.stop();
    await table.close();
  });
  const env = {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL: table.endpoint,
    NOPASS_DYNAMODB_TABLE: table.table,
    NOPASS_KEYRING: service.keyring,
    NOPASS_RECEIPT_KEYS: JSON.stringify({ keys: [await createReceiptKey("ES256")] }),
    NOPASS_TENANTS: service.tenantsFile,
    NOPASS_MAIL_FROM: "Acme <no-reply@acme.example>",
    NOPASS_PUBLIC_URL: "https://nopass.example",
    ...more,
  };
  return {
    service,
    table,
    client: as(service.secretKey),
    other: as(service.otherKey),
    clear: (...words: readonly string[]) => runCli(["address", "clear", ...words], env),
  };
}
