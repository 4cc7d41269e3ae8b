import { createApiKey } from "../src/rpc/api-key.ts";
import { pageOrigin } from "../test/e2e/support/environment.ts";
import { challengeOf, sendBody, sendPath, verifyBody, verifyPath } from "./load/calls.ts";
import { type Answered, type Connections, connect, type Wire } from "./load/connection.ts";
import { inParallel } from "./load/in-parallel.ts";
import type { Measured } from "./processes.ts";

/** What is asked of a server again and again. */
export type Kind = "send" | "verify" | "bad key" | "limited" | "forged id";

/** A server that is measured. */
export interface Target {
  readonly name: "ours" | "floor" | "standard";
  readonly process: Measured<Keys>;
  /** Where a wire reaches it. */
  url(wire: Wire): string;
}

/** What the tenant's callers show. */
export interface Keys {
  readonly secretKey: string;
  readonly publishableKey: string;
}

/** One measurement: what a call cost the server, how many it answered in a second, and with how many bytes. */
export interface Sample {
  readonly cpuMicros: number;
  readonly perSecond: number;
  readonly answerBytes: number;
}

/** Calls that are under way at the same time. */
const atOnce = 64;

let people = 0;

/** Makes `count` calls of a kind to a server, and says what they cost it. */
export async function measure(
  target: Target,
  wire: Wire,
  kind: Kind,
  count: number,
  codes: () => Promise<Readonly<Record<string, string>>>,
): Promise<Sample> {
  const connections = connect(wire, target.url(wire));
  const headers = headersOf(kind, target.process.ready);
  try {
    const bodies = await prepare(target, connections, wire, kind, count, codes);
    const refused = kind !== "send" && kind !== "verify";
    const bare = refused && target.name === "floor";
    const path = bare ? "/nothing" : kind === "send" || kind === "bad key" ? sendPath : verifyPath;
    const before = await target.process.cpuMicros();
    const startedAt = performance.now();
    const answers = await inParallel(count, atOnce, (i) =>
      connections.post(path, headers, bodies[i] ?? empty),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuMicros = ((await target.process.cpuMicros()) - before) / count;
    checkAll(answers, target, wire, kind);
    return { cpuMicros, perSecond: count / seconds, answerBytes: answers[0]?.body.length ?? 0 };
  } finally {
    connections.close();
  }
}

/**
 * A bad key is one of the right form, with the right checksum, that nobody was given: it is looked up, and its secret
 * hashed. Whoever is limited shows a publishable key on the page where it may be used.
 */
function headersOf(kind: Kind, { secretKey, publishableKey }: Keys): Readonly<Record<string, string>> {
  if (kind === "bad key") return { authorization: `Bearer ${strangersKey}` };
  if (kind === "limited") return { authorization: `Bearer ${publishableKey}`, origin: pageOrigin };
  return { authorization: `Bearer ${secretKey}` };
}

const strangersKey = createApiKey("secret", "live").text;
const empty = Buffer.alloc(0);

/** The bodies of the calls; to verify codes they have to be sent first, which is not measured. */
async function prepare(
  target: Target,
  connections: Connections,
  wire: Wire,
  kind: Kind,
  count: number,
  codes: () => Promise<Readonly<Record<string, string>>>,
): Promise<readonly Buffer[]> {
  const emails = Array.from({ length: count }, () => `person-${people++}@example.com`);
  if (target.name === "floor" || kind === "send" || kind === "bad key")
    return emails.map((email) => sendBody(wire, email));
  if (kind === "limited") return Array(count).fill(verifyBody(wire, `nc1_${"A".repeat(300)}`, "123456"));
  const headers = { authorization: `Bearer ${target.process.ready.secretKey}` };
  if (kind === "forged id") {
    const genuine = challengeOf(
      wire,
      await connections.post(sendPath, headers, sendBody(wire, emails[0] ?? "")),
    );
    return emails.map((_, i) => verifyBody(wire, forged(genuine, i), "123456"));
  }
  const sent = await inParallel(count, atOnce, (i) =>
    connections.post(sendPath, headers, sendBody(wire, emails[i] ?? "")),
  );
  const mailed = await codes();
  return sent.map((answer, i) => verifyBody(wire, challengeOf(wire, answer), mailed[emails[i] ?? ""] ?? ""));
}

/** A genuine id in which one character was changed: all of it is well formed, so the seal itself has to be tried. */
function forged(genuine: string, i: number): string {
  const at = idPrefix + (i % (genuine.length - idPrefix - 2));
  return genuine.slice(0, at) + (genuine[at] === "A" ? "B" : "A") + genuine.slice(at + 1);
}

/** The id begins with what tells its key: another key would be refused before the seal is tried. */
const idPrefix = 12;

/** A server that refuses is fast: what is measured has to be what was asked for. */
function checkAll(answers: readonly Answered[], { name }: Target, wire: Wire, kind: Kind): void {
  const success = wire === "grpc" ? 0 : 200;
  const refused = kind !== "send" && kind !== "verify";
  const good = answers.filter(({ status }) => (status === success) !== (refused && name !== "floor"));
  if (good.length < answers.length) {
    const bad = answers.find((answer) => !good.includes(answer));
    throw new Error(
      `${name}, ${wire}, ${kind}: ${answers.length - good.length} calls ended with ${bad?.status}: ${bad?.body}`,
    );
  }
}
