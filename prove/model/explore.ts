import { hash } from "node:crypto";
import type { Rule } from "./invariants.ts";
import type { Protocol } from "./protocol.ts";
import type { Scenario } from "./scenario.ts";
import { begin, nextSteps, type Step } from "./steps.ts";

/** What the exploration of a scenario saw. */
export interface Explored {
  readonly worlds: number;
  readonly steps: number;
  /** The first ways found in which an invariant breaks, with the steps that lead there. */
  readonly violations: readonly string[];
}

/**
 * Visits every world that a scenario can reach, in whatever order things happen.
 *
 * Depth first, so that a violation comes with the steps that led to it; a world that was seen before, by whatever way,
 * is not entered again.
 *
 * With `only`, other rules may break on the way: to see whether a protocol that is known to be wrong breaks this one.
 */
export function explore(
  scenario: Scenario,
  protocol: Protocol,
  { most = 1, only }: { readonly most?: number; readonly only?: Rule } = {},
): Explored {
  const seen = new Set<string>();
  const violations: string[] = [];
  const path: { readonly name: string; readonly steps: readonly Step[]; next: number }[] = [];
  let steps = 0;

  function enter(name: string, world: Step["world"]): void {
    const key = hash("sha256", JSON.stringify(world), "base64").slice(0, 22);
    if (seen.has(key)) return;
    seen.add(key);
    path.push({ name, steps: nextSteps(scenario, protocol, world), next: 0 });
  }

  enter("start", begin(scenario));
  while (path.length > 0 && violations.length < most) {
    const at = path[path.length - 1];
    const step = at?.steps[at.next++];
    if (at === undefined || step === undefined) {
      path.pop();
      continue;
    }
    steps++;
    const broken = step.broken.find(({ rule }) => only === undefined || rule === only);
    if (broken === undefined) enter(step.name, step.world);
    else {
      const names = [...path.slice(1), step].map(({ name }) => name);
      violations.push(`${broken.rule} in "${scenario.name}": ${broken.how} (${names.join("; ")})`);
    }
  }
  return { worlds: seen.size, steps, violations };
}
