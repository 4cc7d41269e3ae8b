import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createApiKey } from "../../src/rpc/api-key.ts";
import { itemBytes } from "../support/item-size.ts";
import { callKinds, dump } from "../support/local-table.ts";
import { type Client, targetOf } from "./support/clients/client.ts";
import { openGrpcJs } from "./support/clients/grpc-js.ts";
import { otherThan } from "./support/codes.ts";
import { reasonOf } from "./support/refusal.ts";
import { startTableService, type TableService } from "./support/table-service.ts";

const email = "ada@example.com";
const oneWrite = { UpdateItem: 1 };

let service: TableService;
let client: Client;

describe.for(callKinds)("by %s calls,", (kind) => {
  beforeEach(async () => {
    service = await startTableService({}, kind);
    client = openClient(service.secretKey);
    return () => service.stop();
  });

  describe("exactly one request goes to DynamoDB", () => {
    test("for a send", async () => {
      expect(await requestsOf(() => client.sendCode({ email }))).toEqual(oneWrite);
    });

    test("for a resend", async () => {
      const { challengeId } = await client.sendCode({ email });
      expect(await requestsOf(() => client.sendCode({ challengeId }))).toEqual(oneWrite);
    });

    test("for a send that is repeated with its idempotency key", async () => {
      const request = { email, idempotencyKey: "idempotency-key-of-ada-1" };
      await client.sendCode(request);
      expect(await requestsOf(() => client.sendCode(request))).toEqual(oneWrite);
    });

    test("for the right code", async () => {
      const { challengeId } = await client.sendCode({ email });
      const code = service.codeFor(email);
      expect(await requestsOf(() => client.verifyCode({ challengeId, code }))).toEqual(oneWrite);
    });

    test("for a wrong code, and for one that comes after it", async () => {
      const { challengeId } = await client.sendCode({ email });
      const code = otherThan(service.codeFor(email));
      const judge = async () => void (await reasonOf(client.verifyCode({ challengeId, code })));
      expect(await requestsOf(judge)).toEqual(oneWrite);
      expect(await requestsOf(judge)).toEqual(oneWrite);
    });
  });

  describe("no request goes to DynamoDB", () => {
    test.for([
      { what: "a challenge id that was made up", forge: () => "nc1_Ams3q5Yh2mQy7Zb" },
      { what: "a challenge id of the right length that holds nonsense", forge: nonsenseLike },
      { what: "a challenge id with its last characters cut off", forge: (id: string) => id.slice(0, -4) },
      {
        what: "a challenge id with its ends changed",
        forge: (id: string) => `${id.slice(0, -1)}${id.at(-1) === "A" ? "E" : "A"}`,
      },
      { what: "an empty challenge id", forge: () => "nc1_" },
    ])("for $what", async ({ forge }) => {
      const { challengeId } = await client.sendCode({ email });
      const forged = { challengeId: forge(challengeId), code: service.codeFor(email) };
      expect(await requestsOf(() => reasonOf(client.verifyCode(forged)))).toEqual({});
      expect(await requestsOf(() => reasonOf(client.sendCode(forged)))).toEqual({});
    });

    test("for the challenge of another tenant", async () => {
      const { challengeId } = await client.sendCode({ email });
      const globex = openClient(service.otherKey);
      const attempt = { challengeId, code: service.codeFor(email) };
      expect(await requestsOf(() => reasonOf(globex.verifyCode(attempt)))).toEqual({});
      expect(await requestsOf(() => reasonOf(globex.sendCode({ challengeId })))).toEqual({});
    });

    test("for a key that is not one of ours", async () => {
      const { challengeId } = await client.sendCode({ email });
      const stranger = openClient(createApiKey("secret", "live").text);
      const attempt = { challengeId, code: service.codeFor(email) };
      expect(await requestsOf(() => reasonOf(stranger.verifyCode(attempt)))).toEqual({});
      expect(await requestsOf(() => reasonOf(stranger.sendCode({ email })))).toEqual({});
    });

    test("for requests that break a rule", async () => {
      const { challengeId } = await client.sendCode({ email });
      const broken = [
        () => client.sendCode({ email: "ada" }),
        () => client.sendCode({ email, ttl: { seconds: 1n } }),
        () => client.sendCode({ challengeId, email: "bob@example.com" }),
        () => client.verifyCode({ challengeId, code: "" }),
        () => client.verifyCode({ challengeId, code: "123456", attemptId: "short" }),
      ];
      for (const call of broken) expect(await requestsOf(() => reasonOf(call()))).toEqual({});
    });
  });

  test("an address takes one write unit in ordinary use: sign-ins, a resend and a typing mistake", async () => {
    const longest = `${"a".repeat(64)}@${"b".repeat(60)}.example`;
    for (let signIns = 0; signIns < 5; signIns++) {
      const { challengeId } = await client.sendCode({
        email: longest,
        purpose: "p".repeat(64),
        nonce: "n".repeat(128),
      });
      if (signIns === 2) await client.sendCode({ challengeId });
      const code = service.codeFor(longest);
      if (signIns === 3) await reasonOf(client.verifyCode({ challengeId, code: otherThan(code) }));
      else await client.verifyCode({ challengeId, code });
    }
    const items = await dump(service.table);
    expect(items.map(itemBytes)).toHaveLength(1);
    expect(Math.max(...items.map(itemBytes))).toBeLessThanOrEqual(1024);
  });
});

function openClient(key: string): Client {
  const opened = openGrpcJs(targetOf({ url: service.url, secretKey: key }));
  onTestFinished(() => opened.close());
  return opened;
}

/** Counts what arrives at DynamoDB's port during a call, by operation. */
async function requestsOf(call: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = { ...service.proxy.calls };
  await call();
  const counts = Object.entries(service.proxy.calls).map(
    ([operation, count]) => [operation, count - (before[operation] ?? 0)] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function nonsenseLike(id: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(Math.floor(((id.length - 4) * 3) / 4)));
  return `nc1_${Buffer.from(bytes).toString("base64url")}`;
}
