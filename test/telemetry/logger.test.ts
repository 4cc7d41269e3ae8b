import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createLogger } from "../../src/telemetry/logger.ts";

const levels = ["info", "warn", "error"] as const;

describe("a line that is written with every call", () => {
  test("is the one that pino writes", () => {
    vi.useFakeTimers();
    const fields = fc.dictionary(
      fc.stringMatching(/^[a-z_]{1,12}$/).filter((name) => !["level", "time", "message"].includes(name)),
      fc.oneof(fc.string({ unit: "binary" }), fc.double(), fc.boolean(), fc.constant(undefined)),
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...levels),
        fields,
        fc.date({ noInvalidDate: true }),
        (level, fields, now) => {
          vi.setSystemTime(now);
          const { log, lines } = aLog("info");
          log.line(level, { event: "call", ...fields }, "call");
          log[level]({ event: "call", ...fields }, "call");
          const [ours, pinos] = lines.map((line) => JSON.parse(line));
          expect(ours).toEqual(pinos);
          expect(lines[0]?.indexOf("\n")).toBe((lines[0]?.length ?? 0) - 1);
        },
      ),
    );
    vi.useRealTimers();
  });

  test("is written at the levels that are asked for", () => {
    const { log, lines } = aLog("warn");
    for (const level of levels) log.line(level, { event: level }, "call");
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(["warn", "error"]);
  });
});

function aLog(level: string) {
  const lines: string[] = [];
  return { lines, log: createLogger(level, { write: (line) => void lines.push(line) }) };
}
