import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Inputs that once reached what none before had reached; each run starts from them. */
export function readCorpus(name: string): readonly string[] {
  const file = fileOf(name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as string[]) : [];
}

/** Adds inputs: the short ones, each once, and no more than there is room for. */
export function growCorpus(name: string, found: readonly string[]): void {
  const old = readCorpus(name);
  const room = mostInputs - old.length;
  const fresh = [...new Set(found)].filter((input) => !old.includes(input) && input.length <= maxKeptLength);
  const added = fresh.sort((a, b) => a.length - b.length).slice(0, Math.max(0, room));
  if (added.length > 0) writeFileSync(fileOf(name), written([...old, ...added]));
}

/** Of each class: enough to remember what was found, and few enough to be read through in a review. */
export const mostInputs = 150;
export const maxKeptLength = 1500;

/** ASCII, as editors and diffs disagree on the rest. */
function written(inputs: readonly string[]): string {
  const lines = inputs.map((input) => `  ${JSON.stringify(input).replace(/[\u007f-\uffff]/g, escaped)}`);
  return `[\n${lines.join(",\n")}\n]\n`;
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function fileOf(name: string): URL {
  return new URL(`corpus/${name}.json`, import.meta.url);
}
