import { describe, expect, test } from "vitest";
import { type AwsCredentials, CredentialsError, createCredentialSource } from "../../src/aws/credentials.ts";
import { hours, minutes, noonMs, seconds } from "../support/noon.ts";

describe("credentials", () => {
  test("that never expire are asked for once, however many calls come at once", async () => {
    const { source, asked } = scripted([{}]);
    const all = await Promise.all(Array.from({ length: 20 }, () => source.current()));
    expect(new Set(all).size).toBe(1);
    await source.current();
    expect(asked).toEqual([{}]);
  });

  test("that expire are replaced five minutes before, while the old ones still serve", async () => {
    const { source, asked, pass } = scripted([{ lastsMs: hours(1) }, { lastsMs: hours(2) }]);
    const first = await source.current();
    pass(minutes(54));
    expect(await source.current()).toBe(first);
    pass(minutes(2));
    expect(await Promise.all([source.current(), source.current()])).toEqual([first, first]);
    const second = await source.current();
    expect(second).not.toBe(first);
    expect(asked).toHaveLength(2);
  });

  test("still serve while their provider fails, until they expire; then the call fails", async () => {
    const { source, asked, pass } = scripted([{ lastsMs: hours(1) }, "fails"]);
    const first = await source.current();
    pass(minutes(56));
    expect(await source.current()).toBe(first);
    await settled();
    pass(seconds(2));
    expect(await source.current()).toBe(first);
    await settled();
    pass(minutes(4));
    await expect(source.current()).rejects.toThrow(CredentialsError);
    expect(asked).toHaveLength(4);
  });

  test("that a provider cannot renew are not asked for by every call", async () => {
    const { source, asked, pass } = scripted([{ lastsMs: minutes(4) }]);
    for (let i = 0; i < 10; i++) {
      await source.current();
      await settled();
    }
    expect(asked).toHaveLength(1);
    pass(seconds(1));
    for (let i = 0; i < 10; i++) {
      await source.current();
      await settled();
    }
    expect(asked).toHaveLength(2);
  });

  test("that are nowhere to be had are a failure that says so, and the next call asks again", async () => {
    const { source, asked } = scripted(["fails", {}]);
    const failure = await source.current().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CredentialsError);
    expect(failure).toMatchObject({ name: "CredentialsProviderError", cause: { message: "no role" } });
    expect(await source.current()).toHaveProperty("accessKeyId");
    expect(asked).toHaveLength(2);
  });

  test("that AWS refuses are replaced at once, against what the provider remembers", async () => {
    const { source, asked, pass } = scripted([{}, {}]);
    const first = await source.current();
    pass(seconds(1));
    expect(source.refuse(first)).toBe(true);
    const second = await source.current();
    expect(second).not.toBe(first);
    expect(asked).toEqual([{}, { forceRefresh: true }]);
    // The answers of other calls, made with the old ones, say nothing of the new ones.
    expect(source.refuse(first)).toBe(true);
    expect(await source.current()).toBe(second);
  });

  test("that AWS refuses as soon as they come are not asked for again within the second", async () => {
    const { source, asked } = scripted([{}]);
    expect(source.refuse(await source.current())).toBe(false);
    await source.current();
    expect(asked).toHaveLength(1);
  });
});

/** A provider that answers in turn, the last for ever, and a clock. */
function scripted(answers: readonly ({ readonly lastsMs?: number } | "fails")[]) {
  const asked: object[] = [];
  let nowMs = noonMs;
  async function provide(options: object = {}): Promise<AwsCredentials> {
    const answer = answers[Math.min(asked.push(options), answers.length) - 1] ?? "fails";
    if (answer === "fails") throw new Error("no role");
    const keys = { accessKeyId: `AKID${asked.length}`, secretAccessKey: "secret" };
    return answer.lastsMs === undefined ? keys : { ...keys, expiration: new Date(nowMs + answer.lastsMs) };
  }
  const source = createCredentialSource(provide, () => nowMs);
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { source, asked, pass };
}

/** What was begun without waiting for it is done. */
async function settled(): Promise<void> {
  await new Promise((done) => setImmediate(done));
}
