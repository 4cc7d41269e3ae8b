/**
 * Does the time of an answer tell whether an address was seen before?
 *
 *     node scripts/timing/timing.ts          10,000 samples a class in memory, 1,000 on DynamoDB's emulator and over the wire
 *     node scripts/timing/timing.ts 0.1      a tenth of that, for a first look
 *
 * Run by hand or nightly, on a machine that does nothing else; it takes about half a minute. It exits with 1 if one
 * class can be told from the other.
 *
 * There are two classes of addresses, as somebody with a publishable key meets them: never seen, and seen and redeemed
 * (its owner signed in, so that its item is there). For addresses of both, in an order drawn anew, SendCode is timed and
 * then VerifyCode with a wrong code. They count as told apart if the Mann-Whitney test gives p < 0.01 and the medians
 * differ by 0.2 ms or more, or if the answers differ in more than ids and instants, or the ids in their length.
 *
 * Two tests of one condition, since neither is enough alone: with so many samples p falls below 0.01 for a microsecond,
 * such as it takes to copy an item that is there, and a network hides far more than that.
 *
 * It shows that no answer depends on what is known of an address, nor a further request to the store, which would take
 * longer than that. It shows nothing of DynamoDB itself, which the emulator is not, nor of the time that a mail provider
 * takes: that is part of SendCode, and the same whether or not this service has ever seen the address.
 */
import { randomInt } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { ChallengeStore } from "../../src/core/ports.ts";
import { limitOf } from "../../src/core/rate.ts";
import type { Caller } from "../../src/core/tenant.ts";
import { createTable } from "../../src/store/dynamodb-table.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { inProcess } from "../../test/abuse/support/in-process.ts";
import { fromPage, publishableKey } from "../../test/abuse/support/keys.ts";
import { type Method, post } from "../../test/abuse/support/post.ts";
import { startWithTenants, unlimited } from "../../test/abuse/support/tenants-service.ts";
import { aTenantEntry } from "../../test/config/support/tenants.ts";
import { otherThan } from "../../test/e2e/support/codes.ts";
import { aTenant } from "../../test/support/callers.ts";
import { createEmulator } from "../../test/support/emulator.ts";
import { clientInProcess, storeOn } from "../../test/support/local-table.ts";
import { mannWhitney, median } from "./statistics.ts";

/** The two calls as somebody outside sees them: with the text of the answer. */
interface Outside {
  send(email: string): Promise<{ readonly challengeId: string; readonly answer: string }>;
  verify(challengeId: string, code: string): Promise<string>;
  /** The code of the last mail. */
  code(): string;
  close?(): Promise<void>;
}

type ClassName = "never seen" | "seen and redeemed";
type Samples = Record<ClassName, { readonly ms: number[]; readonly answers: Set<string> }>;

const clock = () => new Date();
/** Below this the approximation of p says no more. */
const leastP = 1e-7;
const scale = Number(process.argv[2] ?? 1);
if (!(scale > 0)) throw new Error("the argument is a factor, like 0.1");

const places: readonly (readonly [string, number, () => Promise<Outside>])[] = [
  ["in memory", 10_000, async () => useCasesOn(createMemoryStore(clock))],
  ["on the emulator of DynamoDB", 1_000, async () => useCasesOn(await openTable())],
  ["in memory, over HTTP/1.1", 1_000, overTheWire],
];

let told = false;
for (const [place, samples, open] of places) {
  const outside = await open();
  const { sends, verifies } = await sample(outside, Math.max(20, Math.round(samples * scale)));
  await outside.close?.();
  console.log(`\n${place}`);
  for (const [call, each] of [
    ["SendCode", sends],
    ["VerifyCode", verifies],
  ] as const)
    told = report(call, each) || told;
}
console.log(
  told
    ? "\nan address that was seen can be told from others"
    : "\nno answer differs, and no time by as much as counts",
);
process.exitCode = told ? 1 : 0;

async function sample(
  outside: Outside,
  count: number,
): Promise<{ readonly sends: Samples; readonly verifies: Samples }> {
  // One length for all: longer addresses have longer ids.
  const address = (i: number) => `user-${String(i).padStart(6, "0")}@example.com`;
  const warmUp = Math.ceil(count / 10);
  const total = 2 * (count + warmUp);
  const order = shuffled(Array.from({ length: total }, (_, i) => i));
  const isSeen = (i: number) => i % 2 === 0;
  for (const i of order.filter(isSeen)) {
    const { challengeId } = await outside.send(address(i));
    await outside.verify(challengeId, outside.code());
  }
  const sends = noSamples();
  const verifies = noSamples();
  for (const [n, i] of shuffled(order).entries()) {
    const name: ClassName = isSeen(i) ? "seen and redeemed" : "never seen";
    const beforeSend = performance.now();
    const { challengeId, answer } = await outside.send(address(i));
    const sendMs = performance.now() - beforeSend;
    const code = otherThan(outside.code());
    const beforeVerify = performance.now();
    const refusal = await outside.verify(challengeId, code);
    const verifyMs = performance.now() - beforeVerify;
    if (n < 2 * warmUp) continue;
    sends[name].ms.push(sendMs);
    sends[name].answers.add(answer);
    verifies[name].ms.push(verifyMs);
    verifies[name].answers.add(refusal);
  }
  return { sends, verifies };
}

/** Prints what was measured; true if the classes can be told apart. */
function report(call: string, samples: Samples): boolean {
  const fresh = samples["never seen"];
  const seen = samples["seen and redeemed"];
  const [a, b] = [median(fresh.ms), median(seen.ms)];
  const p = mannWhitney(fresh.ms, seen.ms);
  const sameAnswers = [...fresh.answers].sort().join("\n") === [...seen.answers].sort().join("\n");
  const apart = !sameAnswers || (p < 0.01 && Math.abs(a - b) >= 0.2);
  const medians = `medians ${a.toFixed(4)} and ${b.toFixed(4)} ms (Δ ${((b - a) * 1000).toFixed(1)} µs)`;
  const verdict = apart ? "TOLD APART" : "below what counts";
  console.log(
    `  ${call.padEnd(10)} ${fresh.ms.length} + ${seen.ms.length} samples  ${medians}  p ${p < leastP ? `< ${leastP}` : `= ${p.toPrecision(2)}`}  ` +
      `answers ${sameAnswers ? "equal" : "NOT EQUAL"}  ${verdict}`,
  );
  return apart;
}

function useCasesOn(store: ChallengeStore): Outside {
  const limit = limitOf(1_000_000, 1_000);
  const limits = { network: { send: limit, verify: limit }, key: undefined, dailySends: undefined };
  const caller: Caller = {
    tenant: aTenant({ limits, policy: { ...aTenant().policy, cooldownMs: 0 } }),
    keyId: "Key00001",
    keyKind: "publishable",
    test: false,
  };
  const service = inProcess({ clock, store });
  return {
    async send(email) {
      const sent = await service.send(caller, "192.0.2.1", { email });
      return { challengeId: sent.challengeId, answer: shapeOf({ ...sent }) };
    },
    verify: (challengeId, code) =>
      service.verify(caller, "192.0.2.1", { challengeId, code }).then(
        () => "right",
        (error: Error) => String(error),
      ),
    code: () => service.mails.at(-1)?.code ?? "",
  };
}

async function openTable(): Promise<ChallengeStore> {
  const client = clientInProcess(createEmulator({ givesItem: true }));
  await createTable(client, "timing");
  return storeOn({ client, table: "timing" });
}

async function overTheWire(): Promise<Outside> {
  const key = publishableKey();
  const service = await startWithTenants([
    aTenantEntry({ limits: unlimited, policy: { cool_down: "0s" }, keys: [key.entry] }),
  ]);
  const call = (method: Method, fields: object) => post(service.url, method, fromPage(key), fields);
  return {
    async send(email) {
      const { message, status } = await call("SendCode", { email });
      return { challengeId: String(message.challengeId), answer: `${status} ${shapeOf(message)}` };
    },
    async verify(challengeId, code) {
      const { status, message } = await call("VerifyCode", { challengeId, code });
      return `${status} ${JSON.stringify(message)}`;
    },
    code: () => service.mails.at(-1)?.code ?? "",
    close: () => service.stop(),
  };
}

/** An answer without what differs from call to call: of ids the length is kept, of instants that they are there. */
function shapeOf(answer: Readonly<Record<string, unknown>>): string {
  const shapes = Object.entries(answer).map(([name, value]) => {
    if (name === "challengeId") return [name, String(value).length];
    return /(?:Ms|Time)$/.test(name) ? [name, typeof value] : [name, value];
  });
  return JSON.stringify(shapes);
}

function noSamples(): Samples {
  return {
    "never seen": { ms: [], answers: new Set() },
    "seen and redeemed": { ms: [], answers: new Set() },
  };
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => [randomInt(2 ** 40), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
