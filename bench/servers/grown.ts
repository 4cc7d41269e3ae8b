import { writeFile } from "node:fs/promises";
import { start } from "../../src/compose.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { addressKey, windowAt } from "../../src/core/address-key.ts";
import { open } from "../../src/core/challenge.ts";
import type { EmailAddress } from "../../src/core/email.ts";
import { createKeyring } from "../../src/core/keyring.ts";
import type { MailTransport } from "../../src/mail/mail.ts";
import { createApiKey } from "../../src/rpc/api-key.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createMemoryItems } from "../../src/store/memory-items.ts";
import { createEnvironment } from "../../test/e2e/support/environment.ts";
import { silentLog } from "../../test/support/logs.ts";
import { holder, holderAt } from "../growth/holders.ts";
import { serveMeasurer } from "../processes.ts";

/**
 * The service with nothing behind it that would hide what its own structures cost: challenges in memory, mails to nobody.
 *
 * `TENANTS` says how many tenants there are, with a key each, a limit of mails a day and one of sends from a network;
 * none is ever reached. Every metric is counted.
 */
const { settings, tenantsFile, publishableKey } = await createEnvironment({});
const keys = Array.from({ length: Number(process.env.TENANTS ?? 1) }, () => createApiKey("secret", "live"));
const tenants = keys.map(({ id, sha256 }, i) => ({
  id: `tenant-${i}`,
  brand: { name: `Tenant ${i}`, host: `t${i}.example` },
  limits: { daily_sends: 1_000_000_000, network_sends: { count: 1_000_000, per: "1s" } },
  keys: [{ id, kind: "secret", sha256: [sha256] }],
}));
await writeFile(tenantsFile, JSON.stringify({ tenants }));

const codes = new Map<string, string>();
const transport: MailTransport = {
  async deliver({ to, text }) {
    codes.set(to, /\b\d{6}\b/.exec(text)?.[0] ?? "");
    return { kind: "accepted" };
  },
};
const items = createMemoryItems();
const store = createMemoryStore(() => new Date(), items);
const startedAt = performance.now();
const parsed = parseSettings({ ...settings, NOPASS_METRICS_PORT: "0", NOPASS_REFLECTION: "off" });
const { keyring } = parsed;
const { port } = await start(parsed, { transport, store, log: silentLog });
const startMs = performance.now() - startedAt;

/** Opens challenges as calls do, without the calls: one for each of those who sign in at these turns, and no other. */
function hold(from: number, count: number, size: number): void {
  const keys = createKeyring(keyring.reveal()).primary;
  const nowMs = Date.now();
  for (let turn = from; turn < from + count; turn++) {
    const i = holderAt(turn, size);
    const email = holder(i) as EmailAddress;
    const name = { tenant: "tenant-0", window: windowAt(keys, "tenant-0", email, nowMs), email, test: false };
    const address = addressKey(keys, name);
    const { item } = open(undefined, {
      address,
      challenge: `c_${String(i).padStart(11, "0")}`,
      resend: false,
      code: String(i).padStart(22, "0"),
      sendTag: String(i).padStart(22, "0"),
      nowMs,
      expiresAtMs: nowMs + 3_600_000,
      // Whoever has a challenge may have another at once.
      nextSendMs: nowMs,
      windowEndMs: nowMs + 86_400_000,
      ttlSeconds: Math.ceil(nowMs / 1000) + 90_000,
      budget: 10,
      stranger: false,
      discreet: false,
      attempts: 1,
    });
    if (item !== undefined) items.set(address, item);
  }
}

function takeCodes(): Record<string, string> {
  const taken = Object.fromEntries(codes);
  codes.clear();
  return taken;
}

serveMeasurer(
  { url: `http://127.0.0.1:${port}`, secretKey: keys[0]?.text, publishableKey },
  { hold, codes: takeCodes, keys: () => keys.map(({ text }) => text), startMs: () => startMs },
);
