import { setTimeout as sleep } from "node:timers/promises";
import { NoPassService } from "../gen/nopass/v1/nopass_pb.js";
import { createBackground } from "./background.ts";
import type { Settings } from "./config/settings.ts";
import { openTenantsFile } from "./config/tenants-file.ts";
import { openTlsFiles, type TlsTexts } from "./config/tls-files.ts";
import { createKeyring } from "./core/keyring.ts";
import { createSendCode } from "./core/send-code.ts";
import { createVerifyCode } from "./core/verify-code.ts";
import { createHooks } from "./hooks.ts";
import { createElementPages, readPageScripts } from "./http/element.ts";
import { createPages } from "./http/pages.ts";
import { createCallerLimits } from "./limits/caller-limits.ts";
import { createCapacity } from "./limits/capacity.ts";
import { createLeases } from "./limits/leases.ts";
import { createFailover } from "./mail/failover.ts";
import { createMailer } from "./mail/mailer.ts";
import { createReadiness } from "./ready.ts";
import { createReceipts } from "./receipt/signer.ts";
import { createGate } from "./rpc/gate.ts";
import { createRpcHandler } from "./rpc/handler.ts";
import { createHealthService } from "./rpc/health.ts";
import { createReflectionRoutes } from "./rpc/reflection.ts";
import { refusals } from "./rpc/refusals.ts";
import { createMethods, createRoutes, createUnaryMethods } from "./rpc/routes.ts";
import { createServer } from "./server.ts";
import { createEvents, type Events } from "./telemetry/events.ts";
import { createLogger } from "./telemetry/logger.ts";
import { openTelemetry } from "./telemetry/telemetry.ts";
import { observed, openMetrics } from "./watched.ts";
import { createWorld, namesOf, type World } from "./world.ts";

/** A service that listens. */
export interface RunningService {
  readonly port: number;
  /** The port of the metrics, if they have one of their own. */
  readonly metricsPort: number | undefined;
  readonly events: Events;
  /** Waits for work that outlives its call, for `graceMs` at the most. */
  settled(graceMs: number): Promise<void>;
  /** Stops without losing a call: not ready first, then no new connections, then what is in flight. */
  stop(): Promise<void>;
}

/** Starts a whole service: puts the parts together that `createWorld` chose. */
export async function start(settings: Settings, overrides: Partial<World> = {}): Promise<RunningService> {
  const world = createWorld(settings, overrides);
  const { clock, lookEveryMs } = world;
  const telemetry = await openTelemetry({
    ...settings.telemetry,
    scraped: settings.telemetry.scrape !== undefined,
  });
  const events = createEvents(createLogger(settings.logLevel, world.log), telemetry.metrics);
  const { store, mailers } = observed(world, settings, telemetry);
  const transport = createFailover(mailers, { clock, onChange: events.mailerBreaker });
  const tenantsEvents = { reloaded: events.tenantsReloaded, reloadFailed: events.tenantsReloadFailed };
  const tenants = await openTenantsFile(
    settings.tenantsFile,
    tenantsEvents,
    lookEveryMs,
    settings.tls,
    world.readTenants,
  );
  telemetry.watch("nopass.tenants", "Tenants in force", () => tenants.current().tenants.length);
  telemetry.watch("nopass.keys", "API keys in force", () => tenants.current().keyCount);
  const keyring = createKeyring(settings.keyring.reveal());
  const receipts = await createReceipts(settings.receiptKeys.reveal());
  const mailer = createMailer(transport, { from: settings.mail.from });
  const background = createBackground();
  const readiness = createReadiness(store, clock);
  const health = createHealthService([NoPassService.typeName], readiness.isReady);

  const limits = createCallerLimits(createLeases(world.leases, keyring), events);
  const tenantsNow = () => tenants.current().tenants;
  const hooks = createHooks(settings.feedback, { ...world, keyring, tenants: tenantsNow }, events);
  const bounced = (email: string, tenant: string) => background.track(hooks.bounced(email, tenant));
  const sendCode = createSendCode({ ...world, store, keyring, mailer, limits, bounced });
  const verifyCode = createVerifyCode({
    ...world,
    store,
    keyring,
    limits,
    signer: receipts,
    issuer: settings.publicUrl,
  });
  const capacity = createCapacity(settings.maxCalls);
  telemetry.watch(
    "nopass.calls.in_hand",
    "Calls that are worked on, or wait for their turn",
    capacity.inHand,
  );
  telemetry.watchTotal("nopass.log.lines.lost", "Log lines that nobody took in time", world.log.lost);
  const methods = createMethods({
    sendCode,
    verifyCode,
    capacity,
    track: background.track,
    codeStep: telemetry.metrics.codeStep,
  });
  const reflection = settings.reflection ? [createReflectionRoutes([NoPassService, health.service])] : [];
  const findRpc = createRpcHandler({
    routes: (router) => {
      for (const route of [createRoutes(methods), health.routes, ...reflection]) route(router);
    },
    unary: createUnaryMethods(methods),
    gate: createGate({
      findKey: (id) => tenants.current().findKey(id),
      allowsOrigin: ({ origins }, origin) => origins.includes(origin) || world.isOwnOrigin(origin),
      limits,
      capacity,
      clock,
    }),
    interceptors: [refusals],
    onError: (error) => events.fault("answer", error),
  });
  const scripts = await readPageScripts();
  const metricsPort = await openMetrics(settings, telemetry, events);
  const pages = {
    ...createPages(receipts.jwks, readiness.isReady),
    ...(scripts === undefined ? {} : createElementPages(scripts)),
    ...metricsPort.pages,
    ...world.pages,
  };
  const isListedOrigin = (origin: string) =>
    tenants.current().isListedOrigin(origin) || world.isOwnOrigin(origin);
  const tlsEvents = { reloaded: renewTls, reloadFailed: events.certificatesReloadFailed };
  const tls = settings.tls && (await openTlsFiles(settings.tls, tlsEvents, lookEveryMs));
  const server = createServer({
    findRpc,
    pages,
    hooks: hooks.pages,
    isListedOrigin,
    trustedProxies: settings.trustedProxies,
    events,
    tracing: telemetry.tracing,
    tls: tls?.first,
    reusePort: settings.reusePort,
  });
  function renewTls(texts: TlsTexts): void {
    server.renewTls(texts);
    events.certificatesReloaded();
  }
  const port = await server.listen(settings.port, settings.host);
  events.started({
    port,
    store: settings.store.kind,
    mail: namesOf(settings.mail),
    tls: settings.tls !== undefined,
  });

  return {
    port,
    metricsPort: metricsPort.port,
    events,
    settled: background.settled,
    async stop() {
      const startedAt = performance.now();
      events.draining();
      readiness.drain();
      health.drain();
      server.leave();
      await sleep(settings.drainDelayMs);
      const leftMs = () => Math.max(0, startedAt + drainMs - performance.now());
      const aborted = await server.drain(leftMs());
      await background.settled(leftMs());
      for (const { close } of mailers) close?.();
      tenants.close();
      tls?.close();
      metricsPort.close();
      await telemetry.stop();
      events.drained({ ms: Math.round(performance.now() - startedAt), aborted });
    },
  };
}

/** Orchestrators kill after 30 s; all is over well before. */
const drainMs = 25_000;
