import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readCases } from "./cases.ts";
import { type Showing, showings } from "./forgeries.ts";
import { reportOf, totalsOf } from "./report.ts";
import type { Verdict } from "./run-case.ts";
import { runLanguage } from "./run-language.ts";
import { byGroup, tableOf } from "./table.ts";

const cases = readCases().slice(0, 3);

test("a program that says yes to everything passes no case", async () => {
  const yes = `sed -u -E 's/^\\{"id":([0-9]+).*/{"id":\\1,"ok":{}}/'`;
  const { verdicts } = await runProgram(yes);
  expect(cases.map(({ name }) => verdicts.get(name)?.kind)).toEqual(["failed", "failed", "failed"]);
});

test("a program that takes everything for a receipt fails at every forged one", async () => {
  const yes = `sed -u -E 's/^\\{"id":([0-9]+).*/{"id":\\1,"ok":{}}/'`;
  const { verdicts } = await runProgram(yes, showings);
  const passed = showings.filter(({ name }) => verdicts.get(name)?.kind === "passed");
  expect(passed.map(({ reason }) => reason)).toEqual([undefined, undefined]);
});

test("a program that refuses everything fails at the genuine receipts", async () => {
  const no = `sed -u -E 's/^\\{"id":([0-9]+).*/{"id":\\1,"error":{"reason":"MALFORMED"}}/'`;
  const { verdicts } = await runProgram(no, showings);
  expect(showings.slice(0, 2).map(({ name }) => verdicts.get(name)?.kind)).toEqual(["failed", "failed"]);
});

test("a program that cannot be built fails every case, and says why", async () => {
  const outcome = await runProgram("echo no such crate >&2; exit 101");
  expect(outcome.verdicts.get(cases[0]?.name ?? "")).toMatchObject({
    why: "it ended with 101: no such crate",
  });
  expect(totalsOf([outcome])).toEqual({ passed: 0, failed: 4 });
});

test("a language without its toolchain is skipped, and named", async () => {
  const outcome = await runProgram("exec a-compiler-that-nobody-has");
  expect(totalsOf([outcome])).toEqual({ passed: 0, failed: 0 });
  expect(reportOf([outcome])).toMatch(/^some-language +skipped: .*a-compiler-that-nobody-has/);
});

test("a program that prints something else fails", async () => {
  const outcome = await runProgram("while read -r line; do echo hello; done");
  expect(cases.map(({ name }) => outcome.verdicts.get(name)?.kind)).toEqual(["failed", "failed", "failed"]);
});

async function runProgram(script: string, shown: readonly Showing[] = []) {
  const folder = await mkdtemp(join(tmpdir(), "nopass-executor-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "run");
  await writeFile(path, `#!/usr/bin/env bash\n${script}\n`);
  await chmod(path, 0o755);
  return runLanguage({ name: "some-language", path }, cases, shown);
}

test("the table says for each language and group how many cases passed, and what was skipped", () => {
  const passed: Verdict = { kind: "passed" };
  const failed: Verdict = { kind: "failed", why: "step 1" };
  const verdicts = new Map<string, Verdict>([
    ["a", passed],
    ["b", passed],
    ["c", failed],
  ]);
  const played = [
    { language: "fortran", verdicts, tookMs: 1200 },
    { language: "algol", verdicts: new Map(), skipped: "no algol", tookMs: 0 },
  ];
  const columns = byGroup(played, (name) => (name === "a" ? "sending" : "limits"), ["sending", "limits"]);
  expect(
    tableOf(columns)
      .split("\n")
      .map((row) => row.split(/ {2,}/)),
  ).toEqual([
    ["", "sending", "limits", "seconds"],
    ["-------", "-------", "--------", "-------"],
    ["algol", "skipped", "skipped", "0"],
    ["fortran", "ok 1", "FAIL 1/2", "1"],
  ]);
});
