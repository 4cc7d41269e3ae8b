import { availableParallelism, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { type Attack, attacks } from "../load/attacks.ts";
import { openDatabase } from "../load/bad-database.ts";
import { startBystanders } from "../load/bystanders.ts";
import { mostConnections } from "../load/crowd.ts";
import { openTarget } from "../load/target.ts";
import type { Row } from "../row.ts";
import { inBatches } from "../support/in-batches.ts";

/** Whatever keeps a service busy: others are served, and its memory stays within bounds. */
export const load: Row = {
  name: "load",
  invariant:
    "under every attack the others are served in time, in the memory of a container; whoever calls too much is refused at once",
  method: "the service as a process, attacked over sockets and frames written by hand, with bystanders",
  unit: "attack",
  trials: { quick: attacks.length, full: 10 * attacks.length },
  async run(options) {
    const violations: string[] = [];
    const facts: Record<string, string | number> = { "idle connections": mostConnections };
    await inBatches(options, 1, async (trial) => {
      const attack = attacks[trial % attacks.length] as Attack;
      const { problems, figures } = await survive(attack, options.quick ? 2_500 : 15_000);
      violations.push(...problems.map((problem) => `${attack.name}: ${problem}`));
      facts[attack.name] = figures;
    });
    return { trials: options.trials, violations, facts };
  },
};

/** One attack on a service of its own. */
async function survive(attack: Attack, forMs: number) {
  const problems: string[] = [];
  const database = await openDatabase(attack.database);
  const target = await openTarget(database.endpoint);
  let alive = true;
  void target.service.ended.then(() => {
    alive = false;
  });
  const bystanders = startBystanders(target);
  await sleep(500);
  await attack.run(target, forMs).catch((error: Error) => problems.push(error.message));
  // Whoever was hurt for longer would complain now.
  await sleep(500);
  await bystanders.stop();
  const tookMs = bystanders.tookMs.toSorted((a, b) => a - b);
  const slowest = Math.round(tookMs.at(-1) ?? 0);
  const median = Math.round(tookMs[Math.floor(tookMs.length / 2)] ?? 0);
  problems.push(...new Set(bystanders.complaints));
  if (median > usualMs) problems.push(`half of the bystanders waited longer than ${usualMs} ms`);
  if (slowest > mostMs) problems.push(`a bystander waited ${slowest} ms`);
  if (!alive) problems.push(`the service ended: ${target.service.errors().slice(0, 500)}`);
  const peakMiB = alive ? (await target.service.probe()).peakMiB : 0;
  if (peakMiB > mostMiB) problems.push(`the service took ${peakMiB} MiB`);
  if (target.service.errors() !== "") problems.push(`it printed ${target.service.errors().slice(0, 500)}`);
  await target.close();
  database.close();
  return {
    problems,
    figures: `${peakMiB} MiB, ${tookMs.length} bystanders: median ${median} ms, most ${slowest} ms${refusedWords(bystanders.refusedMs)}`,
  };
}

function refusedWords(refusedMs: readonly number[]): string {
  if (refusedMs.length === 0) return "";
  const median = refusedMs.toSorted((a, b) => a - b)[Math.floor(refusedMs.length / 2)] ?? 0;
  return `; ${refusedMs.length} refused early: median ${Math.round(median)} ms`;
}

/** What the template for Kubernetes gives a container: above it, the system would end the process. */
const mostMiB = 512;
const usualMs = 1_000;
/** The deadline of a call, and as long again for each process that waits for a processor beside ours. */
const mostMs = 10_000 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
