import { challengeOf, sendBody, sendPath, verifyBody, verifyPath } from "./load/calls.ts";
import { type Answered, type Connections, connect, type Wire } from "./load/connection.ts";
import { inParallel } from "./load/in-parallel.ts";
import type { Measured } from "./processes.ts";

/** What is asked of a server again and again. */
export type Kind = "send" | "verify" | "bad key" | "forged id";

/** A server that is measured. */
export interface Target {
  readonly name: "ours" | "floor" | "standard";
  readonly process: Measured<{ readonly secretKey: string }>;
  /** Where a wire reaches it. */
  url(wire: Wire): string;
}

/** One measurement: what a call cost the server, and how many it answered in a second. */
export interface Sample {
  readonly cpuMicros: number;
  readonly perSecond: number;
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
  const headers = {
    authorization: `Bearer ${kind === "bad key" ? strangersKey : target.process.ready.secretKey}`,
  };
  try {
    const bodies = await prepare(target, connections, wire, kind, count, codes);
    const path =
      kind === "send"
        ? sendPath
        : kind === "verify"
          ? verifyPath
          : target.name === "floor"
            ? "/nothing"
            : refusedPath(kind);
    const before = await target.process.cpuMicros();
    const startedAt = performance.now();
    const answers = await inParallel(count, atOnce, (i) =>
      connections.post(path, headers, bodies[i] ?? empty),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuMicros = ((await target.process.cpuMicros()) - before) / count;
    checkAll(answers, target, wire, kind);
    return { cpuMicros, perSecond: count / seconds };
  } finally {
    connections.close();
  }
}

function refusedPath(kind: Kind): string {
  return kind === "bad key" ? sendPath : verifyPath;
}

/** A key of the right form that nobody was given. */
const strangersKey = "np_live_sk_00000000_000000000000000000000000000000000000000";
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
  if (kind === "forged id") return Array(count).fill(verifyBody(wire, `nc1_${"A".repeat(300)}`, "123456"));
  if (kind !== "verify" || target.name === "floor") return emails.map((email) => sendBody(wire, email));
  const headers = { authorization: `Bearer ${target.process.ready.secretKey}` };
  const sent = await inParallel(count, atOnce, (i) =>
    connections.post(sendPath, headers, sendBody(wire, emails[i] ?? "")),
  );
  const mailed = await codes();
  return sent.map((answer, i) => verifyBody(wire, challengeOf(wire, answer), mailed[emails[i] ?? ""] ?? ""));
}

/** A server that refuses is fast: what is measured has to be what was asked for. */
function checkAll(answers: readonly Answered[], { name }: Target, wire: Wire, kind: Kind): void {
  const success = wire === "grpc" ? 0 : 200;
  const refused = kind === "bad key" || kind === "forged id";
  const good = answers.filter(({ status }) => (status === success) !== (refused && name !== "floor"));
  if (good.length < answers.length) {
    const bad = answers.find((answer) => !good.includes(answer));
    throw new Error(
      `${name}, ${wire}, ${kind}: ${answers.length - good.length} calls ended with ${bad?.status}: ${bad?.body}`,
    );
  }
}
