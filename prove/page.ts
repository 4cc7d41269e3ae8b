import { type Report, table } from "./report.ts";

const start = "<!-- measured: begin -->";
const end = "<!-- measured: end -->";

/** Puts the figures of a run into the page, between its two marks. */
export function insertTable(page: string, report: Report): string {
  const [before, after] = [page.indexOf(start), page.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`the page has to hold "${start}" and then "${end}"`);
  return page.slice(0, before + start.length) + measured(report) + page.slice(after);
}

function measured(report: Report): string {
  const { date, commit, node, machine, quick } = report;
  const size = quick ? "a quick run" : "a full run";
  return `\n\nMeasured on ${date} at ${commit} by ${size}, with Node ${node} on ${machine}.\n\n${table(report)}\n\n`;
}
