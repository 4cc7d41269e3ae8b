import { expect, test } from "vitest";
import { equivalentExpressions, excuses } from "../../prove/mutation/equivalent-expressions.ts";
import { expressionMutants } from "../../prove/mutation/expression-mutants.ts";
import { scenarios } from "../../prove/mutation/scenarios.ts";
import { openTrials } from "../../prove/mutation/trials.ts";
import { createWire } from "../../prove/mutation/wire.ts";
import { writtenHistories } from "../../prove/mutation/written-histories.ts";
import { openTable } from "../../prove/support/table.ts";

test("a condition is changed by each operator, without each part, and with each side of a choice alone", () => {
  expect(expressionMutants("(attribute_not_exists(n) OR n < :budget) AND #c.r <> :tag").toSorted()).toEqual(
    [
      "#c.r <> :tag",
      "(attribute_exists(n) OR n < :budget) AND #c.r <> :tag",
      "(attribute_not_exists(n) AND n < :budget) AND #c.r <> :tag",
      "(attribute_not_exists(n) OR n < :budget)",
      "(attribute_not_exists(n) OR n < :budget) AND #c.r = :tag",
      "(attribute_not_exists(n) OR n <= :budget) AND #c.r <> :tag",
      "attribute_not_exists(n) AND #c.r <> :tag",
      "n < :budget AND #c.r <> :tag",
    ].toSorted(),
  );
});

test("an update is changed by each operator and without each action, and its assignments are left alone", () => {
  expect(
    expressionMutants("SET #c.l = #c.l - :one, n = if_not_exists(n, :zero) REMOVE #c.m").toSorted(),
  ).toEqual(
    [
      "SET #c.l = #c.l + :one, n = if_not_exists(n, :zero) REMOVE #c.m",
      "SET #c.l = #c.l - :one REMOVE #c.m",
      "SET #c.l = #c.l - :one, n = :zero REMOVE #c.m",
      "SET #c.l = #c.l - :one, n = if_not_exists(n, :zero)",
      "SET #c.l = #c.l - :one, n = n REMOVE #c.m",
      "SET n = if_not_exists(n, :zero) REMOVE #c.m",
    ].toSorted(),
  );
});

test("what has one part alone is left out whole", () => {
  expect(expressionMutants("attribute_exists(b)")).toContain("");
  expect(expressionMutants("REMOVE b")).toEqual([""]);
});

test("an excuse is one for its own change alone", () => {
  const excuse = equivalentExpressions.find(({ piece }) => piece === "b < :until");
  const excused = (to: string) =>
    excuse && excuses(excuse, { from: "attribute_not_exists(b) OR b < :until", to });
  expect(excused("attribute_not_exists(b) OR b <= :until")).toBe(true);
  expect(excused("attribute_not_exists(b)")).toBe(false);
});

test("the written histories and the scenarios are right where nothing is changed, and notice what is", async () => {
  const wire = createWire();
  const table = await openTable(wire.around);
  const { trials, wrong } = await openTrials(table, wire, scenarios, writtenHistories);
  expect(wrong).toEqual([]);
  const noticing = async (from: string, to: string) => {
    wire.change = { from, to };
    let count = 0;
    for (const { sends, isRight } of trials) if (sends.has(from) && !(await isRight())) count++;
    return count;
  };
  expect(await noticing("attribute_exists(n)", "")).toBeGreaterThan(0);
  expect(await noticing("REMOVE #c.m", "")).toBeGreaterThan(0);
  expect(await noticing("REMOVE #c.m", "REMOVE #c.m")).toBe(0);
});
