import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Answer,
  advance,
  answered,
  beginning,
  type Call,
  type Machine,
  type Move,
  resend,
  restart,
  resume,
  send,
  stay,
  verify,
} from "../../clients/web/src/flow/machine.ts";
import type { Refusal } from "../../clients/web/src/flow/state.ts";

/** What a person, the network and time do, one after the other. */
type Happening =
  | { readonly kind: "wish"; readonly move: Move }
  | { readonly kind: "answer"; readonly outcome: Outcome }
  | { readonly kind: "time"; readonly ms: number };

type Outcome = Refusal["reason"] | "right" | "sent to nobody knows where";

const reasons = [
  "REQUEST_INVALID",
  "EMAIL_INVALID",
  "KEY_UNKNOWN",
  "KEY_FORBIDDEN",
  "COOLING_DOWN",
  "ADDRESS_LIMITED",
  "CALLER_LIMITED",
  "DELIVERY_FAILED",
  "DELIVERY_UNKNOWN",
  "STORE_UNAVAILABLE",
  "OVERLOADED",
  "CODE_REJECTED",
  "CHALLENGE_EXPIRED",
  "CHALLENGE_CLOSED",
  "CHALLENGE_UNKNOWN",
  "INTERNAL",
  "UNREACHABLE",
  "TIMEOUT",
  "UNKNOWN",
] as const;

const emails = fc.constantFrom("ada@example.com", "bob@example.com");
const wishes: fc.Arbitrary<Move> = fc.oneof(
  emails.map(named("send", send)),
  fc.constantFrom("111111", "222222", "333").map(named("verify", verify)),
  fc.constantFrom(resend, restart),
  emails.map(named("resume", (email) => resume({ challengeId: "nc1_before" }, email))),
);

/** Shows in a counterexample what a move was. */
function named(name: string, wish: (text: string) => Move): (text: string) => Move {
  return (text) => Object.assign(wish(text), { [fc.toStringMethod]: () => `${name}(${text})` });
}

const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 2, arbitrary: fc.constant("right" as const) },
  { weight: 1, arbitrary: fc.constantFrom(...reasons, "sent to nobody knows where" as const) },
);
const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("wish" as const), move: wishes }),
    fc.record({ kind: fc.constant("answer" as const), outcome: outcomes }),
    fc.record({ kind: fc.constant("time" as const), ms: fc.nat({ max: 60_000 }) }),
  ),
  { maxLength: 60 },
);

/** One call as it went out. */
interface Made {
  readonly call: Call;
  readonly atMs: number;
  /** Where the flow stood when it was asked for. */
  readonly before: Machine;
  /** When the flow let go of it, or it was answered. */
  endedAtMs: number;
}

const tickMs = 1000;

/** Plays a story as `createFlow` would: makes each call as it comes, and comes back when it is asked to. */
function play(story: readonly Happening[]) {
  let nowMs = 1_000_000;
  let ids = 0;
  let machine = beginning;
  let open: Made | undefined;
  const made: Made[] = [];
  const seen: {
    readonly machine: Machine;
    readonly nowMs: number;
    readonly isTick: boolean;
    readonly before: Machine;
  }[] = [];

  function go(move: Move): void {
    const before = machine;
    machine = advance(machine, move, { nowMs, id: `id-${ids++}` });
    seen.push({ machine, nowMs, isTick: move === stay, before });
    const { call } = machine;
    if (call === before.call) return;
    if (open) open.endedAtMs = nowMs;
    open = call && { call, atMs: nowMs, before, endedAtMs: Number.POSITIVE_INFINITY };
    if (open) made.push(open);
  }

  /** Lets time go by, with a tick now and then. */
  function pass(ms: number): void {
    for (const untilMs = nowMs + ms; nowMs < untilMs; ) {
      nowMs = Math.min(untilMs, nowMs + tickMs);
      go(stay);
    }
  }

  function answer(outcome: Outcome): Answer {
    const isSend = open?.call.rpc === "SendCode";
    if (outcome === "right" && isSend) {
      return {
        challenge: {
          challengeId: open?.call.body.challengeId ?? `nc1_${ids}`,
          codeLength: 6,
          codeAlphabet: "digits",
          expireTime: nowMs + 300_000,
          resendTime: nowMs + 30_000,
        },
      };
    }
    if (outcome === "right")
      return {
        proof: {
          receipt: "h.c.s",
          email: machine.email,
          purpose: "sign-in",
          verifyTime: nowMs,
          receiptExpireTime: nowMs + 300_000,
          knownDevice: "nd1",
          test: false,
        },
      };
    if (outcome === "sent to nobody knows where")
      return {
        refusal: { reason: "DELIVERY_UNKNOWN" },
        challenge: isSend
          ? {
              challengeId: "nc1_unknown",
            }
          : undefined,
      };
    return { refusal: { reason: outcome, ...(outcome === "COOLING_DOWN" ? { retryAfterMs: 20_000 } : {}) } };
  }

  go(stay);
  for (const happening of story) {
    if (happening.kind === "time") pass(happening.ms);
    else if (happening.kind === "wish") go(happening.move);
    else if (open) go(answered(open.call, answer(happening.outcome)));
  }
  return {
    made,
    seen,
    machine: () => machine,
    nowMs: () => nowMs,
    pass,
    go,
    answerNow: (outcome: Outcome) => open && go(answered(open.call, answer(outcome))),
    isOpen: () => open !== undefined,
  };
}

const law = (check: (story: ReturnType<typeof play>) => void) =>
  fc.assert(
    fc.property(happenings, (story) => check(play(story))),
    { numRuns: 1_000 },
  );

test("there are never two calls in flight", () => {
  law(({ made }) => {
    for (const [i, { atMs }] of made.entries())
      for (const earlier of made.slice(0, i)) expect(earlier.endedAtMs).toBeLessThanOrEqual(atMs);
  });
});

test("no code is asked for before the service would send one", () => {
  law(({ made }) => {
    // Of another address nothing is known yet.
    for (const { call, atMs, before } of made)
      if (call.rpc === "SendCode" && (call.body.email ?? before.email) === before.email)
        expect(atMs).toBeGreaterThanOrEqual(before.resendAtMs);
  });
});

test("a repetition has the id and the request of the first try, and another wish has another id", () => {
  law(({ made }) => {
    const requests = new Map<string, string>();
    for (const { call } of made) {
      const request = JSON.stringify([call.rpc, call.body]);
      expect(requests.get(call.id) ?? request).toBe(request);
      requests.set(call.id, request);
    }
  });
});

test("a wish that nobody knows the end of goes on with its id", () => {
  law((story) => {
    const { made, machine } = story;
    const last = made.at(-1)?.call;
    if (last?.rpc !== "VerifyCode" || !story.isOpen()) return;
    story.answerNow("TIMEOUT");
    expect(machine().refusal?.reason).toBe("TIMEOUT");
    if (!machine().challenge) return;
    story.go(verify(last.body.code ?? ""));
    expect(made.at(-1)?.call.id).toBe(last.id);
  });
});

test("an answer to a call that was given up changes nothing", () => {
  law((story) => {
    const stale = story.made.filter(({ call }) => call !== story.machine().call).at(0);
    if (!stale) return;
    const before = story.machine();
    story.go(answered(stale.call, { refusal: { reason: "INTERNAL" } }));
    expect(story.machine()).toBe(before);
  });
});

test("a closed challenge is never judged again, and a proof is there in the last step only", () => {
  law(({ seen, made }) => {
    for (const { call, before } of made)
      if (call.rpc === "VerifyCode") expect(before.challenge?.challengeId).toBe(call.body.challengeId);
    for (const { machine } of seen) expect(machine.proof !== undefined).toBe(machine.step === "done");
  });
});

test("a code that lacks characters is not judged", () => {
  law(({ made }) => {
    for (const { call, before } of made)
      if (call.rpc === "VerifyCode")
        expect(call.body.code?.length).toBeGreaterThanOrEqual(before.challenge?.codeLength ?? 1);
  });
});

test("wherever a flow stands, a person with patience and the right code gets to a receipt", () => {
  law((story) => {
    const { machine } = story;
    for (let turns = 0; machine().step !== "done"; turns++) {
      expect(turns, "stuck").toBeLessThan(12);
      if (story.isOpen()) story.answerNow("right");
      else if (machine().call || machine().resendInS > 0) story.pass(31_000);
      else if (machine().step === "address") story.go(send("ada@example.com"));
      else if (machine().challenge) story.go(verify("111111"));
      else story.go(resend);
    }
    expect(machine().proof?.receipt).toBe("h.c.s");
  });
});

test("the countdown says the whole seconds that are left, and the state is the same until it changes", () => {
  law(({ seen }) => {
    for (const { machine, nowMs, before, isTick } of seen) {
      expect(machine.resendInS).toBe(Math.max(0, Math.ceil((machine.resendAtMs - nowMs) / 1000)));
      const isIdle = isTick && machine.call === before.call && machine.refusal === before.refusal;
      if (isIdle && machine.resendInS === before.resendInS) expect(machine).toBe(before);
    }
  });
});

test.for(["OVERLOADED", "STORE_UNAVAILABLE", "ADDRESS_LIMITED"] as const)(
  "a code that was refused with %s is not said to be sent when it is asked for too soon",
  (reason) => {
    const at = { nowMs: 1_000_000, id: "first" };
    const asked = advance(beginning, send("ada@example.com"), at);
    const refusal = { reason, retryAfterMs: 3_000 };
    const refused = asked.call ? advance(asked, answered(asked.call, { refusal }), at) : asked;
    expect(refused).toMatchObject({ step: "address", refusal, resendInS: 3 });
    const impatient = advance(refused, send("ada@example.com"), { nowMs: at.nowMs + 2_999, id: "second" });
    expect(impatient).toMatchObject({ step: "address", refusal, call: undefined });
    const patient = advance(impatient, send("ada@example.com"), { nowMs: at.nowMs + 3_000, id: "third" });
    expect(patient.call).toMatchObject({ rpc: "SendCode", id: "first" });
  },
);

describe("a challenge of before", () => {
  const at = { nowMs: 1_000_000, id: "id" };
  const challenge = { challengeId: "nc1_before", codeLength: 6, expireTime: at.nowMs + 60_000 };
  const resumed = advance(beginning, resume(challenge, "ada@example.com"), at);

  test("is gone on with at the code", () => {
    expect(resumed).toMatchObject({ step: "code", email: "ada@example.com", challenge });
    expect(advance(resumed, verify("012345"), at).call).toMatchObject({
      rpc: "VerifyCode",
      body: { challengeId: "nc1_before", code: "012345" },
    });
  });

  test("counts down to its next code", () => {
    const waiting = resume({ ...challenge, resendTime: at.nowMs + 20_000 }, "ada@example.com");
    expect(advance(beginning, waiting, at).resendInS).toBe(20);
  });

  test("that expired meanwhile is said to be", () => {
    const late = { ...at, nowMs: challenge.expireTime };
    const { step, challenge: none, refusal } = advance(beginning, resume(challenge, "ada@example.com"), late);
    expect([step, none, refusal?.reason]).toEqual(["code", undefined, "CHALLENGE_EXPIRED"]);
  });

  test("of nobody knows which address leads back to the address, when another code is asked for after it closed", () => {
    const closed = { ...advance(beginning, resume(challenge, ""), at), challenge: undefined };
    expect(advance(closed, resend, at)).toMatchObject({
      step: "address",
      refusal: { reason: "EMAIL_INVALID" },
    });
  });

  test("does not disturb a call that is under way, nor a proof", () => {
    const busy = advance(beginning, send("bob@example.com"), at);
    expect(advance(busy, resume(challenge, "ada@example.com"), at)).toBe(busy);
  });
});
