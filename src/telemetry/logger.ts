import { type Logger, pino } from "pino";

/** Writes structured lines with the time and without anything of the machine. */
export function createLogger(level: string, out: { write(line: string): void }): Logger {
  return pino({ level, base: null, timestamp: createTimestamp(), messageKey: "message" }, out);
}

/** The time as pino puts it into a line, written once for all lines of a millisecond. */
function createTimestamp(): () => string {
  let writtenMs = Number.NaN;
  let written = "";
  return () => {
    const nowMs = Date.now();
    if (nowMs !== writtenMs) {
      writtenMs = nowMs;
      written = `,"time":"${new Date(nowMs).toISOString()}"`;
    }
    return written;
  };
}
