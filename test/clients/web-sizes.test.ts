import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { measureParts } from "../../clients/web/parts.ts";
import { measureSizes } from "../../clients/web/sizes.ts";

const sizes = await measureSizes();
const page = readFileSync("clients/web/README.md", "utf8");
const readme = page.slice(page.indexOf("| kB |"));

test.for(sizes.filter(({ budgetBytes }) => budgetBytes !== undefined))(
  "$name keeps to its budget of $budgetBytes bytes",
  ({ gzippedBytes, budgetBytes }) => {
    expect(gzippedBytes).toBeLessThanOrEqual(budgetBytes ?? 0);
  },
);

test.for(sizes)("the README has the size of $name", ({ name, minifiedBytes, gzippedBytes, budgetBytes }) => {
  const row = readme.split("\n").find((line) => line.startsWith(`| ${name} `));
  const [minified = 0, gzipped = 0, budget = 0] = (row?.split("|").slice(2) ?? []).map(Number);
  // Another version of zlib or esbuild may differ by a few bytes.
  expect(Math.abs(minified - minifiedBytes / 1000)).toBeLessThan(0.15);
  expect(Math.abs(gzipped - gzippedBytes / 1000)).toBeLessThan(0.15);
  expect(budget).toBe((budgetBytes ?? 0) / 1000);
});

test("the element and its flow are smaller than React's most used input for codes and connect-web", () => {
  const bytesOf = (start: string) =>
    sizes.find(({ name }) => name.startsWith(start))?.gzippedBytes ?? Number.NaN;
  expect(bytesOf("`@nopass/web/react`")).toBeLessThan(bytesOf("input-otp"));
  expect(bytesOf("`@nopass/web/element`")).toBeLessThan(bytesOf("connect-web") / 4);
});

test("the README has what each part of the element costs", async () => {
  for (const [name, bytes] of await measureParts()) {
    const kB = Number(page.split(`| ${name} | `)[1]?.split(" ")[0]);
    expect(Math.abs(kB - bytes / 1000), name).toBeLessThan(0.15);
  }
});
