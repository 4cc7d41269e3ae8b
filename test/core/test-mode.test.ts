import { expect, test } from "vitest";
import type { EmailAddress } from "../../src/core/email.ts";
import type { TestAddress } from "../../src/core/tenant.ts";
import { testCodeOf } from "../../src/core/test-mode.ts";
import { aCaller } from "../support/callers.ts";
import { noon, noonMs } from "../support/noon.ts";

const listed: TestAddress = { email: "review@example.com", code: "424242", until: noon };
const other: TestAddress = { email: "e2e@example.com", code: "131313", until: noon };
const live = aCaller({ testAddresses: [other, listed] });
const withTestKey = { ...live, test: true };
const digits = { alphabet: "digits", length: 8 } as const;
const codeOf = (caller: typeof live, email: string, nowMs = noonMs - 1) =>
  testCodeOf(caller, email as EmailAddress, digits, nowMs);

test("a test address has its own code, with a live key as with a test key", () => {
  expect(codeOf(live, "review@example.com")).toBe("424242");
  expect(codeOf(withTestKey, "review@example.com")).toBe("424242");
});

test("from its end on it is an address like any other", () => {
  expect(codeOf(live, "review@example.com", noonMs)).toBeUndefined();
  expect(codeOf(withTestKey, "review@example.com", noonMs)).toBe("00000000");
});

test("any other address is mailed with a live key, and has zeros with a test key", () => {
  expect(codeOf(live, "ada@example.com")).toBeUndefined();
  expect(codeOf(withTestKey, "ada@example.com")).toBe("00000000");
});
