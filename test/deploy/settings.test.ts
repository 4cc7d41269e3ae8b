import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What operators copy. */
const files = [
  "compose.yaml",
  "serverless.yml",
  "docs/deploy.md",
  "Dockerfile",
  ...readdirSync("deploy", { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ya?ml|service|env)$/.test(name))
    .map((name) => join("deploy", name)),
];
const known = new Set(
  readFileSync("docs/settings.md", "utf8").match(/\b(?:NOPASS_[A-Z_]+|LOG_LEVEL|PORT|HOST)\b/g),
);

test.for(files)("%s names no setting that there is not", (file) => {
  const named = readFileSync(file, "utf8").match(/\bNOPASS_[A-Z_]+[A-Z]\b/g) ?? [];
  const base = (name: string) => name.replace(/_(?:FILE|PARAMETER)$/, "");
  expect(named.filter((name) => !known.has(name) && !known.has(base(name)))).toEqual([]);
});

test("all that is deployed is looked at", () => {
  expect(files.length).toBeGreaterThan(12);
});
