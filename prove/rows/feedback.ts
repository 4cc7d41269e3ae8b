import { Failure } from "../../src/core/failure.ts";
import type { Caller } from "../../src/core/tenant.ts";
import { createHearFeedback, type Feedback } from "../../src/core/undeliverable.ts";
import { createMemoryMarks } from "../../src/store/memory-marks.ts";
import { aCaller, aPolicy } from "../../test/support/callers.ts";
import { aKeyring } from "../../test/support/keyrings.ts";
import { marksOn } from "../../test/support/local-marks.ts";
import { storeOn } from "../../test/support/local-table.ts";
import { hours, minutes } from "../../test/support/noon.ts";
import { aService } from "../../test/support/service.ts";
import type { Row } from "../row.ts";
import { inBatches } from "../support/in-batches.ts";
import { createRandom, type Random, seedOf } from "../support/random.ts";
import { openTable } from "../support/table.ts";

const days = (count: number) => hours(24 * count);
const pauseMs = { bounced: days(3), complained: days(9) } as const;
const policy = aPolicy({ budget: 1_000, knownReserve: 0, cooldownMs: 0, maxTtlMs: hours(24) });
const secret = aCaller({ policy });
const publishable: Caller = { ...secret, keyKind: "publishable" };

/** What is heard of mails, and what is then mailed: to whom mail bounces, and to whom it does again when the time is over. */
export const feedback: Row = {
  name: "feedback",
  invariant:
    "an address that bounced or complained is mailed again when its pause is over or lifted, to the millisecond, and not before",
  method:
    "random feedback, sends, resends and pauses over days, on both stores; a calendar says who may be mailed",
  unit: "story",
  trials: { quick: 300, full: 50_000 },
  part: 2_500,
  async run(options) {
    const table = await openTable();
    const violations: string[] = [];
    let sends = 0;
    await inBatches(options, 8, async (trial) => {
      const random = createRandom(seedOf(options.seed, trial));
      const onTable = random.chance(50);
      const service = aService({ caller: secret, ...(onTable ? { around: () => storeOn(table) } : {}) });
      const hear = createHearFeedback({
        marks: onTable ? marksOn(table) : createMemoryMarks(service.items),
        keyring: aKeyring(),
        clock: service.clock,
        tenants: () => [secret.tenant],
        pauseMs,
      });
      const told = await tell({ service, hear, random, email: `story-${trial}@example.com` });
      sends += told.sends;
      if (told.wrong) violations.push(`story ${trial} on ${onTable ? "DynamoDB" : "memory"}: ${told.wrong}`);
    });
    await table.close();
    return { trials: options.trials, violations, facts: { sends } };
  },
};

interface Story {
  readonly service: ReturnType<typeof aService>;
  readonly hear: (feedback: Feedback) => Promise<boolean>;
  readonly random: Random;
  readonly email: string;
}

/** Lets a mailbox live through some days; says what was wrong, if anything was. */
async function tell(story: Story): Promise<{ readonly sends: number; readonly wrong?: string }> {
  const { service, random } = story;
  const now = () => service.clock().getTime();
  let pausedUntilMs = 0;
  let sends = 0;
  let challengeId = "";
  for (let step = 0; step < 14; step++) {
    if (random.chance(35)) pausedUntilMs = await hearSomething(story, now(), pausedUntilMs);
    else if (random.chance(40)) service.pass(aWhile(random, pausedUntilMs - now()));
    else {
      sends++;
      const isPaused = now() < pausedUntilMs;
      const stranger = random.chance(30);
      const resends = challengeId !== "" && random.chance(30);
      const before = service.mails.length;
      const answer = await service
        .send(
          { email: resends ? "" : story.email, challengeId: resends ? challengeId : "", ttlMs: hours(24) },
          stranger ? publishable : secret,
        )
        .catch((error: unknown) => error);
      const mailed = service.mails.length - before;
      const wrong = judge({ answer, mailed, isPaused, stranger, waitMs: pausedUntilMs - now() });
      if (wrong === "over" && resends) challengeId = "";
      else if (wrong !== undefined) return { sends, wrong: `${wrong}, in step ${step}` };
      if (!(answer instanceof Error)) challengeId = (answer as { challengeId: string }).challengeId;
    }
  }
  return { sends };
}

/** Feedback of any kind, old and new; answers until when the address is not to be mailed after it. */
async function hearSomething({ hear, random, email }: Story, nowMs: number, pausedUntilMs: number) {
  const kind = random.pick(["bounced", "bounced", "complained", "cleared", "delivered", "delayed"] as const);
  const atMs = nowMs + random.pick([0, 0, -minutes(1), -hours(30), -days(2), -days(4), hours(5)]);
  const tenant = random.pick([undefined, "acme", "acme", "another"]);
  await hear({ kind, email, tenant, atMs });
  if (tenant === "another" || kind === "delivered" || kind === "delayed") return pausedUntilMs;
  return kind === "cleared" ? 0 : Math.max(pausedUntilMs, Math.min(atMs, nowMs) + pauseMs[kind]);
}

/** Some time, often up to the end of the pause or the millisecond before it. */
function aWhile(random: Random, leftMs: number): number {
  const whiles = [1, minutes(10), hours(7), days(1), days(2), leftMs, leftMs - 1] as const;
  return Math.max(0, random.pick<number>(whiles));
}

interface Sent {
  readonly answer: unknown;
  readonly mailed: number;
  readonly isPaused: boolean;
  /** Strangers must not learn that mail to the address bounces. */
  readonly stranger: boolean;
  readonly waitMs: number;
}

/** What is wrong with how a send was answered; "over" if its challenge takes no more codes. */
function judge({ answer, mailed, isPaused, stranger, waitMs }: Sent): string | undefined {
  const reason = answer instanceof Failure ? answer.reason : undefined;
  if (mailed !== 0 && isPaused) return "an address was mailed that bounces";
  if (reason === "CHALLENGE_EXPIRED" || reason === "CHALLENGE_CLOSED") return "over";
  if (isPaused && !stranger)
    return reason === "ADDRESS_UNDELIVERABLE" && (answer as Failure).retryAfterMs === waitMs
      ? undefined
      : `it was answered by ${reason ?? answer}`;
  if (answer instanceof Error) return `it was refused by ${answer}`;
  return mailed === (isPaused ? 0 : 1) ? undefined : `${mailed} mails went out`;
}
