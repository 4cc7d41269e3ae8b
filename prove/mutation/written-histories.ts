import type { History } from "../../test/support/store-histories.ts";

type Step = History["steps"][number];
type Send = Extract<Step, { readonly stranger: boolean }>;
type Attempt = Extract<Step, { readonly attempt: string }>;

const ada = { address: "ada", challenge: "c_1" } as const;
const send: Send = { ...ada, kind: "send", code: "mac 1", tag: "one", stranger: false, discreet: false };
const resend: Send = { ...send, kind: "resend", code: "mac 2", tag: "two" };
const attempt: Attempt = { ...ada, kind: "attempt", code: "mac 1", attempt: "one" };
const wrongAttempt: Attempt = { ...attempt, code: "mac 3" };
const mark = { kind: "mark", address: "ada", forMs: 1, mayCreate: true } as const;
const lift = { kind: "lift", address: "ada" } as const;
const pause = (ms: number) => ({ kind: "pause", ms }) as const;
const giveBack = (sendsAgo: number) => ({ kind: "give a send back", sendsAgo }) as const;

const history = (steps: readonly Step[], attempts = 2, budget = 20, cooldownMs = 0): History => ({
  policy: { budget, cooldownMs },
  attempts: { c_1: attempts, c_2: attempts, c_3: attempts },
  steps: [...steps],
});

const cooling = (steps: readonly Step[]) => history(steps, 2, 20, 30_000);
const another = (discreet: boolean, challenge: Send["challenge"]): Send => ({ ...send, discreet, challenge });

/** What chance draws too seldom: the edges of each rule, one after the other. */
export const writtenHistories: readonly History[] = [
  // A wrong guess after the right code.
  history([send, attempt, { ...wrongAttempt, attempt: "two" }]),
  // All attempts are used up, and then comes the right code.
  history([
    send,
    { ...attempt, code: "mac 2" },
    { ...attempt, code: "mac 3", attempt: "two" },
    { ...attempt, attempt: "three" },
  ]),
  ...[false, true].flatMap((discreet) => [
    // One code more than a challenge can hold.
    history([
      send,
      ...Array.from({ length: 11 }, (_, i): Send => ({ ...resend, discreet, tag: i % 2 ? "two" : "three" })),
    ]),
    // Another code once the challenge is over.
    history([send, wrongAttempt, { ...wrongAttempt, attempt: "two" }, { ...resend, discreet }]),
    history([send, attempt, { ...resend, discreet }]),
    // Another code after a wrong guess, for a stranger after somebody known, and asked for twice.
    history([send, wrongAttempt, { ...resend, discreet }, { ...attempt, attempt: "two" }]),
    history([send, { ...resend, discreet, stranger: true }, attempt]),
    history([send, { ...resend, discreet }, { ...resend, discreet, code: "mac 3" }, attempt]),
    // Another code in the millisecond in which the last one expires, and in the one before.
    history([send, pause(299_999), { ...resend, discreet }]),
    history([send, pause(300_000), { ...resend, discreet }]),
  ]),
  ...[false, true].flatMap((discreet) => [
    // The last send of the budget, and one more, of both kinds.
    history([{ ...send, discreet }, another(discreet, "c_2"), another(discreet, "c_3")], 2, 2),
    history([send, { ...resend, discreet }, { ...resend, discreet, code: "mac 3", tag: "three" }], 2, 2),
    // Sends while the pause lasts and in the millisecond in which it ends, by known callers and by strangers.
    ...[false, true].flatMap((stranger) => [
      cooling([
        { ...send, stranger },
        { ...another(discreet, "c_2"), stranger },
      ]),
      cooling([{ ...send, stranger }, pause(30_000), { ...another(discreet, "c_2"), stranger }]),
      cooling([
        { ...send, stranger },
        { ...another(discreet, "c_2"), stranger: !stranger },
      ]),
      cooling([
        { ...send, stranger },
        { ...resend, discreet, stranger },
      ]),
      cooling([{ ...send, stranger }, pause(30_000), { ...resend, discreet, stranger }]),
      cooling([
        { ...send, stranger },
        { ...resend, discreet, stranger: !stranger },
      ]),
    ]),
    // The same send once more with another code, which is not in the item and cannot be given back.
    history([{ ...send, discreet }, { ...send, discreet, code: "mac 2", tag: "two" }, giveBack(0)]),
  ]),
  // Two challenges are over when the eighth is opened, and are pruned.
  history([{ kind: "sign in seven times", address: "ada" }, pause(125_000), send]),
  // What is given back does not hold up the next send.
  cooling([send, giveBack(0), another(false, "c_2")]),
  cooling([send, pause(30_000), resend, giveBack(0), another(false, "c_2")]),
  // Sends are given back in their order, and the other way round, guessed at or not, right or closed.
  ...[[], [wrongAttempt], [attempt]].flatMap((guesses) =>
    [1, 2, 3].flatMap((attempts) => [
      history([send, ...guesses, giveBack(0), giveBack(0), attempt], attempts),
      history([send, resend, ...guesses, giveBack(1), giveBack(0), giveBack(0), giveBack(1)], attempts),
    ]),
  ),
  // One mark alone, which makes the item, and a longer one.
  history([mark]),
  history([mark, { ...mark, forMs: 30_000 }, send]),
  // A shorter mark, with and without leave to make an item, and what comes of both.
  ...[false, true].map((mayCreate) =>
    history([{ ...mark, forMs: 30_000 }, { ...mark, mayCreate }, pause(1), send, pause(29_999), send]),
  ),
  // A mark, a shorter one, an equal one, a longer one, at the millisecond in which each ends, and lifted.
  ...[false, true].flatMap((discreet) => [
    history([
      mark,
      { ...send, discreet },
      pause(1),
      { ...send, discreet },
      { ...mark, forMs: 30_000 },
      { ...mark, mayCreate: false },
      { ...mark, mayCreate: false, forMs: 300_000 },
      { ...resend, discreet },
      pause(300_000 - 1),
      { ...resend, discreet },
      { ...send, challenge: "c_2", discreet },
    ]),
    history([{ ...mark, mayCreate: false }, lift, mark, lift, lift, { ...send, discreet }, mark, lift]),
    history([
      send,
      { ...mark, mayCreate: false },
      { ...resend, discreet },
      pause(1),
      { ...resend, discreet },
    ]),
  ]),
];
