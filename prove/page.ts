import { readFileSync, writeFileSync } from "node:fs";
import { markdownTable } from "./report.ts";
import type { KeptResult } from "./results.ts";
import { rows } from "./rows.ts";

const file = new URL("../docs/reliability.md", import.meta.url);
const start = "<!-- measured: begin -->";
const end = "<!-- measured: end -->";

export function writePage(results: readonly KeptResult[]): void {
  writeFileSync(file, insertResults(readFileSync(file, "utf8"), results));
}

/** Puts the figures that are kept into the page, between its two marks. */
export function insertResults(page: string, results: readonly KeptResult[]): string {
  const [before, after] = [page.indexOf(start), page.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`the page has to hold "${start}" and then "${end}"`);
  return page.slice(0, before + start.length) + measured(results) + page.slice(after);
}

function measured(results: readonly KeptResult[]): string {
  const places = [...new Set(results.map(({ node, machine }) => `Node ${node} on ${machine}`))];
  const lines = rows.map(({ name, invariant }) => {
    const result = results.find(({ row }) => row === name);
    if (result === undefined) return [`\`${name}\``, invariant, "none yet", "", "", ""];
    const { trials, unit, violations, seconds, size, date, commit } = result;
    const figures = [`${trials.toLocaleString("en")} × ${unit}`, String(violations), String(seconds)];
    return [`\`${name}\``, invariant, ...figures, `${size}, ${date}, ${commit}`];
  });
  const head = ["row", "what must hold", "trials", "violations", "seconds", "run"];
  return `\n\nWith ${places.join("; ")}.\n\n${markdownTable([head, ...lines])}\n\n`;
}
