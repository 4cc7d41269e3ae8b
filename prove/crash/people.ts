import { otherThan } from "../../test/e2e/support/codes.ts";
import type { Random } from "../support/random.ts";
import type { Lives, Told } from "./lives.ts";

/** What one person's story needs. */
export interface Story {
  readonly lives: Pick<Lives, "persist">;
  readonly random: Random;
  readonly email: string;
  /** The codes that were mailed to the person so far. */
  codes(): readonly string[];
  /** Unredeemed sends that the table counts for the person. */
  counted(): Promise<number>;
  /** Hears of a send beyond the budget that took the place of one that was never mailed. */
  tookBack(): void;
  blame(what: string): void;
}

/** The policy of the tenant of these people. */
export const policy = { cool_down: "0s", budget: 6, attempts: 3, code: { length: 8 } };

const id = (what: string, email: string) => `${what}-${email.split("@")[0]}`.padEnd(24, "-");

/** Asks for one code, guesses, and then enters the right one from several places at once. */
export async function signIn({ lives, random, email, codes, blame }: Story): Promise<void> {
  const idempotencyKey = id("send", email);
  const sent = await lives.persist((client) => client.sendCode({ email, idempotencyKey }));
  if (codes().length > 1) blame(`${codes().length} mails were sent for one idempotency key`);
  if (!sent.ok) return blame(`a first send was refused for ${sent.refusal.reason}`);
  const [code] = codes();
  // The process died between its write and the mail: a person asks for another code then.
  if (code === undefined) return;
  const { challengeId } = sent.value;
  const attempt = (typed: string, attemptId: string) =>
    lives.persist((client) => client.verifyCode({ challengeId, code: typed, attemptId }));

  const wrong = random.below(policy.attempts + 1);
  for (let guess = 1; guess <= wrong; guess++) {
    const told = await attempt(otherThan(code), id(`guess-${guess}`, email));
    const left = told.ok ? "success" : told.refusal.metadata.attempts_left;
    if (left !== String(policy.attempts - guess))
      blame(`after ${guess} wrong guesses there were ${left} left`);
  }
  const ids = Array.from({ length: 4 }, (_, i) => id(`right-${i}`, email));
  const first = await Promise.all(ids.map((attemptId) => attempt(code, attemptId)));
  const again = await Promise.all(ids.map((attemptId) => attempt(code, attemptId)));
  const letIn = first.filter(({ ok }) => ok).length;
  const want = wrong < policy.attempts ? 1 : 0;
  if (letIn !== want)
    blame(`after ${wrong} wrong guesses ${letIn} of 4 attempts were let in instead of ${want}`);
  if (first.map(verdict).join() !== again.map(verdict).join())
    blame(`attempts were told ${first.map(verdict)} and, when they were repeated, ${again.map(verdict)}`);
}

/**
 * Asks for codes until no more are sent, and uses none.
 *
 * A send whose write nobody could confirm is taken back, which may happen after it was repeated with its key and answered
 * as sent. Then nothing was mailed for it, and one more send has its place.
 */
export async function askAway(story: Story): Promise<void> {
  const { lives, email, codes, counted, tookBack, blame } = story;
  for (let sends = 0; sends <= policy.budget; sends++) {
    const idempotencyKey = id(`send-${sends}`, email);
    const told = await lives.persist((client) => client.sendCode({ email, idempotencyKey }));
    const reason = told.ok ? "success" : told.refusal.reason;
    const want = sends < policy.budget ? "success" : "ADDRESS_LIMITED";
    if (reason === "success" && want !== reason && codes().length <= policy.budget) tookBack();
    else if (reason !== want)
      blame(
        `send ${sends + 1} of a budget of ${policy.budget} ended with ${reason}, after ${codes().length} mails`,
      );
    if (codes().length > sends + 1) blame(`${codes().length} mails were sent for ${sends + 1} keys`);
  }
  const sends = await counted();
  if (sends < codes().length) blame(`${codes().length} mails were sent and ${sends} counted`);
}

function verdict(told: Told<unknown>): string {
  return told.ok ? "right" : (told.refusal.reason ?? "nothing");
}
