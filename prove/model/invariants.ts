import { type OpenOutcome, replayMs, type Verdict } from "../../src/core/challenge.ts";
import { itemEndsMs } from "./requests.ts";
import type { Call, Scenario } from "./scenario.ts";
import type { Comparison, World } from "./world.ts";

/** What must never be otherwise, whatever is lost, late, doubled or killed. */
export const rules = {
  singleUse: "a challenge is redeemed by one attempt at most",
  guessLimit: "no more guesses are compared than a challenge has attempts",
  wiped: "no code is right after the attempts are spent",
  replay: "a right attempt is answered right when it is repeated",
  proof: "nothing is verified without a right comparison before its expiry",
  budget: "every mail that is not redeemed counts against the budget",
  oneMail: "at most one mail leaves for an idempotency key",
  noLockout: "nobody is refused while the budget is not spent",
} as const;

export type Rule = keyof typeof rules;

/** A rule that was broken, and how. */
export interface Broken {
  readonly rule: Rule;
  readonly how: string;
}

/** What holds in every world, whatever happened before. */
export function checkWorld(scenario: Scenario, world: World): readonly Broken[] {
  return [
    ...challengesOf(world).flatMap((challenge) => checkChallenge(scenario, world, challenge)),
    ...checkMails(world),
    ...checkBudget(scenario, world),
  ];
}

function checkChallenge({ attempts }: Scenario, { past }: World, challenge: string): Broken[] {
  const compared = past.compared.filter((comparison) => comparison.challenge === challenge);
  const accepted = past.accepted.filter((entry) => entry.startsWith(`${challenge} `));
  const rightAt = compared.findIndex(({ right }) => right);
  const broken: Broken[] = [];
  if (accepted.length > 1)
    broken.push({ rule: "singleUse", how: `${challenge} was redeemed by ${accepted.length} attempts` });
  if (compared.length > attempts || (rightAt >= 0 && rightAt < compared.length - 1))
    broken.push({ rule: "guessLimit", how: `${compared.length} guesses at ${challenge} were compared` });
  if (rightAt >= attempts)
    broken.push({ rule: "wiped", how: `${challenge} was redeemed after it was wiped` });
  return broken;
}

function checkMails({ past }: World): Broken[] {
  const perKey = Map.groupBy(past.mailed, (mail) => mail.replace(/ \S+ /, " "));
  return [...perKey]
    .filter(([, mails]) => mails.length > 1)
    .map(([key, mails]) => ({ rule: "oneMail", how: `${mails.length} mails left for ${key}` }));
}

function checkBudget(scenario: Scenario, world: World): Broken[] {
  // A deleted item's codes have expired with it, and a new window has its own item.
  if ((scenario.instantsMs[world.clock] ?? 0) >= itemEndsMs) return [];
  return Object.entries(world.items).flatMap(([address, { sends }]) => {
    const unredeemed = unredeemedMails(scenario, world, address);
    return sends < unredeemed || unredeemed > scenario.budget
      ? [{ rule: "budget", how: `${unredeemed} mails to ${address} are not redeemed, ${sends} are counted` }]
      : [];
  });
}

/** What holds of an answer at the moment it is given. */
export function checkAnswer(
  scenario: Scenario,
  world: World,
  call: Call,
  nowMs: number,
  {
    outcome,
    verdict,
  }: { readonly outcome?: OpenOutcome | undefined; readonly verdict?: Verdict | undefined },
): readonly Broken[] {
  if (call.kind === "send")
    return outcome?.kind === "overBudget" && mayBeCharged(scenario, world, call.address) < scenario.budget
      ? [{ rule: "noLockout", how: `a send to ${call.address} was refused` }]
      : [];
  const attempt = `${call.attempt} ${call.code}`;
  const own = world.past.compared.find(
    (comparison) => comparison.challenge === call.challenge && comparison.attempt === attempt,
  );
  if (verdict?.kind === "right")
    return isRightInTime(own) ? [] : [{ rule: "proof", how: `${call.challenge} was verified by ${attempt}` }];
  return isRightInTime(own) && nowMs < own.atMs + replayMs
    ? [{ rule: "replay", how: `the right ${attempt} was answered ${verdict?.kind} when it was repeated` }]
    : [];
}

function isRightInTime(comparison: Comparison | undefined): comparison is Comparison {
  return comparison?.right === true && comparison.atMs < comparison.expiresAtMs;
}

/** Sends that may rightly be counted: not redeemed, under way, or charged by a call that a fault ended. */
function mayBeCharged(scenario: Scenario, world: World, address: string): number {
  const underWay = world.processes.filter(({ phase }) => phase === "mail" || phase === "giveBack").length;
  return unredeemedMails(scenario, world, address) + underWay + scenario.faults - world.faultsLeft;
}

function unredeemedMails({ scripts }: Scenario, { past }: World, address: string): number {
  const there = new Set(scripts.flat().flatMap((call) => (call.address === address ? [call.challenge] : [])));
  const redeemed = new Set(past.compared.flatMap(({ right, challenge }) => (right ? [challenge] : [])));
  return past.mailed.filter((mail) => {
    const [challenge = ""] = mail.split(" ");
    return there.has(challenge) && !redeemed.has(challenge);
  }).length;
}

function challengesOf({ past }: World): readonly string[] {
  return [...new Set(past.compared.map(({ challenge }) => challenge))];
}
