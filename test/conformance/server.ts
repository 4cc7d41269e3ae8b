import { randomBytes } from "node:crypto";
import { start } from "../../src/compose.ts";
import { parseSettings } from "../../src/config/settings.ts";
import type { Mail } from "../../src/mail/mail.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createMemoryItems } from "../../src/store/memory-items.ts";
import { createMemoryMarks } from "../../src/store/memory-marks.ts";
import type { World } from "../../src/world.ts";
import { silentLog } from "../support/logs.ts";
import type { ServerScript, Setup } from "./cases.ts";
import { drawnCodes } from "./world/drawn-codes.ts";
import { createFaultyStore, type StoreFault } from "./world/faulty-store.ts";
import { openFront } from "./world/front.ts";
import { createPostOffice, type DeliveryPlan } from "./world/post-office.ts";
import type { ReceiptOrder } from "./world/receipt-order.ts";
import { createKeyRing, makeReceipt, toSigningJwk } from "./world/receipts.ts";
import { createScript } from "./world/script.ts";
import { type ApiKeys, writeTenants } from "./world/tenants.ts";

/** The real service in this process, in a world that does as a case says. */
export interface ConformanceServer {
  readonly url: string;
  readonly keys: ApiKeys;
  /** Mails that left, or may have left. */
  readonly mails: readonly Mail[];
  readonly keyFetches: number;
  /** Calls that arrived since the last look. */
  takeCalls(): number;
  nowMs(): number;
  /** The clock of the service stands still but for this. */
  advance(ms: number): void;
  tell(script: ServerScript): Promise<void>;
  makeReceipt(order: ReceiptOrder): string;
  stop(): Promise<void>;
}

/** Starts a service for one case. Its clock begins at the time of day, as those of the clients cannot be set. */
export async function startConformanceServer({
  tenant = {},
  codes = [],
  server = {},
}: Setup): Promise<ConformanceServer> {
  // At a full second, as receipts have no others.
  let nowMs = Math.floor(Date.now() / 1000) * 1000;
  const clock = () => new Date(nowMs);
  const items = createMemoryItems();
  const storeFaults = createScript<StoreFault>();
  const deliveries = createScript<DeliveryPlan>();
  const post = createPostOffice(deliveries);
  const keyOf = createKeyRing();
  const [front, tenants] = await Promise.all([openFront(), writeTenants(tenant)]);
  const { url } = front;

  const world: Partial<World> = {
    clock,
    store: createFaultyStore(createMemoryStore(clock, items), storeFaults),
    marks: createMemoryMarks(items),
    transport: post,
    log: silentLog,
    randomInt: drawnCodes(codes),
  };
  const env = {
    PORT: "0",
    HOST: "127.0.0.1",
    NOPASS_STORE: "memory",
    NOPASS_MAIL: "console",
    NOPASS_MAIL_FROM: "Acme <no-reply@acme.example>",
    NOPASS_KEYRING: `k1:${randomBytes(32).toString("base64")}`,
    NOPASS_TENANTS: tenants.path,
    NOPASS_PUBLIC_URL: url,
    NOPASS_DRAIN_DELAY: "0",
    LOG_LEVEL: "silent",
  };

  async function run(signingKeys: readonly string[]) {
    const keys = signingKeys.map((name) => toSigningJwk(keyOf(name)));
    const settings = parseSettings({ ...env, NOPASS_RECEIPT_KEYS: JSON.stringify({ keys }) });
    const running = await start(settings, world);
    front.leadTo(running.port);
    return running;
  }

  let service = await run(server.signingKeys ?? ["es-1"]);

  async function tell({ network, store, deliveries: plans, signingKeys }: ServerScript): Promise<void> {
    if (store !== undefined) storeFaults.tell(store);
    if (plans !== undefined) deliveries.tell(plans);
    if (network !== undefined) await front.tell(network);
    if (signingKeys !== undefined) {
      await front.hangUp();
      await service.stop();
      service = await run(signingKeys);
    }
  }

  const { signingKeys: _, ...rest } = server;
  await tell(rest);
  return {
    url,
    keys: tenants.keys,
    mails: post.mails,
    get keyFetches() {
      return front.keyFetches;
    },
    takeCalls: front.takeCalls,
    nowMs: () => nowMs,
    advance(ms) {
      nowMs += ms;
    },
    tell,
    makeReceipt: (order) => makeReceipt(order, url, keyOf),
    async stop() {
      await front.stop();
      await service.stop();
      await tenants.remove();
    },
  };
}
