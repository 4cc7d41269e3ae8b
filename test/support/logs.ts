import type { LineWriter } from "../../src/telemetry/line-writer.ts";

/** For a service whose log nobody reads. */
export const silentLog: LineWriter = { write() {}, lost: () => 0 };

/** Keeps every line. */
export function keptLog(lines: string[]): LineWriter {
  return { write: (line) => void lines.push(line), lost: () => 0 };
}
