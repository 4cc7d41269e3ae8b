import { createHash } from "node:crypto";
import { toJsonString } from "@bufbuild/protobuf";
import { ConnectError, type Interceptor } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ErrorInfoSchema } from "../../gen/google/rpc/error_details_pb.js";
import type { ChallengeStore, Delivery } from "../../src/core/ports.ts";
import type { Mail } from "../../src/mail/mail.ts";
import { storeUnavailable } from "../../src/store/retry.ts";
import { feedbackSecret, postSigned } from "../feedback/support/signed-post.ts";
import { createEmulator } from "../support/emulator.ts";
import { marksOn } from "../support/local-marks.ts";
import { dump, type LocalTable, openLocalTable, storeOn } from "../support/local-table.ts";
import { hours, minutes, scriptedClock, seconds } from "../support/noon.ts";
import { type OtlpReceiver, startOtlpReceiver } from "../telemetry/support/otlp-receiver.ts";
import { metricsToken } from "../telemetry/support/scrape.ts";
import { type Client, type SendCodeFields, targetOf } from "./support/clients/client.ts";
import { connectClients } from "./support/clients/connect.ts";
import { pageOrigin } from "./support/environment.ts";
import { found, type Needle, needle } from "./support/needles.ts";
import { refusalOf } from "./support/refusal.ts";
import { startService, type TestService } from "./support/service.ts";

const email = "canary.4c1f@mailbox-of-ada.example";
const code = "7391846205";
const wrongCode = "9028374615";
const nonce = "nonce-canary-8d2a71";
const idempotencyKey = "idempotency-canary-51c8e0";
const attemptId = "attempt-canary-90b2f7d3a";
const clientIp = "203.0.113.77";

/** What another system may say when it fails: all that must not be passed on. */
const tellTale = `provider: ${email} was sent ${code}, ${nonce}`;
const policy = { budget: 20, code: { alphabet: "digits", length: 10 } };
const coolDownMs = seconds(30);

/** What a caller was told, with every header, trailer and detail. */
interface Answer {
  /** `SendCode` or `VerifyCode`, with `ok` or the reason of the refusal. */
  readonly outcome: string;
  readonly text: string;
}

const clock = scriptedClock();
const answers: Answer[] = [];
const mails: Mail[] = [];
const daysPlayed = new Set<number>();
const printed: string[] = [];
/** What the next calls of the store and of the mail provider meet. */
const script: { fault?: Error; delivery?: Delivery } = {};

let table: LocalTable;
let service: TestService;
let secrets: readonly Needle[];
let challengeIds: Needle;
let devices: Needle;
let person: readonly Needle[];
let tableText: string;
let metricsText: string;
let receiver: OtlpReceiver;

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((chunk) => printed.push(String(chunk)) > 0);
  for (const method of ["debug", "error", "info", "log", "trace", "warn"] as const)
    vi.spyOn(console, method).mockImplementation((...args) => void printed.push(args.join(" ")));
  receiver = await startOtlpReceiver();
  table = await openLocalTable(createEmulator({ givesItem: true }));
  let digits = 0;
  service = await startService({
    policy,
    env: {
      LOG_LEVEL: "trace",
      NOPASS_METRICS_TOKEN: metricsToken,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      NOPASS_FEEDBACK_SECRET: feedbackSecret,
    },
    world: {
      clock: clock.clock,
      marks: marksOn(table),
      randomInt: () => Number(code[digits++ % code.length]),
      store: faulty(storeOn(table)),
      transport: {
        async deliver(mail) {
          mails.push(mail);
          return script.delivery ?? { kind: "accepted" };
        },
      },
    },
  });
  for (const open of Object.values(connectClients))
    await playEverything((headers) => open({ url: service.url, headers, interceptors: [recording] }));
  tableText = JSON.stringify(await dump(table));
  const scraped = await fetch(`${service.url}/metrics`, {
    headers: { authorization: `Bearer ${metricsToken}` },
  });
  metricsText = await scraped.text();
  // What is still held back is exported then.
  await service.stop();
  const ids = answers.flatMap(({ text }) => text.match(/nc1_[\w-]+/g) ?? []);
  // Without the prefix, the same bytes in any encoding.
  challengeIds = {
    what: "challenge id",
    forms: [...new Set(ids)].flatMap((id) => needle("", id.slice(4)).forms),
  };
  const tokens = answers.flatMap(({ text }) => /"knownDevice":"([^"]+)"/.exec(text)?.[1] ?? []);
  devices = { what: "known device", forms: tokens.flatMap((token) => needle("", token).forms) };
  person = [needle("email", email), needle("nonce", nonce), needle("local part", email.split("@")[0] ?? "")];
  secrets = [
    needle("code", code),
    needle("wrong code", wrongCode),
    needle("idempotency key", idempotencyKey),
    needle("attempt id", attemptId),
    needle("address of the end user", clientIp),
    ...[service.secretKey, service.publishableKey].flatMap((key) => [
      needle("API key", key),
      needle("secret of the API key", key.slice(-38)),
      needle("secret of the API key without its checksum", key.slice(-38, -6)),
    ]),
    needle("key ring", service.keyring.split(":")[1] ?? ""),
  ];
}, 60_000);

afterAll(async () => {
  vi.restoreAllMocks();
  await table.close();
  await receiver[Symbol.asyncDispose]();
});

describe("what is searched", () => {
  test("every outcome was met over every protocol", () => {
    expect([...new Set(answers.map(({ outcome }) => outcome))].sort()).toEqual([
      "SendCode ADDRESS_LIMITED",
      "SendCode ADDRESS_UNDELIVERABLE",
      "SendCode CHALLENGE_CLOSED",
      "SendCode CHALLENGE_EXPIRED",
      "SendCode CHALLENGE_UNKNOWN",
      "SendCode COOLING_DOWN",
      "SendCode DELIVERY_FAILED",
      "SendCode DELIVERY_UNKNOWN",
      "SendCode EMAIL_INVALID",
      "SendCode INTERNAL",
      "SendCode KEY_FORBIDDEN",
      "SendCode KEY_UNKNOWN",
      "SendCode REQUEST_INVALID",
      "SendCode STORE_UNAVAILABLE",
      "SendCode ok",
      "VerifyCode CHALLENGE_CLOSED",
      "VerifyCode CHALLENGE_EXPIRED",
      "VerifyCode CHALLENGE_UNKNOWN",
      "VerifyCode CODE_REJECTED",
      "VerifyCode INTERNAL",
      "VerifyCode KEY_UNKNOWN",
      "VerifyCode REQUEST_INVALID",
      "VerifyCode STORE_UNAVAILABLE",
      "VerifyCode ok",
    ]);
  });

  test("is there to be found: the mail holds the code, the receipt the address and the nonce", () => {
    expect(devices.forms.length).toBeGreaterThan(0);
    expect(found(mails[0]?.text ?? "", [needle("code", code)])).toEqual(["code"]);
    const [verified] = answers.filter(({ outcome }) => outcome === "VerifyCode ok");
    expect(found(verified?.text ?? "", person)).toEqual(["email", "nonce", "local part"]);
    const receipt =
      /[\w-]+\.([\w-]+)\.[\w-]+/.exec(verified?.text.replace(/^.*"receipt"/s, "") ?? "")?.[1] ?? "";
    expect(found(receipt, person)).toEqual(["email", "nonce", "local part"]);
  });

  test("finds a hash without a key", () => {
    const sha256 = createHash("sha256").update(email).digest("base64url");
    expect(found(`{"a":"${sha256}"}`, person)).toEqual(["email"]);
  });
});

describe("no secret and no person", () => {
  test("stands in a log line", () => {
    expect(service.logs.length).toBeGreaterThan(answers.length);
    expect(found(service.logs.join(""), [...secrets, ...person, challengeIds, devices])).toEqual([]);
  });

  test("stands in a log line, even if the text of a fault looks like the frames of a stack", async () => {
    const fault = new TypeError(`${tellTale}\n    at ${email}`);
    const failing = async () => Promise.reject(fault);
    const store: ChallengeStore = { open: failing, judge: failing, giveBack: failing, ping: failing };
    await using broken = await startService({ world: { store } });
    const client = connectClients["connect-node, gRPC"](targetOf(broken));
    await refused(client.sendCode({ email }));
    client.close();
    expect(found(broken.logs.join(""), person)).toEqual([]);
  });

  test("is printed", () => {
    expect(found(printed.join("\n"), [...secrets, ...person, challengeIds, devices])).toEqual([]);
  });

  test("stands in the table", () => {
    expect(tableText).toContain("1|k1|");
    expect(found(tableText, [...secrets, ...person, challengeIds, devices])).toEqual([]);
  });

  test("stands in the metrics", () => {
    for (const what of ["nopass_codes_total", 'error_type="DELIVERY_UNKNOWN"', "STORE_UNAVAILABLE"])
      expect(metricsText).toContain(what);
    expect(found(metricsText, [...secrets, ...person, challengeIds, devices])).toEqual([]);
  });

  test("stands in an exported trace or metric", () => {
    const [traces, metrics] = ["/v1/traces", "/v1/metrics"].map((signal) =>
      receiver.exports.filter(({ path }) => path === signal).map(({ body }) => body),
    );
    expect(receiver.spans().length).toBeGreaterThan(answers.length);
    expect(metrics?.join("")).toContain("nopass.codes");
    const text = [...(traces ?? []), ...(metrics ?? [])].join("");
    expect(found(text, [...secrets, ...person, challengeIds, devices])).toEqual([]);
  });

  test("stands in a refusal, its details or its headers", () => {
    const refusals = answers.filter(({ outcome }) => !outcome.endsWith(" ok"));
    const leaks = refusals.flatMap(({ outcome, text }) => {
      const mayName = outcome === "SendCode DELIVERY_UNKNOWN" ? [devices] : [challengeIds, devices];
      return found(text, [...secrets, ...person, ...mayName]).map((what) => `${outcome}: ${what}`);
    });
    expect(leaks).toEqual([]);
  });

  test("stands in the answer to a send, but for the challenge id", () => {
    const texts = answers.filter(({ outcome }) => outcome === "SendCode ok").map(({ text }) => text);
    expect(texts.flatMap((text) => found(text, [...secrets, ...person, devices]))).toEqual([]);
  });

  test("stands in the answer to an attempt, but for the address and the nonce that it proves", () => {
    const texts = answers.filter(({ outcome }) => outcome === "VerifyCode ok").map(({ text }) => text);
    expect(texts.flatMap((text) => found(text, [...secrets, challengeIds]))).toEqual([]);
  });
});

describe("the log", () => {
  test("tags each call with a pseudonym of the address that changes every day", () => {
    const tags = new Set(
      calls()
        .map(({ addr_tag: tag }) => tag)
        .filter((tag) => tag !== undefined),
    );
    expect(daysPlayed.size).toBeGreaterThan(1);
    expect(tags.size).toBe(daysPlayed.size);
    for (const tag of tags) expect(tag).toMatch(/^[\w-]{8}$/);
  });

  test("names the reason of every refusal, and the kind of what lay behind a fault", () => {
    const internal = calls().filter(({ reason }) => reason === "INTERNAL");
    expect(internal.length).toBeGreaterThan(0);
    for (const line of internal)
      expect(line).toMatchObject({ level: 50, cause: { name: "TypeError", frames: expect.any(Array) } });
    const refusedReasons = answers
      .filter(({ outcome }) => !outcome.endsWith(" ok"))
      .map(({ outcome }) => outcome);
    expect(calls().filter(({ reason }) => reason !== undefined)).toHaveLength(refusedReasons.length);
  });
});

/** One caller meets everything that can happen to the two RPCs. */
async function playEverything(open: (headers: Record<string, string>) => Client): Promise<void> {
  const opened: Client[] = [];
  const as = (headers: Record<string, string>) => {
    const client = open(headers);
    opened.push(client);
    return client;
  };
  const authorised = { authorization: `Bearer ${service.secretKey}` };
  const browser = { authorization: `Bearer ${service.publishableKey}`, origin: pageOrigin };
  const client = as(authorised);
  const send = { email, nonce, idempotencyKey, clientIp };
  const attempt = (challengeId: string, typed = code) => ({ challengeId, code: typed, attemptId });
  const sendLater = (request: SendCodeFields, sender = client) => {
    clock.pass(coolDownMs);
    return sender.sendCode(request);
  };

  const { challengeId } = await client.sendCode(send);
  await client.sendCode(send);
  await refused(client.sendCode({ email }));
  await sendLater({ challengeId, email });
  await client.verifyCode(attempt(challengeId));
  const knownDevice = /"knownDevice":"([^"]+)"/.exec(answers.at(-1)?.text ?? "")?.[1] ?? "";
  await client.verifyCode(attempt(challengeId));
  await refused(client.verifyCode(attempt(challengeId, wrongCode)));
  await refused(client.sendCode({ challengeId }));
  const { challengeId: guessed } = await sendLater({ email, nonce, knownDevice });
  await refused(client.verifyCode(attempt(guessed, wrongCode)));
  await refused(client.verifyCode(attempt(guessed)));
  await sendLater({ email, nonce, knownDevice }, as(browser));

  await refused(client.sendCode({ ...send, ttl: { seconds: 1n }, purpose: email, idempotencyKey: "@" }));
  await refused(client.sendCode({ ...send, locale: email, clientIp: email, knownDevice }));
  await refused(client.sendCode({ ...send, email: email.replace("@", "@@") }));
  await refused(client.sendCode({ ...send, challengeId: guessed, email: `x${email}` }));
  await refused(client.sendCode({ challengeId: `${guessed}A`, email }));
  await refused(client.verifyCode(attempt(`${guessed}A`)));
  await refused(client.verifyCode({ challengeId: guessed, code: code.repeat(7), attemptId: email }));
  await refused(client.sendCode({ email, nonce: nonce.repeat(1_000) }));
  await refused(as({ ...authorised, "x-request-id": email }).verifyCode(attempt(guessed)));
  await refused(as({ ...authorised, "grpc-timeout": email, "connect-timeout-ms": email }).sendCode(send));
  await refused(as({ authorization: `Bearer ${service.secretKey}x` }).sendCode(send));
  await refused(as({ authorization: service.secretKey }).verifyCode(attempt(guessed)));
  await refused(as({ ...authorised, origin: `https://${email.split("@")[1]}` }).sendCode(send));
  await refused(as(browser).sendCode({ email, nonce, clientIp }));

  const tell = (type: string) => postSigned(service, clock.clock(), { type, email });
  expect(await tell(email)).toBe(400);
  expect(await tell("email.bounced")).toBe(200);
  await refused(sendLater({ email, nonce }));
  await sendLater({ email, nonce }, as(browser));
  expect(await tell("email.cleared")).toBe(200);

  script.delivery = { kind: "refused", cause: new Error(tellTale, { cause: new Error(tellTale) }) };
  await refused(sendLater({ email, nonce }));
  script.delivery = { kind: "unknown", cause: Object.assign(new Error(tellTale), { code: "ETIMEDOUT" }) };
  await refused(sendLater({ email, nonce }));
  delete script.delivery;
  for (const fault of [storeUnavailable(new Error(tellTale)), new TypeError(tellTale)]) {
    script.fault = fault;
    await refused(sendLater({ email, nonce }));
    await refused(client.verifyCode(attempt(guessed)));
    delete script.fault;
  }

  const { challengeId: late } = await sendLater({ email, nonce });
  clock.pass(minutes(5));
  await refused(client.sendCode({ challengeId: late }));
  await refused(client.verifyCode(attempt(late)));
  const spend = Array.from({ length: policy.budget });
  for (const _ of spend) await sendLater({ email }).catch(() => undefined);
  clock.pass(hours(24));
  for (const each of opened) each.close();
}

async function refused(call: Promise<unknown>): Promise<void> {
  await refusalOf(call);
}

/** Keeps all that a caller is told. */
const recording: Interceptor = (next) => async (request) => {
  daysPlayed.add(Math.floor(clock.clock().getTime() / hours(24)));
  const { name } = request.method;
  try {
    const response = await next(request);
    const { header, trailer } = response;
    const body = response.stream ? "" : toJsonString(response.method.output, response.message);
    answers.push({ outcome: `${name} ok`, text: JSON.stringify([[...header], [...trailer]]) + body });
    return response;
  } catch (thrown) {
    const error = ConnectError.from(thrown);
    const [info] = error.findDetails(ErrorInfoSchema);
    const details = error.details.map((detail) =>
      "desc" in detail ? "" : Buffer.from(detail.value).toString("latin1") + JSON.stringify(detail.debug),
    );
    const text = [error.rawMessage, ...details, JSON.stringify([...error.metadata])].join("\n");
    answers.push({ outcome: `${name} ${info?.reason}`, text });
    throw thrown;
  }
};

/** The same store, which breaks when the script says so. */
function faulty(store: ChallengeStore): ChallengeStore {
  const scripted = <A extends readonly unknown[], R>(method: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      if (script.fault) throw script.fault;
      return method(...args);
    };
  };
  const { open, judge, giveBack, ping } = store;
  return { open: scripted(open), judge: scripted(judge), giveBack: scripted(giveBack), ping: scripted(ping) };
}

interface CallLine {
  readonly level: number;
  readonly event: string;
  readonly addr_tag?: string;
  readonly reason?: string;
}

function calls(): readonly CallLine[] {
  return service.logs.map((line) => JSON.parse(line) as CallLine).filter(({ event }) => event === "call");
}
