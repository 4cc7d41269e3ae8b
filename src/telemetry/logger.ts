import { type Logger, pino } from "pino";

/** Writes structured lines with the time and without anything of the machine. */
export function createLogger(level: string, out: { write(line: string): void }): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: "message" }, out);
}
