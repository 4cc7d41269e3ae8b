import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { AwsAccess, OpenHttp } from "./aws/http.ts";
import type { MailSettings } from "./config/mail-settings.ts";
import type { Settings } from "./config/settings.ts";
import { readTenantsFile } from "./config/tenants-file.ts";
import type { LeaseStore } from "./core/limits.ts";
import { createPace, type Pace } from "./core/pace.ts";
import type { ChallengeStore, Clock, RandomBytes, RandomInt } from "./core/ports.ts";
import type { AddressMarks } from "./core/undeliverable.ts";
import { fetchText } from "./feedback/fetch-text.ts";
import type { FetchText } from "./feedback/sns-signature.ts";
import type { Pages } from "./http/pages.ts";
import type { MailTransport, NamedTransport } from "./mail/mail.ts";
import { openMailers } from "./mailers.ts";
import { createRandomBytes } from "./random-bytes.ts";
import { createDynamoStore } from "./store/dynamodb.ts";
import { createDynamoClient, dynamoTimeouts } from "./store/dynamodb-client.ts";
import { createLeanCalls, openDynamoTransport } from "./store/dynamodb-lean-calls.ts";
import { createDynamoLeaseStore } from "./store/dynamodb-leases.ts";
import { createDynamoMarks } from "./store/dynamodb-marks.ts";
import { createSdkCalls } from "./store/dynamodb-sdk-calls.ts";
import { createItemWriter } from "./store/dynamodb-writer.ts";
import { createMemoryStore } from "./store/memory.ts";
import { createMemoryItems } from "./store/memory-items.ts";
import { createMemoryLeaseStore } from "./store/memory-leases.ts";
import { createMemoryMarks } from "./store/memory-marks.ts";
import { createRetryBudget } from "./store/retry-budget.ts";
import { createLineWriter, type LineWriter } from "./telemetry/line-writer.ts";
import { lostLine } from "./telemetry/logger.ts";

/** What the service takes from the world around it. Tests and development put their own in its place. */
export interface World {
  readonly clock: Clock;
  readonly randomInt: RandomInt;
  readonly randomBytes: RandomBytes;
  /** How the lean clients of AWS reach it. */
  readonly openHttp: OpenHttp;
  readonly store: ChallengeStore;
  readonly leases: LeaseStore;
  readonly marks: AddressMarks;
  readonly pace: Pace;
  /** Gets what SNS refers to. */
  readonly fetchText: FetchText;
  /** In the order in which they are tried. */
  readonly mailers: readonly NamedTransport[];
  /** In the place of the mailers that the settings name. */
  readonly transport?: MailTransport;
  /** Whether a page belongs to this service itself, so that every publishable key may be used on it. */
  readonly isOwnOrigin: (origin: string) => boolean;
  /** Pages beside those of production. */
  readonly pages: Pages;
  /** Reads the tenants file. */
  readonly readTenants: (path: string) => Promise<string>;
  /** How often the tenants file and the files of TLS are looked at. */
  readonly lookEveryMs: number;
  /** Where log lines go. */
  readonly log: LineWriter;
}

/** One for the process, however many services it has. */
const standardOutput = createLineWriter(process.stdout, lostLine);

/** Chooses by the settings which implementation stands behind which interface: the only place that does. */
export function createWorld(settings: Settings, overrides: Partial<World>): World {
  const { clock = () => new Date(), openHttp = openUndici, transport } = overrides;
  const aws = { client: settings.awsClient, openHttp };
  return {
    clock,
    randomInt: (below) => randomInt(below),
    randomBytes: createRandomBytes(),
    openHttp,
    pace: createPace({ randomInt: (below) => randomInt(below), now: () => performance.now(), sleep }),
    fetchText,
    ...openStores(settings.store, aws, clock, overrides),
    mailers:
      transport === undefined
        ? openMailers(settings.mail, aws, clock)
        : [{ name: namesOf(settings.mail), transport }],
    isOwnOrigin: () => false,
    pages: {},
    readTenants: readTenantsFile,
    lookEveryMs: 10_000,
    log: standardOutput,
    ...overrides,
  };
}

/** The mailers of the settings in one word. */
export function namesOf({ mailers }: MailSettings): string {
  return mailers.map(({ kind }) => kind).join();
}

/** Opens a store only where nobody brings one: a client of AWS looks for credentials. */
function openStores(
  settings: Settings["store"],
  aws: AwsAccess,
  clock: Clock,
  { store, leases, marks }: Partial<World>,
): Pick<World, "store" | "leases" | "marks"> {
  const items = createMemoryItems();
  const inMemory = { leases: leases ?? createMemoryLeaseStore(), marks: marks ?? createMemoryMarks(items) };
  if (store !== undefined) return { store, ...inMemory };
  switch (settings.kind) {
    case "memory":
      return { store: createMemoryStore(clock, items), ...inMemory };
    case "dynamodb":
      return createDynamoStores(createDynamoClient(), settings.table, aws);
  }
}

/** The stores of one table. The AWS SDK has the timeouts that its client was made with. */
export function createDynamoStores(
  client: DynamoDBClient,
  table: string,
  aws: AwsAccess = { client: "lean", openHttp: openUndici },
  timeouts = dynamoTimeouts,
): Pick<World, "store" | "leases" | "marks"> {
  const calls =
    aws.client === "sdk"
      ? createSdkCalls(client)
      : createLeanCalls(openDynamoTransport(client, aws.openHttp, timeouts));
  const writer = createItemWriter(calls, table, {
    tries: 3,
    backoffMs: 50,
    jitter,
    budget: createRetryBudget(),
  });
  return {
    store: createDynamoStore(writer),
    leases: createDynamoLeaseStore(writer),
    marks: createDynamoMarks(writer),
  };
}

/** Loaded with the first call, and nowhere that brings something else. */
const openUndici: OpenHttp = async (target, limits) =>
  (await import("./aws/undici-http.ts")).openUndiciHttp(target, limits);

function jitter(): number {
  return randomInt(1_000) / 1_000;
}
