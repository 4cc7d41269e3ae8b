import type { JudgeRequest, OpenRequest } from "../../src/core/challenge.ts";
import { hours, minutes, noonMs, seconds } from "./noon.ts";

/** A first send of the code "right" by a known caller: one attempt, ten sends a day, half a minute apart. */
export function aSend(differences: Partial<OpenRequest> = {}): OpenRequest {
  const nowMs = differences.nowMs ?? noonMs;
  return {
    address: "1|k1|ada",
    challenge: "c_1",
    resend: false,
    code: "right",
    sendTag: `send at ${nowMs} of ${differences.code ?? "right"}`,
    nowMs,
    expiresAtMs: nowMs + minutes(5),
    nextSendMs: nowMs + seconds(30),
    windowEndMs: noonMs + hours(12),
    ttlSeconds: (noonMs + hours(14)) / 1000,
    budget: 10,
    stranger: false,
    discreet: false,
    attempts: 1,
    ...differences,
  };
}

/** Another code, "newer", for the same challenge, one minute later. */
export function aResend(differences: Partial<OpenRequest> = {}): OpenRequest {
  return aSend({ resend: true, code: "newer", nowMs: noonMs + minutes(1), ...differences });
}

/** An attempt with the code "right", one minute after it was sent. */
export function anAttempt(differences: Partial<JudgeRequest> = {}): JudgeRequest {
  return {
    address: "1|k1|ada",
    challenge: "c_1",
    code: "right",
    attempt: "first attempt",
    attempts: 1,
    nowMs: noonMs + minutes(1),
    ...differences,
  };
}
