import type { JudgeRequest, OpenRequest } from "../../src/core/challenge.ts";
import type { Call, Scenario } from "./scenario.ts";
import type { Write } from "./world.ts";

/** The call that a write belongs to. */
export function callOf({ scripts }: Scenario, { process, call }: Write): Call | undefined {
  return scripts[process]?.[call];
}

/** The write that opens a challenge or adds a code to it, as the service makes it. */
export function openRequestOf(
  scenario: Scenario,
  call: Extract<Call, { kind: "send" }>,
  nowMs: number,
): OpenRequest {
  const { address, challenge, code, key, resend = false, stranger = false } = call;
  const { budget, attempts, cooldownMs, ttlMs } = scenario;
  return {
    address,
    challenge,
    resend,
    code,
    sendTag: key,
    nowMs,
    expiresAtMs: nowMs + ttlMs,
    nextSendMs: nowMs + cooldownMs,
    windowEndMs: windowMs,
    ttlSeconds: itemEndsMs / 1000,
    budget,
    stranger,
    discreet: false,
    attempts,
  };
}

export function judgeRequestOf(
  { attempts }: Scenario,
  { address, challenge, code, attempt }: Extract<Call, { kind: "verify" }>,
  nowMs: number,
): JudgeRequest {
  // As in the service, another code makes it another attempt.
  return { address, challenge, code, attempt: `${attempt} ${code}`, attempts, nowMs };
}

/** The address's window, from the start of the scenario. */
export const windowMs = 24 * 3_600_000;
/** When the database may delete the item. */
export const itemEndsMs = windowMs + 3_600_000;

/** A signed request is refused this long after it was signed (AWS, Signature Version 4: fifteen minutes at most). */
export const lateMs = 15 * 60_000;
