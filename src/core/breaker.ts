/** How the attempts of one tenant went lately. */
export interface AttemptRecord {
  /** Weights of wrong and of all attempts; older ones count less and less. */
  readonly wrong: number;
  readonly judged: number;
  readonly atMs: number;
  readonly open: boolean;
}

export const noAttempts: AttemptRecord = { wrong: 0, judged: 0, atMs: 0, open: false };

/**
 * Records an attempt and decides whether the tenant looks as if it were under attack.
 *
 * Someone who guesses at many addresses stays within the budget of each; what gives them away is that most attempts are
 * wrong. People err in far fewer than one of five.
 */
export function recordAttempt(record: AttemptRecord, right: boolean, nowMs: number): AttemptRecord {
  const fade = 0.5 ** (Math.max(0, nowMs - record.atMs) / halfLifeMs);
  const wrong = record.wrong * fade + (right ? 0 : 1);
  const judged = record.judged * fade + 1;
  const ratio = wrong / judged;
  // What was over because it was quiet starts anew: one attempt is no attack.
  const wasOpen = isOpen(record, nowMs);
  const open = wasOpen ? ratio > closeBelow : judged >= minJudged && ratio > openAbove;
  return { wrong, judged, atMs: nowMs, open };
}

/** Whether a record still says so: it fades while nobody calls. */
export function isOpen({ open, judged, atMs }: AttemptRecord, nowMs: number): boolean {
  return open && judged * 0.5 ** ((nowMs - atMs) / halfLifeMs) >= minJudged / 4;
}

const halfLifeMs = 10 * 60_000;
const minJudged = 200;
const openAbove = 0.5;
const closeBelow = 0.3;
