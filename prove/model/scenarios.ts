import { itemEndsMs } from "./requests.ts";
import type { Call, Scenario } from "./scenario.ts";

const minute = 60_000;

/** One attempt, half a minute between sends, five minutes to type. */
const usual = {
  attempts: 1,
  budget: 2,
  cooldownMs: minute / 2,
  ttlMs: 5 * minute,
  tries: 2,
} as const;

/** Each puts callers against each other that could hurt. `faults` says how much may go wrong in one run of it. */
export function scenarios(faults: number): readonly Scenario[] {
  return [
    {
      ...usual,
      name: "two callers with the right code, each of which repeats",
      instantsMs: [0, minute],
      scripts: [
        [send("c_a", "right", "k1"), verify("c_a", "right", "mine"), verify("c_a", "right", "mine")],
        [verify("c_a", "right", "theirs"), verify("c_a", "right", "theirs")],
      ],
      faults,
    },
    {
      ...usual,
      name: "a guesser races the right code",
      instantsMs: [0, minute],
      scripts: [
        [send("c_a", "right", "k1"), verify("c_a", "right", "mine"), verify("c_a", "right", "mine")],
        [verify("c_a", "guess1", "theirs"), verify("c_a", "guess2", "theirs")],
      ],
      faults,
    },
    {
      ...usual,
      name: "a send is repeated with its idempotency key while the first is still under way",
      instantsMs: [0, minute],
      scripts: [
        [send("c_a", "first", "k1"), verify("c_a", "first", "mine")],
        [send("c_a", "second", "k1"), verify("c_a", "second", "mine")],
      ],
      faults,
    },
    {
      ...usual,
      name: "a resend races the code it follows",
      budget: 3,
      instantsMs: [0, minute],
      scripts: [
        [
          send("c_a", "first", "k1"),
          send("c_a", "newer", "k2", { resend: true }),
          verify("c_a", "newer", "mine"),
        ],
        [verify("c_a", "first", "theirs"), verify("c_a", "first", "theirs")],
      ],
      faults,
    },
    {
      ...usual,
      name: "several attempts are shared by everybody who guesses",
      attempts: 2,
      instantsMs: [0, minute],
      scripts: [
        [send("c_a", "right", "k1"), verify("c_a", "wrong", "mine"), verify("c_a", "right", "mine")],
        [verify("c_a", "guess1", "theirs"), verify("c_a", "guess2", "theirs")],
      ],
      faults,
    },
    {
      ...usual,
      name: "a code expires while it is judged",
      instantsMs: [0, 5 * minute - 1, 5 * minute, 10 * minute],
      scripts: [
        [send("c_a", "right", "k1"), verify("c_a", "right", "mine"), verify("c_a", "right", "mine")],
        [send("c_a", "newer", "k2", { resend: true }), verify("c_a", "newer", "theirs")],
      ],
      faults,
    },
    {
      ...usual,
      name: "two sends compete for the last of the budget, and are given back",
      budget: 1,
      cooldownMs: 0,
      instantsMs: [0, minute],
      scripts: [
        [send("c_a", "first", "k1"), verify("c_a", "first", "mine"), send("c_c", "third", "k3")],
        [send("c_b", "second", "k2", { stranger: true }), verify("c_b", "guess", "theirs")],
      ],
      faults,
    },
    {
      ...usual,
      name: "the key ring is rotated between two sends",
      instantsMs: [0, minute],
      scripts: [
        [send("c_a", "old", "k1", { address: "old key" }), verify("c_a", "old", "mine", "old key")],
        [
          send("c_b", "new", "k1", { address: "new key" }),
          verify("c_b", "new", "theirs", "new key"),
          verify("c_a", "old", "theirs", "old key"),
        ],
      ],
      faults,
    },
    {
      ...usual,
      name: "the item is deleted by TTL under late requests",
      instantsMs: [0, minute, itemEndsMs],
      scripts: [
        [send("c_a", "right", "k1"), verify("c_a", "right", "mine"), verify("c_a", "right", "mine")],
        [send("c_b", "other", "k2"), verify("c_b", "other", "theirs")],
      ],
      faults,
    },
  ];
}

function send(
  challenge: string,
  code: string,
  key: string,
  { address = "ada", ...more }: { address?: string; resend?: boolean; stranger?: boolean } = {},
): Call {
  return { kind: "send", address, challenge, code, key, ...more };
}

function verify(challenge: string, code: string, attempt: string, address = "ada"): Call {
  return { kind: "verify", address, challenge, code, attempt };
}
