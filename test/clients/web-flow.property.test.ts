import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Answer,
  advance,
  beginning,
  type Call,
  type FlowEvent,
  type Machine,
  patienceMs,
} from "../../clients/web/src/flow/machine.ts";
import type { Refusal } from "../../clients/web/src/flow/state.ts";

/** What a person, the network and time do, one after the other. */
type Happening =
  | { readonly kind: "wish"; readonly event: Exclude<FlowEvent, { readonly type: "answer" }> }
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
  "CODE_REJECTED",
  "CHALLENGE_EXPIRED",
  "CHALLENGE_CLOSED",
  "CHALLENGE_UNKNOWN",
  "INTERNAL",
  "UNREACHABLE",
  "TIMEOUT",
  "UNKNOWN",
] as const;

const wishes = fc.oneof(
  fc.record({
    type: fc.constant("send" as const),
    email: fc.constantFrom("ada@example.com", "bob@example.com"),
  }),
  fc.record({ type: fc.constant("verify" as const), code: fc.constantFrom("111111", "222222") }),
  fc.record({ type: fc.constantFrom("resend" as const, "restart" as const) }),
);
const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 2, arbitrary: fc.constant("right" as const) },
  { weight: 1, arbitrary: fc.constantFrom(...reasons, "sent to nobody knows where" as const) },
);
const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("wish" as const), event: wishes }),
    fc.record({ kind: fc.constant("answer" as const), outcome: outcomes }),
    fc.record({ kind: fc.constant("time" as const), ms: fc.nat({ max: 60_000 }) }),
  ),
  { maxLength: 60 },
);

/** One call as it went out. */
interface Made {
  readonly call: Call;
  readonly atMs: number;
  /** When the flow let go of it, or it was answered. */
  endedAtMs: number;
}

const tickMs = 1000;

/** Plays a story as `createFlow` would: makes calls when they are due, and comes back when it is asked to. */
function play(story: readonly Happening[]) {
  let nowMs = 1_000_000;
  let ids = 0;
  let machine = beginning;
  let open: Made | undefined;
  const made: Made[] = [];
  const seen: {
    readonly machine: Machine;
    readonly nowMs: number;
    readonly event: FlowEvent;
    readonly before: Machine;
  }[] = [];
  const serviceAllowsAtMs = new Map<string, number>();

  function dispatch(event: FlowEvent): void {
    const before = machine;
    machine = advance(machine, event, { nowMs, id: `id-${ids++}` });
    seen.push({ machine, nowMs, event, before });
    if (open && machine.call !== open.call) {
      open.endedAtMs = nowMs;
      open = undefined;
    }
    const { call } = machine;
    if (call && call !== open?.call && call.dueAtMs <= nowMs) {
      open = { call, atMs: nowMs, endedAtMs: Number.POSITIVE_INFINITY };
      made.push(open);
    }
  }

  /** Lets time go by, with a tick now and then. */
  function pass(ms: number): void {
    for (const untilMs = nowMs + ms; nowMs < untilMs; ) {
      nowMs = Math.min(untilMs, nowMs + tickMs);
      dispatch({ type: "tick" });
    }
  }

  function answer(outcome: Outcome): Answer {
    const isSend = open?.call.rpc === "SendCode";
    if (outcome === "right" && isSend) {
      serviceAllowsAtMs.set(machine.email, nowMs + 30_000);
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
              codeLength: 0,
              codeAlphabet: "base32",
              expireTime: nowMs + 3_600_000,
              resendTime: nowMs + 30_000,
            }
          : undefined,
      };
    return { refusal: { reason: outcome, ...(outcome === "COOLING_DOWN" ? { retryAfterMs: 20_000 } : {}) } };
  }

  dispatch({ type: "tick" });
  for (const happening of story) {
    if (happening.kind === "time") pass(happening.ms);
    else if (happening.kind === "wish") dispatch(happening.event);
    else if (open) dispatch({ type: "answer", to: open.call, answer: answer(happening.outcome) });
  }
  return {
    made,
    seen,
    machine: () => machine,
    nowMs: () => nowMs,
    pass,
    dispatch,
    answerNow: (o: Outcome) => open && dispatch({ type: "answer", to: open.call, answer: answer(o) }),
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
  law(({ seen }) => {
    for (const { before, machine, nowMs, event } of seen)
      if (
        machine.call &&
        machine.call !== before.call &&
        event.type !== "answer" &&
        machine.call.rpc === "SendCode"
      )
        if (machine.email === before.email) expect(nowMs).toBeGreaterThanOrEqual(before.resendAtMs);
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
    if (!machine().call || !last || last !== machine().call || last.rpc !== "VerifyCode") return;
    story.pass(patienceMs);
    expect(machine().refusal?.reason).toBe("TIMEOUT");
    if (!machine().challenge || machine().step !== "code") return;
    story.dispatch({ type: "verify", code: last.body.code ?? "" });
    expect(made.at(-1)?.call.id).toBe(last.id);
  });
});

test("only what cannot mail a second code or waste an attempt is repeated unasked", () => {
  law(({ seen }) => {
    for (const { event, machine } of seen)
      if (event.type === "answer" && machine.call?.id === event.to.id && event.answer.refusal)
        expect(["UNREACHABLE", "STORE_UNAVAILABLE", "DELIVERY_FAILED"]).toContain(
          event.answer.refusal.reason,
        );
  });
});

test("no call is made more than three times, nor after its ten seconds", () => {
  law(({ made }) => {
    for (const { call, atMs, endedAtMs } of made) {
      expect(call.tries).toBeLessThanOrEqual(3);
      expect(atMs).toBeLessThan(call.endsAtMs);
      // With the first tick after its end.
      if (Number.isFinite(endedAtMs)) expect(endedAtMs).toBeLessThan(call.endsAtMs + tickMs);
    }
  });
});

test("an answer to a call that was given up changes nothing", () => {
  law((story) => {
    const stale = story.made.filter(({ call }) => call !== story.machine().call).at(0);
    if (!stale) return;
    const before = story.machine();
    story.dispatch({ type: "answer", to: stale.call, answer: { refusal: { reason: "INTERNAL" } } });
    expect(story.machine()).toBe(before);
  });
});

test("a closed challenge is never judged again, and a proof is there in the last step only", () => {
  law(({ seen }) => {
    for (const { before, machine } of seen) {
      const { step, proof, call } = machine;
      if (call?.rpc === "VerifyCode" && call !== before.call && !before.call)
        expect(before.challenge?.challengeId).toBe(call.body.challengeId);
      expect(proof !== undefined).toBe(step === "done");
    }
  });
});

test("wherever a flow stands, a person with patience and the right code gets to a receipt", () => {
  law((story) => {
    const { machine } = story;
    for (let turns = 0; machine().step !== "done"; turns++) {
      expect(turns, "stuck").toBeLessThan(12);
      if (story.isOpen()) story.answerNow("right");
      else if (machine().call || machine().resendInS > 0) story.pass(31_000);
      else if (machine().step === "address") story.dispatch({ type: "send", email: "ada@example.com" });
      else if (machine().challenge) story.dispatch({ type: "verify", code: "111111" });
      else story.dispatch({ type: "resend" });
    }
    expect(machine().proof?.receipt).toBe("h.c.s");
  });
});

test("the countdown says the whole seconds that are left, and the state is the same until it changes", () => {
  law(({ seen }) => {
    for (const { machine, nowMs, before, event } of seen) {
      expect(machine.resendInS).toBe(Math.max(0, Math.ceil((machine.resendAtMs - nowMs) / 1000)));
      const isIdle =
        event.type === "tick" && machine.call === before.call && machine.refusal === before.refusal;
      if (isIdle && machine.resendInS === before.resendInS) expect(machine).toBe(before);
    }
  });
});
