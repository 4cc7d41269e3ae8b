import { randomBytes, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { pino } from "pino";
import { NoPassService } from "../gen/nopass/v1/nopass_pb.js";
import type { Settings, TlsSettings } from "./config/settings.ts";
import { openTenantsFile } from "./config/tenants-file.ts";
import { createKeyring } from "./core/keyring.ts";
import type { ChallengeStore, Clock, RandomBytes, RandomInt } from "./core/ports.ts";
import { createSendCode } from "./core/send-code.ts";
import { createVerifyCode } from "./core/verify-code.ts";
import type { TlsFiles } from "./http/one-port.ts";
import { createPages, type Pages } from "./http/pages.ts";
import { createConsoleTransport } from "./mail/console.ts";
import type { MailTransport } from "./mail/mail.ts";
import { createMailer } from "./mail/mailer.ts";
import { createSesClient, createSesTransport } from "./mail/ses.ts";
import { createReadiness } from "./ready.ts";
import { createReceipts } from "./receipt/signer.ts";
import { createGate } from "./rpc/gate.ts";
import { createRpcHandler } from "./rpc/handler.ts";
import { createHealthService } from "./rpc/health.ts";
import { createReflectionRoutes } from "./rpc/reflection.ts";
import { refusals } from "./rpc/refusals.ts";
import { createRoutes } from "./rpc/routes.ts";
import { createServer } from "./server.ts";
import { createDynamoStore } from "./store/dynamodb.ts";
import { createDynamoClient } from "./store/dynamodb-client.ts";
import { createMemoryStore } from "./store/memory.ts";
import { createEvents, type Events } from "./telemetry/events.ts";

/** What the service takes from the world around it. Tests and development put their own in its place. */
export interface World {
  readonly clock: Clock;
  readonly randomInt: RandomInt;
  readonly randomBytes: RandomBytes;
  readonly store: ChallengeStore;
  readonly transport: MailTransport;
  /** Whether a page belongs to this service itself, so that every publishable key may be used on it. */
  readonly isOwnOrigin: (origin: string) => boolean;
  /** Pages beside those of production. */
  readonly pages: Pages;
  /** Where log lines go. */
  readonly log: { write(line: string): void };
}

/** A service that listens. */
export interface RunningService {
  readonly port: number;
  readonly events: Events;
  /** Stops without losing a call: not ready first, then no new connections, then what is in flight. */
  stop(): Promise<void>;
}

/** Starts a whole service: the only place that knows which implementation stands behind which interface. */
export async function start(settings: Settings, overrides: Partial<World> = {}): Promise<RunningService> {
  const world = createWorld(settings, overrides);
  const { clock, store } = world;
  const events = createEvents(createLogger(settings, world.log));
  const tenants = await openTenantsFile(settings.tenantsFile, {
    reloaded: events.tenantsReloaded,
    reloadFailed: events.tenantsReloadFailed,
  });
  const keyring = createKeyring(settings.keyring);
  const receipts = await createReceipts(settings.receiptKeys);
  const mailer = createMailer(world.transport, { from: settings.mail.from });
  const background = createBackground();
  const readiness = createReadiness(store, clock);
  const health = createHealthService([NoPassService.typeName], readiness.isReady);

  const sendCode = createSendCode({ ...world, keyring, mailer });
  const verifyCode = createVerifyCode({ ...world, keyring, signer: receipts, issuer: settings.publicUrl });
  const noPass = createRoutes({ sendCode, verifyCode, track: background.track });
  const reflection = settings.reflection ? [createReflectionRoutes([NoPassService, health.service])] : [];
  const findRpc = createRpcHandler({
    routes: (router) => {
      for (const route of [noPass, health.routes, ...reflection]) route(router);
    },
    gate: createGate({
      findKey: (id) => tenants.current().findKey(id),
      allowsOrigin: ({ origins }, origin) => origins.includes(origin) || world.isOwnOrigin(origin),
      clock,
    }),
    interceptors: [refusals],
    onError: (error) => events.fault("answer", error),
  });
  const pages = { ...createPages(receipts.jwks, readiness.isReady), ...world.pages };
  const isListedOrigin = (origin: string) =>
    tenants.current().isListedOrigin(origin) || world.isOwnOrigin(origin);
  const tls = settings.tls && readTls(settings.tls);
  const server = createServer({ findRpc, pages, isListedOrigin, events, tls });
  const port = await server.listen(settings.port, settings.host);
  events.started({
    port,
    store: settings.store.kind,
    mail: settings.mail.kind,
    tls: settings.tls !== undefined,
  });

  return {
    port,
    events,
    async stop() {
      const startedAt = performance.now();
      events.draining();
      readiness.drain();
      health.drain();
      await new Promise((resolve) => setTimeout(resolve, settings.drainDelayMs));
      const aborted = await server.drain(drainMs - settings.drainDelayMs);
      await background.settled();
      tenants.close();
      events.drained({ ms: Math.round(performance.now() - startedAt), aborted });
    },
  };
}

/** Orchestrators kill after 30 s; all is over well before. */
const drainMs = 25_000;

function createWorld(settings: Settings, overrides: Partial<World>): World {
  const clock = overrides.clock ?? (() => new Date());
  return {
    clock,
    randomInt: (below) => randomInt(below),
    randomBytes,
    store: overrides.store ?? openStore(settings.store, clock),
    transport: overrides.transport ?? openTransport(settings.mail, clock),
    isOwnOrigin: () => false,
    pages: {},
    log: process.stdout,
    ...overrides,
  };
}

function openStore(store: Settings["store"], clock: Clock): ChallengeStore {
  switch (store.kind) {
    case "memory":
      return createMemoryStore(clock);
    case "dynamodb":
      return createDynamoStore(createDynamoClient(), store.table, { tries: 3, backoffMs: 50, jitter });
  }
}

function openTransport(mail: Settings["mail"], clock: Clock): MailTransport {
  switch (mail.kind) {
    case "console":
      return createConsoleTransport((text) => process.stdout.write(text));
    case "ses": {
      const { configurationSet } = mail;
      const options = { clock, randomInt: (below: number) => randomInt(below) };
      return createSesTransport(createSesClient(), {
        ...options,
        ...(configurationSet ? { configurationSet } : {}),
      });
    }
  }
}

function jitter(): number {
  return randomInt(1_000) / 1_000;
}

function createLogger({ logLevel }: Settings, log: World["log"]) {
  return pino(
    { level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: "message" },
    log,
  );
}

function readTls({ cert, key, clientCa }: TlsSettings): TlsFiles {
  const read = (path: string) => readFileSync(path, "utf8");
  return { cert: read(cert), key: read(key), ...(clientCa === undefined ? {} : { ca: read(clientCa) }) };
}

/** Work that goes on after its caller was answered or left. */
function createBackground() {
  const works = new Set<Promise<unknown>>();
  return {
    track(work: Promise<unknown>): void {
      works.add(work);
      const done = () => void works.delete(work);
      work.then(done, done);
    },
    async settled(): Promise<void> {
      await Promise.allSettled(works);
    },
  };
}
