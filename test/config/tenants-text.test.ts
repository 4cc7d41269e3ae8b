import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { SettingsError } from "../../src/config/env.ts";
import { parseTenants } from "../../src/config/tenants.ts";

function problemsOf(text: string): readonly string[] {
  try {
    parseTenants(text);
    return [];
  } catch (error) {
    return error instanceof SettingsError ? error.problems : [`it threw ${error}`];
  }
}

test.for(["\u001b[2J", "a\rb", "a\nb", "\u202e", "\u2028"])(
  "a name with %j in it cannot write to the terminal of whoever reads that it is unknown",
  (name) => {
    const problems = problemsOf(JSON.stringify({ tenants: [], [name]: 1 }));
    expect(problems.join()).toContain("\ufffd");
    expect(problems.join()).not.toContain(name);
  },
);

test("what YAML only warns of is not written to standard error, as a warning repeats lines of the file", async () => {
  const warnings: string[] = [];
  const note = ({ message }: Error) => warnings.push(message);
  process.on("warning", note);
  problemsOf("tenants: !!js/function 'canary'");
  problemsOf("? { canary: 1 }\n: 2");
  await turn();
  process.off("warning", note);
  expect(warnings).toEqual([]);
});

test.for([
  ["keys of keys", "? ".repeat(513)],
  ["a list as a key", "? [a]\n: 1"],
  ["a map as a key", "{ { a: 1 }: 2 }"],
  ["a reference as a key", "- &a [b]\n- { *a : 1 }"],
])("only texts are names: %s", ([, text]) => {
  expect(problemsOf(text ?? "")).toEqual([
    expect.stringMatching(/^the tenants file is neither YAML nor JSON: see line \d$/),
  ]);
});
