import { limitDeadline, maxCallMs, timeoutMsOf } from "../../../src/rpc/deadline.ts";
import type { Random } from "../../support/random.ts";
import { aText } from "../mutate.ts";
import { type FuzzTarget, must } from "../target.ts";

export const deadlines: FuzzTarget = {
  name: "deadlines",
  invariant: "a timeout is read as its protocol has it, shortened to ten seconds, or refused",
  trials: { quick: 100_000, full: 10_000_000 },
  seeds: [
    "1000",
    "10000",
    "10001",
    "0",
    "9999999999",
    "10S",
    "1H",
    "99999999n",
    "500m",
    "3M",
    "7u",
    "-1",
    "1e3",
  ],
  words: ["H", "M", "S", "m", "u", "n", "0x", "Infinity", "NaN", " ", "\u0661", "e9"],
  generate: (random: Random) =>
    `${random.chance(90) ? random.below(10 ** random.below(12)) : aText(random, 6)}${random.pick(["", "H", "M", "S", "m", "u", "n"])}`,
  judge(input) {
    const outcomes: string[] = [];
    for (const protocol of ["connect", "grpc"] as const) {
      const expected = expectedMs(protocol, input);
      const ms = timeoutMsOf(protocol, input);
      const shortened = expected === undefined ? undefined : Math.min(maxCallMs, expected);
      must(ms === shortened || Math.abs((ms ?? -1) - (shortened ?? -9)) < 1e-6, `${protocol}: ${ms} ms`);
      must(ms === undefined || (ms >= 0 && ms <= maxCallMs), `${protocol}: it is out of its range`);
      outcomes.push(String(ms === undefined ? undefined : ms === maxCallMs));
      const limited = limitedMs(protocol, input);
      if (limited === undefined) continue;
      must(limited.refused === (ms === undefined), `${protocol}: the two ways to read it differ`);
      must(limited.ms === (ms ?? maxCallMs), `${protocol}: ${limited.ms} ms one way and ${ms} the other`);
    }
    return outcomes.join();
  },
};

/** As the other way of serving reads it; undefined for what can stand in no header. */
function limitedMs(protocol: "connect" | "grpc", text: string) {
  const type = protocol === "grpc" ? "application/grpc" : "application/json";
  const name = protocol === "grpc" ? "grpc-timeout" : "connect-timeout-ms";
  const headers = new Headers({ "content-type": type });
  try {
    headers.set(name, text);
  } catch {
    return undefined;
  }
  // Headers take blanks away at both ends.
  if (headers.get(name) !== text) return undefined;
  const { ms, problem } = limitDeadline(headers);
  must(problem === undefined || problem.reason === "REQUEST_INVALID", "it is refused for another reason");
  return { ms, refused: problem !== undefined };
}

/** The grammars of both protocols, digit by digit. */
function expectedMs(protocol: "connect" | "grpc", text: string): number | undefined {
  const digits = protocol === "grpc" ? text.slice(0, -1) : text;
  const most = protocol === "grpc" ? 8 : 10;
  if (digits.length === 0 || digits.length > most) return undefined;
  let value = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  if (protocol === "connect") return value;
  const perMs = { H: 1 / 3_600_000, M: 1 / 60_000, S: 1 / 1000, m: 1, u: 1000, n: 1_000_000 };
  const unit = text.slice(-1);
  return Object.hasOwn(perMs, unit) ? value / perMs[unit as keyof typeof perMs] : undefined;
}
