import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "../../src/core/secret.ts";

const secret = new Secret("hunter2");

test.for([
  { how: "in a sentence", print: () => `the password is ${secret}` },
  { how: "as JSON", print: () => JSON.stringify({ secret }) },
  { how: "in a debugger's dump", print: () => inspect({ secret }, { depth: 9, showHidden: true }) },
  { how: "in an error", print: () => String(new Error(String(secret))) },
])("a secret is not printed $how, and it shows that there is one", ({ print }) => {
  expect(print()).not.toContain("hunter2");
  expect(print()).toContain("[secret]");
});

test("a secret is told to whoever asks for it by name", () => {
  expect(secret.reveal()).toBe("hunter2");
});
