import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import { parseArgs } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SESClient } from "@aws-sdk/client-ses";
import { Pool } from "undici";
import { openHandlerHttp } from "../src/aws/handler-http.ts";
import type { OpenHttp } from "../src/aws/http.ts";
import { openUndiciHttp } from "../src/aws/undici-http.ts";
import type { EmailAddress } from "../src/core/email.ts";
import type { Mail } from "../src/mail/mail.ts";
import { renderMail } from "../src/mail/render.ts";
import { createSesTransport } from "../src/mail/ses.ts";
import type { SesCall } from "../src/mail/ses-call.ts";
import { createSesClient } from "../src/mail/ses-client.ts";
import { createLeanSesCall, openSesTransport } from "../src/mail/ses-lean.ts";
import { createSdkSesCall } from "../src/mail/ses-sdk.ts";
import type { ItemCalls } from "../src/store/dynamodb-calls.ts";
import { createDynamoClient } from "../src/store/dynamodb-client.ts";
import { createLeanCalls, openDynamoTransport } from "../src/store/dynamodb-lean-calls.ts";
import { createSdkCalls } from "../src/store/dynamodb-sdk-calls.ts";
import { judgeWrite, openWrite } from "../src/store/dynamodb-writes.ts";
import { cores } from "./cores.ts";
import { startPinned } from "./processes.ts";

/**
 * What a call to DynamoDB and to SES costs this process in CPU, by every client there is, beside a bare signed call with
 * as many bytes: `taskset -c 1 node bench/aws-calls.ts`.
 */
const { values } = parseArgs({
  options: { rounds: { type: "string", default: "7" }, calls: { type: "string", default: "6000" } },
});
const rounds = Number(values.rounds);
const calls = Number(values.calls);
const atOnce = 16;

await using canned = await startPinned<{ url: string }>(cores.canned, "servers/canned.ts");
const endpoint = canned.ready.url;
const config = {
  endpoint,
  region: "eu-central-1",
  credentials: { accessKeyId: "AKIDBENCH", secretAccessKey: "bench" },
};
/** No call is to fail because the machine is busy. */
const patient = { connectMs: 10_000, requestMs: 20_000 };
const dynamo = createDynamoClient(config, patient);
const ses = createSesClient(config, patient);
const leanDynamo = (openHttp: OpenHttp) => createLeanCalls(openDynamoTransport(dynamo, openHttp, patient));
const leanSes = (openHttp: OpenHttp) => createLeanSesCall(openSesTransport(ses, openHttp, patient));

let turn = 0;
const now = Date.now();
const common = { challenge: "c_AAAAAAAAAAA", code: "m".repeat(16), nowMs: now, attempts: 1 };

/** A code that is sent and judged: two writes. */
function writes(client: ItemCalls): () => Promise<unknown> {
  return async () => {
    const address = `1|k1|${String(turn++).padStart(43, "a")}`;
    const send = { ...common, address, sendTag: "s".repeat(16), expiresAtMs: now + 300_000 };
    const rest = {
      nextSendMs: now,
      windowEndMs: now,
      budget: 10,
      resend: false,
      ttlSeconds: 1,
      stranger: true,
      discreet: false,
    };
    await client.update("nopass", address, openWrite({ ...send, ...rest }));
    await client.update("nopass", address, judgeWrite({ ...common, address, attempt: "a".repeat(16) }));
  };
}

const words = {
  to: "ada@example.com" as EmailAddress,
  code: "123456",
  ttlMs: 300_000,
  purpose: "sign-in",
  locale: "en",
  brand: { name: "Acme", host: "acme.example" },
};
const mail: Mail = {
  ...renderMail(words, "Acme <no-reply@acme.example>"),
  tenant: "acme",
  purpose: "sign-in",
  locale: "en",
  expiresAtMs: now,
};

/** A mail that is written and handed over. */
function mails(call: SesCall): () => Promise<unknown> {
  const transport = createSesTransport(call, { clock: () => new Date(), randomInt: () => 0 });
  return async () => {
    const { kind } = await transport.deliver(mail);
    if (kind !== "accepted") throw new Error(`a mail was ${kind}`);
  };
}

// So that the canned endpoint can say how long their bodies are.
await writes(leanDynamo(openUndiciHttp))();
await mails(leanSes(openUndiciHttp))();
const sizes = await canned.ask<Record<"send" | "judge" | "mail", number>>("sizes");
const bodies = {
  send: bodyOf("send", sizes.send),
  judge: bodyOf("judge", sizes.judge),
  mail: Buffer.alloc(sizes.mail, "x"),
};

const pool = new Pool(endpoint, { connections: 256, pipelining: 1 });
const host = new URL(endpoint).host;
const target = "DynamoDB_20120810.UpdateItem";
const json = { "content-type": "application/x-amz-json-1.0", "x-amz-target": target };
const form = { "content-type": "application/x-www-form-urlencoded" };

const keys = new Map<string, KeyObject>();

const groups: Readonly<Record<string, Readonly<Record<string, () => Promise<unknown>>>>> = {
  "DynamoDB, two writes": {
    floor: async () => {
      await bare("dynamodb", "/", json, bodies.send);
      await bare("dynamodb", "/", json, bodies.judge);
    },
    lean: writes(leanDynamo(openUndiciHttp)),
    "lean, node:http": writes(leanDynamo(openHandlerHttp)),
    sdk: writes(createSdkCalls(dynamo)),
    "sdk, defaults": writes(createSdkCalls(new DynamoDBClient(config))),
  },
  "SES, one mail": {
    floor: () => bare("ses", "/floor", form, bodies.mail),
    lean: mails(leanSes(openUndiciHttp)),
    "lean, node:http": mails(leanSes(openHandlerHttp)),
    sdk: mails(createSdkSesCall(ses)),
    "sdk, defaults": mails(createSdkSesCall(new SESClient(config))),
  },
};

for (const [group, clients] of Object.entries(groups)) {
  const samples = new Map<string, number[]>(Object.keys(clients).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++)
    for (const [name, call] of Object.entries(clients)) {
      const cpu = await cpuMicrosOf(call);
      if (round >= 0) samples.get(name)?.push(cpu);
    }
  const floor = median(samples.get("floor") ?? []);
  for (const [name, taken] of samples) {
    const [cpu, least, most] = [median(taken), Math.min(...taken), Math.max(...taken)];
    console.log(
      `${group.padEnd(22)}${name.padEnd(17)}${cpu.toFixed(1)} µs (${least.toFixed(1)} to ${most.toFixed(1)}), ${(cpu / floor).toFixed(2)} × floor`,
    );
  }
}
await pool.destroy();
process.exit();

async function cpuMicrosOf(call: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  let left = calls;
  const worker = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

/** A signed call as it would be written by hand, by undici as its manual shows it. */
async function bare(
  service: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<void> {
  const stamp = `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  const scope = `${stamp.slice(0, 8)}/eu-central-1/${service}/aws4_request`;
  const all = { ...headers, host, "x-amz-date": stamp };
  const names = Object.keys(all).sort() as (keyof typeof all)[];
  const lines = names.map((name) => `${name}:${all[name]}\n`).join("");
  const request = `POST\n${path}\n\n${lines}\n${names.join(";")}\n${hash("sha256", body)}`;
  const signature = createHmac("sha256", keyOf(scope))
    .update(`AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${hash("sha256", request)}`)
    .digest("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIDBENCH/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  const answer = await pool.request({ path, method: "POST", headers: { ...all, authorization }, body });
  await answer.body.text();
}

function keyOf(scope: string): KeyObject {
  const known = keys.get(scope);
  if (known !== undefined) return known;
  let key: Buffer = Buffer.from("AWS4bench");
  for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
  const made = createSecretKey(key);
  keys.set(scope, made);
  return made;
}

function bodyOf(floor: "send" | "judge", bytes: number): Buffer {
  const empty = JSON.stringify({ floor, filler: "" });
  return Buffer.from(JSON.stringify({ floor, filler: "x".repeat(Math.max(0, bytes - empty.length)) }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
