import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { windowEndMs } from "../../src/core/address-key.ts";
import { isKnownDevice, issueKnownDevice } from "../../src/core/known-device.ts";
import type { ChallengeStore, Clock } from "../../src/core/ports.ts";
import { limitOf } from "../../src/core/rate.ts";
import type { Caller } from "../../src/core/tenant.ts";
import { createTable } from "../../src/store/dynamodb-table.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { otherThan } from "../e2e/support/codes.ts";
import { aPolicy, aTenant } from "../support/callers.ts";
import { aChallenge } from "../support/challenges.ts";
import { createEmulator } from "../support/emulator.ts";
import { aKeyring } from "../support/keyrings.ts";
import { clientInProcess, storeOn } from "../support/local-table.ts";
import { hours, noonMs, scriptedClock, seconds } from "../support/noon.ts";
import { inProcess } from "./support/in-process.ts";
import { answerOf } from "./support/tally.ts";

const keyring = aKeyring();
const perSecond = limitOf(1_000_000, seconds(1));

/** Who may want a code for the address. */
const callers = {
  "a stranger on a page": { kind: "publishable", known: false, fields: {} },
  "a page with the token": { kind: "publishable", known: true, fields: {} },
  "a server that vouches": { kind: "secret", known: true, fields: {} },
  "a server that does not": { kind: "secret", known: false, fields: { stranger: true } },
} as const;

const who = fc.constantFrom(...(Object.keys(callers) as (keyof typeof callers)[]));
const which = fc.nat({ max: 9 });
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("send" as const), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("resend" as const), who, which }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("redeem" as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("err" as const), which }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), s: fc.constantFrom(1, 29, 30, 31) }),
  },
);
const history = fc.record({
  budget: fc.integer({ min: 2, max: 12 }),
  reserve: fc.integer({ min: 0, max: 11 }),
  steps: fc.array(step, { minLength: 20, maxLength: 70, size: "max" }),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

let runs = 0;

describe("whatever strangers and the owner do, in whatever order", () => {
  test("strangers keep to their part, all keep to the budget, and the owner is never held up by strangers: in memory", async () => {
    await fc.assert(
      fc.asyncProperty(history, (each) => play(each, createMemoryStore)),
      { numRuns: 400 },
    );
  });

  test("strangers keep to their part, all keep to the budget, and the owner is never held up by strangers: on DynamoDB", async () => {
    const client = clientInProcess(createEmulator({ givesItem: true }));
    await createTable(client, "known-devices");
    const store = storeOn({ client, table: "known-devices" });
    await fc.assert(
      fc.asyncProperty(history, (each) => play(each, () => store)),
      { numRuns: 40 },
    );
  });
});

/** A challenge as its callers know it. */
interface Open {
  readonly challengeId: string;
  /** One for each send: whether it was a stranger's. */
  readonly sends: boolean[];
  code: string;
  over: boolean;
}

async function play(
  { budget, reserve, steps }: History,
  open: (clock: Clock) => ChallengeStore,
): Promise<void> {
  const knownReserve = Math.min(reserve, budget - 1);
  const tenant = aTenant({
    policy: aPolicy({ budget, knownReserve, cooldownMs: seconds(30) }),
    limits: { network: { send: perSecond, verify: perSecond }, key: undefined, dailySends: undefined },
  });
  const { clock, pass } = scriptedClock();
  const town = inProcess({ clock, store: open(clock), keyring });
  const email = nextAddress();
  const token = issueKnownDevice(keyring, tenant.id, email, noonMs);
  expect(isKnownDevice(keyring, token, tenant.id, email, noonMs)).toBe(true);
  const challenges: Open[] = [];
  const lastSendMs = { known: Number.NEGATIVE_INFINITY, stranger: Number.NEGATIVE_INFINITY };

  const unredeemed = () => challenges.flatMap(({ sends }) => sends);
  const send = async (name: keyof typeof callers, to?: Open) => {
    const { kind, known, fields } = callers[name];
    const caller: Caller = { tenant, keyId: "Key00001", keyKind: kind, test: false };
    const input = to === undefined ? { email } : { email: "", challengeId: to.challengeId };
    const knownDevice = name === "a page with the token" ? token : "";
    let challengeId = to?.challengeId ?? "";
    const answer = await answerOf(
      town.send(caller, `192.0.2.${challenges.length}`, { ...input, ...fields, knownDevice }).then((sent) => {
        challengeId = sent.challengeId;
      }),
    );
    const nowMs = clock().getTime();
    const last = known ? lastSendMs.known : lastSendMs.stranger;
    const mayStill = known ? budget : budget - knownReserve;
    if (answer === "ADDRESS_LIMITED") expect(unredeemed().length).toBeGreaterThanOrEqual(mayStill);
    else if (answer === "COOLING_DOWN") expect(nowMs - last).toBeLessThan(seconds(30));
    else if (answer === "CHALLENGE_CLOSED") expect(to?.over || (to?.sends.length ?? 0) >= 10).toBe(true);
    else expect(answer).toMatch(to === undefined ? /^ok$/ : /^ok$|^CHALLENGE_EXPIRED$/);
    if (answer !== "ok") return;
    lastSendMs[known ? "known" : "stranger"] = nowMs;
    const code = town.mails.at(-1)?.code ?? "";
    if (to === undefined) challenges.push({ challengeId, sends: [!known], code, over: false });
    else {
      to.sends.push(!known);
      to.code = code;
    }
  };
  const verify = async (to: Open | undefined, right: boolean) => {
    if (to === undefined || to.over) return;
    const caller: Caller = { tenant, keyId: "Key00001", keyKind: "secret", test: false };
    const code = right ? to.code : otherThan(to.code);
    const answer = await answerOf(town.verify(caller, "192.0.2.1", { challengeId: to.challengeId, code }));
    to.over = true;
    if (answer === "ok") to.sends.length = 0;
    else if (answer === "CHALLENGE_EXPIRED" && right) to.sends.length = 0;
    else expect(answer).toMatch(right ? /^CHALLENGE_EXPIRED$/ : /^C(?:ODE_REJECTED|HALLENGE_EXPIRED)$/);
  };

  for (const each of steps) {
    const chosen = "which" in each ? challenges[each.which % Math.max(1, challenges.length)] : undefined;
    if (each.kind === "send") await send(each.who);
    else if (each.kind === "resend" && chosen !== undefined) await send(each.who, chosen);
    else if (each.kind === "redeem") await verify(chosen, true);
    else if (each.kind === "err") await verify(chosen, false);
    else if (each.kind === "wait") pass(seconds(each.s));
    expect(unredeemed().length).toBeLessThanOrEqual(budget);
    expect(unredeemed().filter((stranger) => stranger).length).toBeLessThanOrEqual(budget - knownReserve);
  }
}

/** An address whose window does not end while a history lasts. */
function nextAddress() {
  for (;;) {
    const challenge = aChallenge({
      email: `ada-${runs++}@example.com` as ReturnType<typeof aChallenge>["email"],
    });
    const endMs = windowEndMs(keyring.primary, challenge);
    const inWindow = (((endMs - noonMs) % hours(24)) + hours(24)) % hours(24);
    if (inWindow > hours(2)) return challenge.email;
  }
}
