import fc from "fast-check";
import type { JudgeRequest, OpenRequest } from "../../src/core/challenge.ts";
import type { ChallengeStore } from "../../src/core/ports.ts";
import type { AddressMarks } from "../../src/core/undeliverable.ts";
import { hours, minutes, noonMs, seconds } from "./noon.ts";
import { anAttempt, aSend } from "./store-requests.ts";

const addresses = fc.constantFrom("ada", "ada", "grace");
const challenges = fc.constantFrom("c_1", "c_1", "c_2", "c_3");
const codes = fc.constantFrom("mac 1", "mac 2", "mac 3");
const names = fc.constantFrom("one", "two", "three");
const pauses = [-seconds(2), 1, seconds(30), minutes(1), minutes(5) - 1, minutes(5), hours(1)];

const is = <const T extends string>(kind: T) => fc.constant(kind);
const sendStep = {
  address: addresses,
  challenge: challenges,
  code: codes,
  tag: names,
  stranger: fc.boolean(),
  discreet: fc.boolean(),
};

/** What somebody does, or what happens to what was done before. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: is("send"), ...sendStep }) },
  { weight: 4, arbitrary: fc.record({ kind: is("resend"), ...sendStep }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: is("attempt"),
      address: addresses,
      challenge: challenges,
      code: codes,
      attempt: names,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: is("repeat the last call") }) },
  { weight: 2, arbitrary: fc.record({ kind: is("give a send back"), sendsAgo: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: is("mark"),
      address: addresses,
      forMs: fc.constantFrom(1, seconds(30), minutes(5), hours(2)),
      mayCreate: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is("lift"), address: addresses }) },
  { weight: 4, arbitrary: fc.record({ kind: is("pause"), ms: fc.constantFrom(...pauses) }) },
  { weight: 1, arbitrary: fc.record({ kind: is("sign in seven times"), address: addresses }) },
);

const attempts = fc.integer({ min: 1, max: 5 });

/** Calls of a few people at a few challenges, under any policy. */
export const histories = fc.record({
  policy: fc.record({ budget: fc.integer({ min: 1, max: 10 }), cooldownMs: fc.constantFrom(0, seconds(30)) }),
  attempts: fc.record({ c_1: attempts, c_2: attempts, c_3: attempts }),
  steps: fc.array(step, { minLength: 1, maxLength: 30, size: "max" }),
});

export type History = typeof histories extends fc.Arbitrary<infer T> ? T : never;

/** Plays a history against a store and its marks, and notes what they answer. */
export async function play(
  store: ChallengeStore,
  marks: AddressMarks,
  { policy, attempts, steps }: History,
  suffix: string,
) {
  const answers: unknown[] = [];
  const sends: OpenRequest[] = [];
  let nowMs = noonMs;
  let repeat = async (): Promise<unknown> => undefined;

  const call = async (ask: () => Promise<unknown>) => {
    repeat = ask;
    answers.push(await ask());
  };
  const attemptsOf = (challenge: string) => attempts[challenge as keyof typeof attempts] ?? 1;
  const send = (differences: Partial<OpenRequest> & { challenge: string; address: string }) => {
    const request = aSend({
      ...differences,
      address: differences.address + suffix,
      nowMs,
      nextSendMs: nowMs + policy.cooldownMs,
      // Another one with each send, so that the items tell whose is kept.
      ttlSeconds: Math.ceil((nowMs + hours(14)) / 1000),
      budget: policy.budget,
      attempts: attemptsOf(differences.challenge),
    });
    sends.unshift(request);
    return call(() => store.open(request));
  };
  const judge = (differences: Partial<JudgeRequest> & { challenge: string; address: string }) => {
    const address = differences.address + suffix;
    const request = anAttempt({
      ...differences,
      address,
      nowMs,
      attempts: attemptsOf(differences.challenge),
    });
    return call(() => store.judge(request));
  };

  for (const step of steps) {
    const {
      address = "",
      challenge = "",
      code = "",
      tag = "",
      attempt = "",
    } = step as Record<string, string>;
    switch (step.kind) {
      case "send":
      case "resend":
        await send({
          address,
          challenge,
          code,
          sendTag: tag,
          stranger: step.stranger,
          discreet: step.discreet,
          resend: step.kind === "resend",
        });
        break;
      case "attempt":
        await judge({ address, challenge, code, attempt });
        break;
      case "repeat the last call":
        answers.push(await repeat());
        break;
      case "give a send back": {
        const request = sends[step.sendsAgo];
        if (request) await call(() => store.giveBack(request));
        break;
      }
      case "mark": {
        const mark = {
          address: address + suffix,
          untilMs: nowMs + step.forMs,
          ttlSeconds: (noonMs + hours(13)) / 1000,
          mayCreate: step.mayCreate,
        };
        await call(() => marks.mark(mark));
        break;
      }
      case "lift":
        await call(() => marks.lift(address + suffix));
        break;
      case "pause":
        nowMs += step.ms;
        break;
      case "sign in seven times":
        for (let i = 0; i < 7; i++) {
          const fresh = { address, challenge: `c_at ${nowMs}` };
          await send(fresh);
          await judge(fresh);
          nowMs += seconds(30);
        }
        break;
    }
  }
  return answers;
}
