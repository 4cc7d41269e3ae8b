import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createMemoryStore } from "../../src/store/memory.ts";
import { type Client, targetOf } from "./support/clients/client.ts";
import { connectClients } from "./support/clients/connect.ts";
import { type CountedStore, counted } from "./support/counted-store.ts";
import { reasonOf, refusalOf } from "./support/refusal.ts";
import { startService, type TestService } from "./support/service.ts";

const email = "ada@example.com";
const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

let store: CountedStore;
let service: TestService;
let client: Client;
beforeEach(async () => {
  store = counted(createMemoryStore(() => new Date()));
  service = await startService({ world: { store: store.store } });
  client = openClient(service.secretKey);
  return () => service.stop();
});

describe("a challenge id that was tampered with is unknown, and the store is not asked", () => {
  test("whichever of its characters is changed", async () => {
    const { challengeId } = await client.sendCode({ email });
    const changed = Array.from(challengeId, (_, i) =>
      withCharacter(challengeId, i, oneUp(challengeId[i] ?? "")),
    );
    await expectUnknown(changed);
    await expectStillOpen(challengeId);
  });

  test("whichever characters its last one is changed to: several would decode to the same bytes", async () => {
    const { challengeId } = await client.sendCode({ email });
    const last = challengeId.length - 1;
    const changed = Array.from(base64url, (character) => withCharacter(challengeId, last, character));
    await expectUnknown(changed.filter((id) => id !== challengeId));
    await expectStillOpen(challengeId);
  });

  test("whatever is added to it or taken away", async () => {
    const { challengeId } = await client.sendCode({ email });
    const body = challengeId.slice(4);
    await expectUnknown([
      body,
      `nc2_${body}`,
      `NC1_${body}`,
      ` ${challengeId}`,
      `${challengeId} `,
      `${challengeId}=`,
      `${challengeId}==`,
      `${challengeId}A`,
      `${challengeId}\n`,
      `nc1_nc1_${body}`,
      `nc1_A${body}`,
      challengeId.slice(0, -1),
      challengeId.slice(0, 30),
      challengeId + challengeId,
      Buffer.from(body, "base64url").toString("base64"),
      `nc1_${Buffer.from(body, "base64url").toString("base64")}==`,
      challengeId.replace("nc1_", "nc1_\u200b"),
    ]);
    await expectStillOpen(challengeId);
  });

  test("and so is what is no id at all", async () => {
    const lengths = [0, 1, 2, 3, 12, 28, 29, 44, 100, 760];
    const random = lengths.map((length) => Buffer.from(crypto.getRandomValues(new Uint8Array(length))));
    // A genuine key id in front, so that it comes as far as the seal.
    const header = Buffer.from("\x02k1");
    const nearly = random.map((bytes) => Buffer.concat([header, bytes]));
    const ids = [...random, ...nearly].map((bytes) => `nc1_${bytes.toString("base64url")}`);
    await expectUnknown([...ids, "nc1_", "null", "../../etc/passwd", "🔑".repeat(40), "nc1_\u0000"]);
  });

  test("and so are two genuine ids cut and joined", async () => {
    const [ada, bob] = [
      await client.sendCode({ email }),
      await client.sendCode({ email: "bob@example.com" }),
    ];
    const joined = [20, 40, 60, 80].map((at) => ada.challengeId.slice(0, at) + bob.challengeId.slice(at));
    await expectUnknown(joined);
  });
});

describe("a challenge of another tenant", () => {
  test("is unknown, with the very code that was mailed, and stays open for its own", async () => {
    const { challengeId } = await client.sendCode({ email });
    const globex = openClient(service.otherKey);
    const before = store.calls();
    const verify = await refusalOf(globex.verifyCode({ challengeId, code: service.codeFor(email) }));
    const resend = await refusalOf(globex.sendCode({ challengeId }));
    expect([verify.reason, resend.reason]).toEqual(["CHALLENGE_UNKNOWN", "CHALLENGE_UNKNOWN"]);
    expect(store.calls()).toBe(before);
    await expectStillOpen(challengeId);
  });

  test("is refused in the same words as one that was made up, so that nobody learns that it exists", async () => {
    const { challengeId } = await client.sendCode({ email });
    const globex = openClient(service.otherKey);
    const foreign = await refusalOf(globex.verifyCode({ challengeId, code: "123456" }));
    const made = await refusalOf(globex.verifyCode({ challengeId: "nc1_made-up", code: "123456" }));
    expect(foreign).toEqual(made);
  });

  test("does not share a budget or a cool-down with the same address of this one", async () => {
    const policy = { budget: 1 };
    await using strict = await startService({ policy });
    const [acme, globex] = [strict.secretKey, strict.otherKey].map((key) => openClient(key, strict.url));
    await acme?.sendCode({ email });
    await globex?.sendCode({ email });
    expect(strict.mails).toHaveLength(2);
  });
});

async function expectUnknown(ids: readonly string[]): Promise<void> {
  const code = service.mails.at(-1)?.code ?? "123456";
  const before = store.calls();
  const reasons = await Promise.all(
    ids.map((challengeId) => reasonOf(client.verifyCode({ challengeId, code }))),
  );
  const resends = await Promise.all(
    ids.map((challengeId) => reasonOf(client.sendCode({ challengeId, email }))),
  );
  expect(ids.filter((_, i) => reasons[i] !== "CHALLENGE_UNKNOWN")).toEqual([]);
  expect(ids.filter((_, i) => resends[i] !== "CHALLENGE_UNKNOWN")).toEqual([]);
  expect(store.calls()).toBe(before);
}

async function expectStillOpen(challengeId: string): Promise<void> {
  const verified = await client.verifyCode({ challengeId, code: service.codeFor(email) });
  expect(verified.email).toBe(email);
}

function openClient(secretKey: string, url = service.url): Client {
  const opened = connectClients["connect-node, gRPC"](targetOf({ url, secretKey }));
  onTestFinished(() => opened.close());
  return opened;
}

function withCharacter(text: string, at: number, character: string): string {
  return text.slice(0, at) + character + text.slice(at + 1);
}

function oneUp(character: string): string {
  return base64url[(base64url.indexOf(character) + 1) % base64url.length] ?? "A";
}
