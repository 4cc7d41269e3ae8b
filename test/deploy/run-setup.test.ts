import { expect, test } from "vitest";
import { runSetup, type SetupEvent } from "../../src/lambda/run-setup.ts";

const event: SetupEvent = {
  RequestType: "Create",
  ResponseURL: "https://cloudformation.example/answer",
  StackId: "stack",
  RequestId: "request",
  LogicalResourceId: "Secrets",
  ResourceProperties: { Prefix: "/nopass-v1", Brand: "Acme", Host: "acme.example" },
};

/** Runs a setup whose parameters are refused so often before they are taken. */
async function setUp({ refusals = 0, there = [] as readonly string[], lost = "" }) {
  const stored = new Set(there);
  const pauses: number[] = [];
  const answers: { Status: string; Reason?: string }[] = [];
  let left = refusals;
  await runSetup(event, {
    async create(name) {
      if (left-- > 0) throw Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
      if (name === lost) throw Object.assign(new Error("k1:secret"), { name: "InternalServerError" });
      if (stored.has(name)) return false;
      stored.add(name);
      return true;
    },
    answer: async (_url, body) => void answers.push(JSON.parse(new TextDecoder().decode(body))),
    pause: async (ms) => void pauses.push(ms),
  });
  return { stored, pauses, answers };
}

test("a role that is not known everywhere yet is waited for", async () => {
  const { stored, pauses, answers } = await setUp({ refusals: 3 });
  expect(pauses).toEqual([1_000, 2_000, 4_000]);
  expect(answers).toMatchObject([{ Status: "SUCCESS" }]);
  expect(stored.size).toBe(4);
});

test("a role that may not is reported within the time of the function", async () => {
  const { pauses, answers } = await setUp({ refusals: 100 });
  expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(30_000);
  expect(answers).toMatchObject([
    { Status: "FAILED", Reason: "the secrets cannot be stored (AccessDeniedException)" },
  ]);
});

test("a key of an earlier stack is not taken for the new one's, and the operator is told what to do", async () => {
  const { answers } = await setUp({ there: ["/nopass-v1/first-api-key"] });
  expect(answers).toMatchObject([
    {
      Status: "FAILED",
      Reason: "delete the parameters /nopass-v1/tenants and /nopass-v1/first-api-key and deploy again",
    },
  ]);
});

test("no answer repeats what an error says", async () => {
  const { answers } = await setUp({ lost: "/nopass-v1/receipt-keys" });
  expect(answers).toMatchObject([{ Status: "FAILED" }]);
  expect(JSON.stringify(answers)).not.toContain("k1:secret");
});
