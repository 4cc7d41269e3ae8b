import { inspect } from "node:util";
import { expect, test } from "vitest";
import { createMemoryReplayGuard } from "../../clients/node/src/index.ts";
import { forgeries } from "./support/forgeries/all.ts";
import { right } from "./support/forgeries/forgery.ts";
import { ed, es, published } from "./support/forgeries/keys.ts";
import { createKeyServer } from "./support/key-server.ts";
import { aReceipt, aVerifier, noon, refusalOf } from "./support/receipts.ts";

const verifier = aVerifier({ fetch: createKeyServer(...published).fetch });

test.for(forgeries)("$name is refused", async ({ receipt, reason, checks = {} }) => {
  const refusal = await refusalOf(verifier.verify(receipt as string, checks));
  expect(refusal.reason).toBe(reason);
  expect(secretsShownBy(refusal, receipt)).toEqual([]);
});

test("the same verifier accepts what is right about these receipts", async () => {
  for (const key of [es, ed])
    expect(await verifier.verify(aReceipt(key))).toMatchObject({ email: "canary@example.com" });
});

test("a receipt that was used before is refused", async () => {
  const consume = createMemoryReplayGuard({ now: () => noon });
  await verifier.verify(right, { consume });
  const refusal = await refusalOf(verifier.verify(aReceipt(es), { consume }));
  expect(refusal.reason).toBe("REPLAYED");
  expect(secretsShownBy(refusal, right)).toEqual([]);
});

test("whatever character of a receipt is changed, it is refused", async () => {
  for (let at = 0; at < right.length; at += 1) {
    const other = right[at] === "A" ? "B" : "A";
    await refusalOf(verifier.verify(`${right.slice(0, at)}${other}${right.slice(at + 1)}`));
  }
});

test("there are enough of these receipts, each with a name of its own", () => {
  expect(new Set(forgeries.map(({ name }) => name)).size).toBe(forgeries.length);
  expect(forgeries.length).toBeGreaterThan(200);
});

function secretsShownBy(error: Error, receipt: unknown): readonly string[] {
  const shown = [
    inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    JSON.stringify(error),
    String(error),
    error.message,
  ].join("\n");
  const parts = typeof receipt === "string" ? receipt.split(".").filter((part) => part.length > 8) : [];
  return ["canary", "CANARY", "eve@", ...parts].filter((secret) => shown.includes(secret));
}
