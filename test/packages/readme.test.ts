import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findLanguages } from "../conformance/languages.ts";
import { clients, examples, programOf } from "./readme.ts";

test("every client has a package that is tried", () => {
  const names = new Set(findLanguages().map(({ client }) => client));
  expect(new Set(examples.map(({ client }) => client))).toEqual(names);
  for (const client of names) expect(existsSync(join(clients, client, "try-package.sh")), client).toBe(true);
});

test.for(examples)("the README shows $name a program that sends a code and has it judged", (example) => {
  const program = programOf(example).replace(/_/g, "").toLowerCase();
  for (const call of ["nopass", "sendcode", "verifycode", "receipt"]) expect(program).toContain(call);
});
