import { Failure } from "../../src/core/failure.ts";
import type { Keyring } from "../../src/core/keyring.ts";
import type { CallerLimits } from "../../src/core/limits.ts";
import type { CallFacts, CodeStep } from "../../src/core/notes.ts";
import { createPace } from "../../src/core/pace.ts";
import type { ChallengeStore, CodeMail, Delivery, ReceiptSigner } from "../../src/core/ports.ts";
import type { SendCodeInput, VerifyCodeInput } from "../../src/core/requests.ts";
import { createSendCode } from "../../src/core/send-code.ts";
import type { Caller } from "../../src/core/tenant.ts";
import { createVerifyCode } from "../../src/core/verify-code.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createMemoryItems } from "../../src/store/memory-items.ts";
import { aCaller } from "./callers.ts";
import { capturingMailer } from "./capturing-mailer.ts";
import { countingRandom } from "./counting-random.ts";
import { aSendCodeInput, aVerifyCodeInput } from "./inputs.ts";
import { aKeyring } from "./keyrings.ts";
import { scriptedClock } from "./noon.ts";

export interface ServiceOptions {
  readonly keyring?: Keyring;
  readonly deliveries?: readonly Delivery[];
  readonly caller?: Caller;
  /** Limits of callers that do something; all others let everybody in. */
  readonly limits?: Partial<CallerLimits>;
  /** Puts something between the use cases and the store. */
  readonly around?: (store: ChallengeStore) => ChallengeStore;
}

/** Both use cases over the memory store, in a scripted world. */
export function aService({
  keyring = aKeyring(),
  deliveries = [],
  caller = aCaller(),
  limits: someLimits = {},
  around,
}: ServiceOptions = {}) {
  const { clock, pass } = scriptedClock();
  const items = createMemoryItems();
  const memory = createMemoryStore(clock, items);
  const { store, calls } = countingStore(around?.(memory) ?? memory);
  const mailer = capturingMailer(...deliveries);
  const random = countingRandom();
  const facts: CallFacts[] = [];
  const pauses: number[] = [];
  const bounces: { readonly email: string; readonly tenant: string }[] = [];
  const steps: CodeStep[] = [];
  const judgements: Judgement[] = [];
  const note = (fact: CallFacts, step?: CodeStep) => {
    facts.push(fact);
    if (step !== undefined) steps.push(step);
  };
  const limits: CallerLimits = {
    ...letsEverybodyIn,
    judged: ({ id: tenant }, right, nowMs, attempt) =>
      void judgements.push({ tenant, right, nowMs, attempt }),
    ...someLimits,
  };
  const using = (ring: Keyring) => ({
    sendCode: createSendCode({
      keyring: ring,
      store,
      mailer,
      clock,
      limits,
      pace: createPace({
        ...random,
        now: () => clock().getTime(),
        sleep: async (ms) => void pauses.push(ms),
      }),
      bounced: (email, tenant) => void bounces.push({ email, tenant }),
      ...random,
    }),
    verifyCode: createVerifyCode({
      keyring: ring,
      store,
      signer,
      issuer: "https://codes.example",
      clock,
      limits,
      ...random,
    }),
  });
  let cases = using(keyring);
  return {
    send: async (input: Partial<SendCodeInput> = {}, as = caller) =>
      cases.sendCode(aSendCodeInput(input), as, note),
    verify: async (input: Partial<VerifyCodeInput>, as = caller) =>
      cases.verifyCode(aVerifyCodeInput(input), as, note),
    /** Goes on with another key ring, as after an operator's edit. */
    rotate(ring: Keyring) {
      cases = using(ring);
    },
    pass,
    calls,
    facts,
    /** What the statistics were told. */
    steps,
    /** What the limits were told of attempts. */
    judgements,
    /** For how long answers were held back, in milliseconds. */
    pauses,
    /** Mailboxes that were found not to exist. */
    bounces,
    /** The items of the store, for marks. */
    items,
    clock,
    mails: mailer.mails as readonly CodeMail[],
    /** The code that was mailed last. */
    code: () => mailer.mails.at(-1)?.code ?? "",
  };
}

/** An attempt, as the limits hear of it. */
export interface Judgement {
  readonly tenant: string;
  readonly right: boolean;
  readonly nowMs: number;
  readonly attempt: string;
}

const letsEverybodyIn: CallerLimits = {
  admit: () => () => {},
  admitClient() {},
  takeSend: async () => () => {},
  judged() {},
  isUnderAttack: () => false,
};

/** Signs nothing: the receipt is its claims, so that tests can read them. */
const signer: ReceiptSigner = { sign: async (claims) => JSON.stringify(claims) };

/** Counts the calls that reach a store. */
export function countingStore(store: ChallengeStore) {
  const calls = { open: 0, judge: 0, giveBack: 0 };
  const counting: ChallengeStore = {
    open(request) {
      calls.open++;
      return store.open(request);
    },
    judge(request) {
      calls.judge++;
      return store.judge(request);
    },
    giveBack(request) {
      calls.giveBack++;
      return store.giveBack(request);
    },
    ping: () => store.ping(),
  };
  return { store: counting, calls };
}

/** A store whose first write of a kind is made but not confirmed, as when its answer is lost. */
export function losingAnswers(kind: "open" | "judge" | "giveBack") {
  return (store: ChallengeStore): ChallengeStore => {
    let lost = false;
    const lose = async <T>(answer: Promise<T>): Promise<T> => {
      const value = await answer;
      if (lost) return value;
      lost = true;
      throw new Failure("STORE_UNAVAILABLE", "the database cannot be reached");
    };
    return { ...store, [kind]: (request: never) => lose(store[kind](request) as Promise<unknown>) };
  };
}

/** What a call was refused with. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const failure = await call.then(
    () => new Error("it was not refused"),
    (error: unknown) => error,
  );
  if (failure instanceof Failure) return failure;
  throw failure;
}
