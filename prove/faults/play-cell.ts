import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../../test/e2e/support/clients/client.ts";
import { otherThan } from "../../test/e2e/support/codes.ts";
import { createCaller, type Ended } from "./caller.ts";
import type { Cell } from "./cells.ts";
import type { Actor, Stage } from "./stage.ts";

/** What a cell found. */
export interface Played {
  readonly violations: readonly string[];
  /** A send was answered as sent and no mail came of it, after a call that had ended in doubt. */
  readonly unmailed: boolean;
}

/** All that was said in a run: what must not get out, and where it could. */
export interface Heard {
  /** Each secret with its kind. */
  readonly secrets: Map<string, string>;
  /** Refusals with their texts, details and metadata. */
  readonly refusals: string[];
}

/** Who calls: with a key that allows one attempt, and with one that allows three. */
export interface Clients {
  readonly once: Client;
  readonly thrice: Client;
}

/** Plays one cell: undisturbed up to its request, then with the faults, then undisturbed again to see what is left. */
export async function playCell(
  cell: Cell,
  name: string,
  { mails, database }: Actor,
  clients: Clients,
  { office, addressKeys }: Stage,
  heard: Heard,
): Promise<Played> {
  const violations: string[] = [];
  let unmailed = false;
  const blame = (what: string) => void violations.push(what);
  const email = `${name}@example.com`;
  const [idempotencyKey, attemptId] = [`key-of-${name}`.padEnd(24, "-"), `try-of-${name}`.padEnd(24, "-")];
  const attempts = cell.path.includes("three") ? "thrice" : "once";
  const { send, verify, insist } = createCaller(clients[attempts], blame, heard);
  const sent = () => office.codesFor(email).length;

  function spoil(leading = 0): void {
    const faults = [...Array(leading).fill(undefined), ...cell.store];
    for (const key of addressKeys(email, attempts === "once" ? "acme" : "globex"))
      database.spoil(key, faults);
    mails.spoil(email, cell.mail);
  }

  /** Sends what meets the faults, and looks that there is one mail at the most, and one where it was said to be sent. */
  async function sendSpoilt(
    request: Parameters<Client["sendCode"]>[0],
    before: number,
    doubted = false,
  ): Promise<string | undefined> {
    const all = await insist(() => send({ ...request, idempotencyKey }));
    // What arrives late arrives as soon as the service no longer waits for it.
    await sleep(20);
    const mailed = sent() - before;
    if (mailed > 1) blame(`${mailed} mails were sent for one idempotency key`);
    if (mailed === 0 && all.length === 1 && all[0]?.ok && !doubted)
      blame("it was answered as sent, and no mail was");
    if (mailed === 0 && all.length > 1) unmailed = true;
    const last = all.at(-1);
    if (last?.ok) return last.value.challengeId;
    if (last !== undefined) blame(`a send was refused for ${last.refusal.reason}`);
    return undefined;
  }

  async function right(challengeId: string, code: string, id = attemptId): Promise<void> {
    const last = (await insist(() => verify({ challengeId, code, attemptId: id }))).at(-1);
    if (!last?.ok) blame(`the right code was refused for ${last?.refusal.reason}`);
    else if (last.value.email !== email || last.value.receipt === "") blame("it proved something else");
  }

  async function closed(challengeId: string, code: string): Promise<void> {
    const id = `${attemptId}-other`;
    const last = (await insist(() => verify({ challengeId, code, attemptId: id }))).at(-1);
    const { reason } = last === undefined ? {} : refused(last);
    if (reason !== "CHALLENGE_CLOSED") blame(`a closed challenge answered ${reason ?? "with success"}`);
  }

  async function wrong(challengeId: string, attemptsLeft: number): Promise<void> {
    const id = `${attemptId}-${attemptsLeft}`;
    const typed = otherThan(office.codesFor(email).at(-1) ?? "");
    const last = (await insist(() => verify({ challengeId, code: typed, attemptId: id }))).at(-1);
    const { reason, left } = last === undefined ? {} : refused(last);
    if (reason !== "CODE_REJECTED") blame(`a wrong code was answered with ${reason ?? "success"}`);
    else if (left !== String(attemptsLeft)) blame(`${left} attempts were left instead of ${attemptsLeft}`);
  }

  async function open(): Promise<{ readonly challengeId: string; readonly code: string }> {
    // On a busy machine a send may fail without our doing, and then in doubt. Whoever gets no mail asks again.
    for (let tried = 0; tried < 3; tried++) {
      const first = (await insist(() => send({ email, idempotencyKey: `${idempotencyKey}-${tried}` }))).at(
        -1,
      );
      const code = office.codesFor(email).at(-1);
      if (first?.ok && code !== undefined) return { challengeId: first.value.challengeId, code };
    }
    throw new Error("no code was to be had, although nothing was spoilt");
  }

  const playing: Readonly<Record<Cell["path"], () => Promise<void>>> = {
    async "the first send"() {
      spoil();
      const challengeId = await sendSpoilt({ email }, 0);
      const [code] = office.codesFor(email);
      if (challengeId !== undefined && code !== undefined) await right(challengeId, code);
    },
    async "a resend"() {
      const { challengeId, code } = await open();
      const before = sent();
      spoil();
      await sendSpoilt({ challengeId }, before);
      await right(challengeId, office.codesFor(email)[before] ?? code);
    },
    async "a repeated send"() {
      const undisturbed = await insist(() => send({ email, idempotencyKey }));
      const first = undisturbed.at(-1);
      spoil();
      const challengeId = await sendSpoilt({ email }, 0, undisturbed.length > 1);
      if (!first?.ok || first.value.challengeId !== challengeId)
        blame("a repeat was answered with something else");
      const [code] = office.codesFor(email);
      if (code !== undefined) await right(challengeId ?? "", code);
    },
    async "a send that is given back"() {
      office.refuseNext(email);
      spoil(1);
      const { reason } = refused(await send({ email, idempotencyKey }));
      // The second also without our doing, on a machine that is busy.
      if (reason !== "DELIVERY_FAILED" && reason !== "STORE_UNAVAILABLE")
        blame(`a mail that was refused was answered with ${reason ?? "success"}`);
      const again = (await insist(() => send({ email, idempotencyKey }))).at(-1);
      if (sent() > 1) blame(`${sent()} mails were sent for one idempotency key`);
      if (sent() === 0) unmailed = true;
      else if (again?.ok) await right(again.value.challengeId, office.codesFor(email)[0] ?? "");
    },
    async "a right code"() {
      const { challengeId, code } = await open();
      spoil();
      await right(challengeId, code);
      await closed(challengeId, code);
    },
    async "a wrong code"() {
      const { challengeId, code } = await open();
      spoil();
      await wrong(challengeId, 0);
      await closed(challengeId, code);
    },
    async "a right code again"() {
      const { challengeId, code } = await open();
      await right(challengeId, code);
      spoil();
      await right(challengeId, code);
      await closed(challengeId, code);
    },
    async "the first of three attempts"() {
      const { challengeId, code } = await open();
      spoil();
      await wrong(challengeId, 2);
      await wrong(challengeId, 1);
      await right(challengeId, code);
      await closed(challengeId, code);
    },
    "the last of three attempts": () => threeAttempts(0),
    "the wipe after three attempts": () => threeAttempts(1),
  };

  async function threeAttempts(undisturbed: number): Promise<void> {
    const { challengeId, code } = await open();
    await wrong(challengeId, 2);
    await wrong(challengeId, 1);
    spoil(undisturbed);
    await wrong(challengeId, 0);
    await closed(challengeId, code);
  }

  await playing[cell.path]();
  for (const code of office.codesFor(email)) heard.secrets.set(code, "code");
  return { violations, unmailed };
}

/** Why a call was refused; nothing if it was not. */
function refused(ended: Ended<unknown>): {
  readonly reason?: string | undefined;
  readonly left?: string | undefined;
} {
  return ended.ok ? {} : { reason: ended.refusal.reason, left: ended.refusal.metadata.attempts_left };
}
