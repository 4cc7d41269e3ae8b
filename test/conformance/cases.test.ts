import { expect, test } from "vitest";
import { type Case, readCases, type Step } from "./cases.ts";

const cases = readCases();

test("there are enough cases, each with a name of its own", () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  expect(cases.length).toBeGreaterThan(200);
});

test("no case uses what it has not saved", () => {
  for (const { name, steps } of cases) {
    const known = new Set(["issuer"]);
    for (const step of steps) {
      expect(
        namesUsedBy(step).filter((used) => !known.has(used)),
        name,
      ).toEqual([]);
      for (const saved of namesSavedBy(step)) known.add(saved);
    }
  }
});

test("each call ends in one way", () => {
  const torn = cases.filter(({ steps }) => steps.some((step) => "refused" in step && "expect" in step));
  expect(torn).toEqual([]);
});

test("each case calls", () => {
  const calls = new Set<Step["do"]>(["sendCode", "verifyCode", "verifyReceipt"]);
  const idle = cases.filter(({ steps }) => !steps.some((step) => calls.has(step.do)));
  expect(idle).toEqual([]);
});

test.for([
  "REQUEST_INVALID",
  "EMAIL_INVALID",
  "KEY_UNKNOWN",
  "KEY_FORBIDDEN",
  "COOLING_DOWN",
  "ADDRESS_LIMITED",
  "ADDRESS_UNDELIVERABLE",
  "CALLER_LIMITED",
  "DELIVERY_FAILED",
  "DELIVERY_UNKNOWN",
  "STORE_UNAVAILABLE",
  "OVERLOADED",
  "CODE_REJECTED",
  "CHALLENGE_EXPIRED",
  "CHALLENGE_CLOSED",
  "CHALLENGE_UNKNOWN",
  "INTERNAL",
  "UNREACHABLE",
  "CANCELED",
  "TIMEOUT",
  "UNKNOWN",
])("a call is refused with %s", (reason) => {
  expect(reasonsOf(cases, ["sendCode", "verifyCode"])).toContain(reason);
});

test.for([
  "MALFORMED",
  "KEY_UNKNOWN",
  "SIGNATURE",
  "ISSUER",
  "AUDIENCE",
  "PURPOSE",
  "NONCE",
  "EXPIRED",
  "NOT_YET",
  "CLAIMS",
  "TEST",
  "REPLAYED",
  "KEYS_UNAVAILABLE",
])("a receipt is refused with %s", (reason) => {
  expect(reasonsOf(cases, ["verifyReceipt"])).toContain(reason);
});

function reasonsOf(all: readonly Case[], calls: readonly Step["do"][]): readonly unknown[] {
  return all
    .flatMap(({ steps }) => steps)
    .filter((step) => calls.includes(step.do))
    .flatMap((step) => ("refused" in step && step.refused ? [step.refused.reason] : []));
}

function namesUsedBy(step: Step): readonly string[] {
  const matchers = /"\$[a-zA-Z]+":/g;
  const text = JSON.stringify(step)
    .replace(/"\$match":"[^"]*"/g, "")
    .replace(matchers, "");
  return [...text.matchAll(/\$([A-Za-z]+)/g)].map(([, name = ""]) => name);
}

function namesSavedBy(step: Step): readonly string[] {
  if (step.do === "makeReceipt") return [step.save];
  if (!("save" in step || "refused" in step)) return [];
  const saves = [step.save, step.refused?.save];
  return saves.flatMap((save) => Object.values(save ?? {}));
}
