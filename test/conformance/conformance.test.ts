import { beforeAll, describe, expect, test } from "vitest";
import { type Case, readCases } from "./cases.ts";
import { type Showing, showings } from "./forgeries.ts";
import { findLanguages } from "./languages.ts";
import { runPairs } from "./pairs.ts";
import type { Outcome } from "./report.ts";
import { runLanguage } from "./run-language.ts";

const cases = readCases();
const forBrowsers = cases.filter(({ steps }) =>
  steps.every(({ do: name }) => !["verifyReceipt", "close"].includes(name)),
);

/** What can be run wherever Node.js can. All other languages are run by `node test/conformance/run.ts`. */
const offered: Readonly<Record<string, readonly Case[]>> = {
  node: cases,
  "node-connect": cases,
  // Receipts are for back ends, and with `fetch` there is nothing to close.
  web: forBrowsers,
};

/** Forged receipts, for those that check any. */
const shown: Readonly<Record<string, readonly Showing[]>> = { node: showings, "node-connect": showings };

const outcomes = new Map<string, Outcome>();
beforeAll(async () => {
  const languages = findLanguages().filter(({ name }) => name in offered);
  const all = languages.map((language) =>
    runLanguage(language, offered[language.name] ?? [], shown[language.name]),
  );
  for (const outcome of await Promise.all(all)) outcomes.set(outcome.language, outcome);
}, 120_000);

describe.for(Object.entries(offered))("%s", ([language, own]) => {
  const names = [...own, ...(shown[language] ?? [])].map(({ name }) => name);
  test.for(["The program ends with its input", ...names])("%s", (name) => {
    expect(outcomes.get(language)?.verdicts.get(name)).toEqual({ kind: "passed" });
  });
});

test("each sends codes that each judges", async () => {
  const pairs = await runPairs(findLanguages().filter(({ name }) => name in offered));
  const verdicts = pairs.flatMap((outcome) => [...outcome.verdicts.values()]);
  expect(verdicts).toEqual(Array(9).fill({ kind: "passed" }));
});
