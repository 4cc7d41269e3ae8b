import { expect, test } from "vitest";
import { type Circuit, closedCircuit, enter, fail, succeed } from "../../src/mail/circuit.ts";

const seconds = 1_000;

/** A circuit after so many failures in a row, all at one time. */
function failed(times: number, nowMs = 0, from: Circuit = closedCircuit): Circuit {
  return Array.from({ length: times }).reduce<Circuit>((circuit) => fail(circuit, nowMs), from);
}

test("a few failures in a row change nothing", () => {
  expect(failed(4).state).toBe("closed");
});

test("a success in between starts the count anew", () => {
  expect(failed(4, 0, succeed()).state).toBe("closed");
});

test("five failures in a row open it for ten seconds", () => {
  const open = failed(5);
  expect(open.state).toBe("open");
  expect(enter(open, 9.999 * seconds)).toBeUndefined();
  expect(enter(open, 10 * seconds)?.state).toBe("half_open");
});

test("half open, it takes one mail at a time", () => {
  const half = enter(failed(5), 10 * seconds) ?? closedCircuit;
  expect(enter(half, 11 * seconds)).toBeUndefined();
  expect(succeed().state).toBe("closed");
});

test("a probe that fails opens it again, twice as long each time and a minute at most", () => {
  let circuit = failed(5);
  const rests: number[] = [];
  for (let i = 0; i < 5; i++) {
    const nowMs = circuit.untilMs;
    circuit = fail(enter(circuit, nowMs) ?? closedCircuit, nowMs);
    rests.push((circuit.untilMs - nowMs) / seconds);
  }
  expect(rests).toEqual([20, 40, 60, 60, 60]);
});

test("mails that were on their way when it opened do not keep it open longer", () => {
  const open = failed(5);
  expect(failed(20, 5 * seconds, open).untilMs).toBe(open.untilMs);
});
