import type { JudgeRequest, OpenOutcome, Verdict } from "../../src/core/challenge.ts";
import { type Broken, checkAnswer, checkWorld } from "./invariants.ts";
import { applyGiveBack, applyOpen, type Protocol } from "./protocol.ts";
import { callOf, judgeRequestOf, lateMs, openRequestOf, windowMs } from "./requests.ts";
import type { Call, Scenario } from "./scenario.ts";
import type { Process, World, Write } from "./world.ts";

/** One thing that can happen next, and what is wrong if it does. */
export interface Step {
  readonly name: string;
  readonly world: World;
  readonly broken: readonly Broken[];
}

/** The world at the start of a scenario. */
export function begin({ scripts, faults }: Scenario): World {
  const idle: Process = { call: 0, phase: "idle", failed: 0, nowMs: 0 };
  return {
    clock: 0,
    items: {},
    processes: scripts.map(() => idle),
    late: [],
    faultsLeft: faults,
    past: { mailed: [], compared: [], accepted: [], answered: [] },
  };
}

/** Everything that can happen next: a step of any process, a late request that arrives, the clock, a deletion by TTL. */
export function nextSteps(scenario: Scenario, protocol: Protocol, world: World): readonly Step[] {
  const steps: Step[] = [];
  const nowMs = scenario.instantsMs[world.clock] ?? 0;

  function add(name: string, next: World, broken: readonly Broken[] = []): void {
    steps.push({ name, world: next, broken: [...broken, ...checkWorld(scenario, next)] });
  }

  const laterMs = scenario.instantsMs[world.clock + 1];
  // No call lasts that long.
  const hold = world.processes.some(
    ({ phase, nowMs }) => phase !== "idle" && nowMs + lateMs < (laterMs ?? 0),
  );
  if (laterMs !== undefined && !hold) add("time passes", { ...world, clock: world.clock + 1 });
  for (const [address, item] of Object.entries(world.items)) {
    if (item.ttlSeconds * 1000 > nowMs) continue;
    const { [address]: _, ...items } = world.items;
    add(`TTL deletes ${address}`, { ...world, items });
  }
  world.late.forEach((write, i) => {
    if (nowMs > write.nowMs + lateMs) return;
    const without = { ...world, late: world.late.toSpliced(i, 1) };
    add(`late write of ${nameOf(write)} arrives`, applied(scenario, protocol, without, write).world);
  });
  world.processes.forEach((process, index) => {
    const call = scenario.scripts[index]?.[process.call];
    if (call !== undefined)
      for (const step of stepsOf(scenario, protocol, world, { process, index, call, nowMs }))
        add(step.name, step.world, step.broken);
  });
  return steps;
}

interface At {
  readonly process: Process;
  readonly index: number;
  readonly call: Call;
  readonly nowMs: number;
}

function stepsOf(scenario: Scenario, protocol: Protocol, world: World, at: At): Step[] {
  const { process, index, call, nowMs } = at;
  const name = `process ${index}, call ${process.call}`;
  // A send of the next window is one to another item.
  if (process.phase === "idle" && call.kind === "send" && nowMs >= windowMs) return [];
  if (process.phase === "idle")
    return [
      {
        name: `${name}: begins`,
        world: put(world, index, { ...process, phase: "write", nowMs }),
        broken: [],
      },
    ];
  const steps =
    process.phase === "mail" ? mailSteps(name, world, at) : writeSteps(scenario, protocol, name, world, at);
  const faulty = world.faultsLeft > 0;
  if (faulty) {
    const killed = { ...process, call: scenario.scripts[index]?.length ?? 0, phase: "idle" as const };
    steps.push({ name: `${name}: killed`, world: put(fault(world), index, forget(killed)), broken: [] });
  }
  return steps;
}

/** A write reaches the database or not, once or twice, now or later; and its answer reaches the process or not. */
function writeSteps(scenario: Scenario, protocol: Protocol, name: string, world: World, at: At): Step[] {
  const { process, index } = at;
  const write: Write = {
    process: index,
    call: process.call,
    phase: process.phase,
    nowMs: process.nowMs,
    ...(process.carried === undefined ? {} : { carried: process.carried }),
  };
  const now = applied(scenario, protocol, world, write);
  const steps = [answered(scenario, `${name}: ${process.phase} answered`, now, at)];
  if (world.faultsLeft === 0) return steps;
  const unanswered = (from: World) => giveUpOrRetry(scenario, fault(from), at);
  const delayed = (from: World) => ({ ...from, late: [...from.late, write] });
  return [
    ...steps,
    { name: `${name}: ${process.phase} lost`, world: unanswered(world), broken: [] },
    { name: `${name}: ${process.phase} applied, answer lost`, world: unanswered(now.world), broken: [] },
    { name: `${name}: ${process.phase} late`, world: unanswered(delayed(world)), broken: [] },
    answered(
      scenario,
      `${name}: ${process.phase} answered, and doubled`,
      { ...now, world: fault(delayed(now.world)) },
      at,
    ),
  ];
}

function mailSteps(name: string, world: World, { process, index, call }: At): Step[] {
  if (call.kind !== "send") return [];
  const mail = `${call.challenge} ${call.code} ${call.key}`;
  const { past } = world;
  const mailed = { ...past, mailed: [...past.mailed, mail].sort() };
  const sent = { ...world, past: { ...mailed, answered: withOne(past.answered, call.challenge) } };
  const steps = [
    { name: `${name}: mailed`, world: put(sent, index, ended(process)), broken: [] as Broken[] },
  ];
  if (world.faultsLeft === 0) return steps;
  const unknown = { ...fault(world), past: mailed };
  const refused = put(fault(world), index, { ...process, phase: "giveBack" as const, failed: 0 });
  return [
    ...steps,
    { name: `${name}: mailed, answer lost`, world: put(unknown, index, ended(process)), broken: [] },
    { name: `${name}: mail refused`, world: refused, broken: [] },
  ];
}

/** What a write did to the world, and what it says to its sender. */
interface Effect {
  readonly world: World;
  readonly verdict?: Verdict;
  readonly outcome?: OpenOutcome;
  readonly next?: unknown;
}

function applied(scenario: Scenario, protocol: Protocol, world: World, write: Write): Effect {
  const call = callOf(scenario, write);
  if (call === undefined) return { world };
  const item = world.items[call.address];
  const keep = (next: typeof item): World =>
    next === undefined ? world : { ...world, items: { ...world.items, [call.address]: next } };
  if (call.kind === "verify") {
    const request = judgeRequestOf(scenario, call, write.nowMs);
    const { item: next, compared, answer } = protocol.judge(item, request, write.carried);
    const after = compared === undefined ? keep(next) : withComparison(keep(next), world, request, compared);
    return { world: after, ...answer };
  }
  const request = openRequestOf(scenario, call, write.nowMs);
  if (write.phase === "giveBack") return { world: keep(applyGiveBack(item, request)) };
  const { item: next, outcome } = applyOpen(item, request);
  return { world: keep(next), outcome };
}

function withComparison(after: World, before: World, request: JudgeRequest, right: boolean): World {
  const { challenge, attempt, nowMs, address } = request;
  const expiresAtMs = before.items[address]?.challenges[challenge]?.expiresAtMs ?? 0;
  const comparison = { challenge, attempt, right, atMs: nowMs, expiresAtMs };
  return { ...after, past: { ...after.past, compared: [...after.past.compared, comparison] } };
}

/** The process goes on with what the database told it. */
function answered(scenario: Scenario, name: string, effect: Effect, { process, index, call }: At): Step {
  const { world, outcome, verdict, next } = effect;
  const to = (changed: Process) => put(world, index, changed);
  if (next !== undefined) return { name, world: to({ ...process, failed: 0, carried: next }), broken: [] };
  const broken = checkAnswer(scenario, world, call, process.nowMs, { outcome, verdict });
  if (outcome?.kind === "opened")
    return { name, world: to({ ...process, phase: "mail", failed: 0 }), broken };
  const { past } = world;
  if (verdict?.kind === "right" && call.kind === "verify") {
    const accepted = withOne(past.accepted, `${call.challenge} ${call.attempt} ${call.code}`);
    return { name, world: put({ ...world, past: { ...past, accepted } }, index, ended(process)), broken };
  }
  return { name, world: to(ended(process)), broken };
}

/** As the service does: try again, and a send that no try confirmed is taken back before it is called unavailable. */
function giveUpOrRetry({ tries }: Scenario, world: World, { process, index, call }: At): World {
  const failed = process.failed + 1;
  if (failed < tries) return put(world, index, { ...process, failed });
  if (call.kind === "send" && process.phase === "write")
    return put(world, index, { ...process, phase: "giveBack", failed: 0 });
  return put(world, index, ended(process));
}

function ended(process: Process): Process {
  return forget({ ...process, call: process.call + 1 });
}

/** Between two calls a process remembers nothing: worlds that differ only in that are the same. */
function forget({ call }: Process): Process {
  return { call, phase: "idle", failed: 0, nowMs: 0 };
}

function put(world: World, index: number, process: Process): World {
  return { ...world, processes: world.processes.with(index, process) };
}

function fault(world: World): World {
  return { ...world, faultsLeft: world.faultsLeft - 1 };
}

function withOne(list: readonly string[], entry: string): readonly string[] {
  return list.includes(entry) ? list : [...list, entry].sort();
}

function nameOf({ process, call, phase }: Write): string {
  return `process ${process}, call ${call} (${phase})`;
}
