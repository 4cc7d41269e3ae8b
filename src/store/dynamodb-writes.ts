import { type JudgeRequest, maxCodes, type OpenRequest } from "../core/challenge.ts";
import type { AddressMark } from "../core/undeliverable.ts";
import type { Write } from "./dynamodb-calls.ts";
import { n, newChallenge } from "./dynamodb-item.ts";

/** Opens a challenge. It cannot be charged twice: the challenge must not be there yet. */
export function openWrite(request: OpenRequest): Write {
  return {
    UpdateExpression: "SET #c = :challenge, #nx = :next, #ttl = :ttl ADD n :one",
    ConditionExpression:
      "(attribute_not_exists(n) OR n < :budget) AND (attribute_not_exists(#nx) OR #nx <= :now)" +
      ` AND attribute_not_exists(#c)${unlessUndeliverable(request)}`,
    ExpressionAttributeNames: { "#c": request.challenge, "#ttl": "ttl", "#nx": nextSend(request) },
    ExpressionAttributeValues: { ...sendValues(request), ":challenge": newChallenge(request) },
  };
}

/**
 * Adds a code to an open challenge and keeps the earlier ones.
 *
 * Under the newest code's MAC stands the number of all sends so far, so that redeeming it gives all of them back. An
 * expired challenge is not prolonged: its codes would come back to life.
 */
export function resendWrite(request: OpenRequest): Write {
  return {
    UpdateExpression:
      "SET #c.m.#mac = #c.s + :one, #c.s = #c.s + :one, #c.e = :expiry, #c.r = :tag, #nx = :next, #ttl = :ttl ADD n :one",
    ConditionExpression:
      "n < :budget AND (attribute_not_exists(#nx) OR #nx <= :now) AND attribute_exists(#c.m) AND #c.r <> :tag AND #c.e > :now AND #c.s < :most" +
      ` AND ${mayBeJudged}${unlessUndeliverable(request)}`,
    ExpressionAttributeNames: {
      "#c": request.challenge,
      "#mac": request.code,
      "#ttl": "ttl",
      "#nx": nextSend(request),
    },
    ExpressionAttributeValues: {
      ...sendValues(request),
      ":expiry": n(request.expiresAtMs),
      ":tag": { S: request.sendTag },
      ":most": n(maxCodes),
      ":zero": n(0),
    },
  };
}

/**
 * Judges an attempt: compares, consumes, records the verdict and gives redeemed sends back, all in one write.
 *
 * The value under a right MAC is at least 1, so `if_not_exists` is the comparison; every right-hand side sees the item
 * as it was before. With a single attempt the same write wipes the codes, whatever the verdict.
 */
export function judgeWrite(request: JudgeRequest): Write {
  const set =
    "SET #c.v = if_not_exists(#c.m.#mac, :zero), #c.a = :attempt, #c.t = :now, #c.l = #c.l - :one," +
    " n = n - if_not_exists(#c.m.#mac, :zero)";
  const once = request.attempts === 1;
  return {
    UpdateExpression: once ? `${set} REMOVE #c.m` : set,
    ConditionExpression: once
      ? "attribute_exists(#c.m)"
      : `attribute_exists(#c.m) AND ${mayBeJudged} AND (attribute_not_exists(#c.a) OR #c.a <> :attempt)`,
    ExpressionAttributeNames: { "#c": request.challenge, "#mac": request.code },
    ExpressionAttributeValues: {
      ":zero": n(0),
      ":one": n(1),
      ":attempt": { S: request.attempt },
      ":now": n(request.nowMs),
    },
  };
}

/** Wipes the codes of a challenge that takes no more attempts. */
export function wipeWrite(request: JudgeRequest): Write {
  return {
    UpdateExpression: "REMOVE #c.m",
    ConditionExpression: "attribute_exists(#c)",
    ExpressionAttributeNames: { "#c": request.challenge },
  };
}

/** Takes back a first send together with its challenge, unless that was guessed at: the guesses would be free. */
export function giveBackWrite(request: OpenRequest): Write {
  return {
    UpdateExpression: "SET #nx = :now REMOVE #c ADD n :minusOne",
    ConditionExpression: "#c.m.#mac = :one AND #c.s = :one AND attribute_not_exists(#c.v)",
    ExpressionAttributeNames: { "#c": request.challenge, "#mac": request.code, "#nx": nextSend(request) },
    ExpressionAttributeValues: { ":now": n(request.nowMs), ":one": n(1), ":minusOne": n(-1) },
  };
}

/** Takes back the newest of several sends of a challenge: redeeming it would have given the others back as well. */
export function giveBackResendWrite(request: OpenRequest): Write {
  return {
    UpdateExpression: "SET #nx = :now, #c.s = #c.s - :one, #c.r = :none REMOVE #c.m.#mac ADD n :minusOne",
    ConditionExpression: `#c.m.#mac = #c.s AND #c.s > :one AND ${mayBeJudged}`,
    ExpressionAttributeNames: { "#c": request.challenge, "#mac": request.code, "#nx": nextSend(request) },
    ExpressionAttributeValues: {
      ":now": n(request.nowMs),
      ":one": n(1),
      ":minusOne": n(-1),
      ":zero": n(0),
      ":none": { S: "" },
    },
  };
}

/** Drops challenges that the item can do without. */
export function pruneWrite(challenges: readonly string[]): Write {
  const names = challenges.map((_, i) => `#c${i}`);
  return {
    UpdateExpression: `REMOVE ${names.join(", ")}`,
    ConditionExpression: "attribute_exists(n)",
    ExpressionAttributeNames: Object.fromEntries(challenges.map((challenge, i) => [`#c${i}`, challenge])),
  };
}

/** A challenge takes attempts until one was right or none is left. */
const mayBeJudged = "#c.l > :zero AND (attribute_not_exists(#c.v) OR #c.v = :zero)";

/** Discreet callers spend and open as ever: what the write found says that nothing is to be mailed. */
function unlessUndeliverable({ discreet }: OpenRequest): string {
  return discreet ? "" : " AND (attribute_not_exists(b) OR b <= :now)";
}

/** Marks an address for a time, never a shorter one than before. */
export function markWrite({ untilMs, ttlSeconds, mayCreate }: AddressMark): Write {
  return {
    // An item that is there has a life of its own; one that is made ends with its window.
    UpdateExpression: "SET b = :until, #ttl = if_not_exists(#ttl, :ttl)",
    // Items that a mark made have no `n`.
    ConditionExpression: `(attribute_not_exists(b) OR b < :until)${mayCreate ? "" : " AND attribute_exists(pk)"}`,
    ExpressionAttributeNames: { "#ttl": "ttl" },
    ExpressionAttributeValues: { ":until": n(untilMs), ":ttl": n(ttlSeconds) },
  };
}

/** Lifts the mark of an address. */
export const liftWrite: Write = { UpdateExpression: "REMOVE b", ConditionExpression: "attribute_exists(b)" };

function sendValues(request: OpenRequest) {
  return {
    ":next": n(request.nextSendMs),
    ":ttl": n(request.ttlSeconds),
    ":one": n(1),
    ":budget": n(request.budget),
    ":now": n(request.nowMs),
  };
}

/** Strangers and known callers cool down apart. */
function nextSend({ stranger }: OpenRequest): string {
  return stranger ? "ns" : "nx";
}
