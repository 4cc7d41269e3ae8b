import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openHandlerHttp } from "../../src/aws/handler-http.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { createWorld, type World } from "../../src/world.ts";
import { anEnv } from "../config/support/settings.ts";
import { aMail } from "../mail/support/fixtures.ts";

/** Requests that came in, those of DynamoDB and of SES alike. */
const seen: IncomingHttpHeaders[] = [];
const server = createServer((request, response) => {
  seen.push(request.headers);
  const isDynamo = request.headers["x-amz-target"] !== undefined;
  request.resume().on("end", () => response.end(isDynamo ? "{}" : accepted));
});

const accepted =
  "<SendRawEmailResponse><SendRawEmailResult><MessageId>1</MessageId></SendRawEmailResult></SendRawEmailResponse>";

beforeEach(async () => {
  seen.length = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKID",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_SES: endpoint,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

test.for([
  { setting: undefined, bySdk: false },
  { setting: "lean", bySdk: false },
  { setting: "sdk", bySdk: true },
])("NOPASS_AWS_CLIENT=$setting: the SDK makes the calls: $bySdk", async ({ setting, bySdk }) => {
  await callBoth(createWorld(parseSettings(anEnv({ NOPASS_AWS_CLIENT: setting })), {}));
  expect(seen.map((headers) => headers["amz-sdk-invocation-id"] !== undefined)).toEqual([bySdk, bySdk]);
});

test("a world may bring its own way to AWS", async () => {
  let opened = 0;
  const world = createWorld(parseSettings(anEnv()), {
    openHttp(...args) {
      opened++;
      return openHandlerHttp(...args);
    },
  });
  await callBoth(world);
  expect(opened).toBe(2);
});

/** Asks the table, and sends a mail. */
async function callBoth({ store, mailers }: World): Promise<void> {
  await store.ping();
  expect(await mailers[0]?.transport.deliver(aMail())).toEqual({ kind: "accepted" });
  mailers[0]?.close?.();
  expect(seen).toHaveLength(2);
  for (const { authorization } of seen) expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKID\//);
}
