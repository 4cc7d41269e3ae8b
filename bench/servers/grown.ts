import { writeFile } from "node:fs/promises";
import { start } from "../../src/compose.ts";
import { parseSettings } from "../../src/config/settings.ts";
import type { MailTransport } from "../../src/mail/mail.ts";
import { createApiKey } from "../../src/rpc/api-key.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createEnvironment } from "../../test/e2e/support/environment.ts";
import { serveMeasurer } from "../processes.ts";

/**
 * The service with nothing behind it that would hide what its own structures cost: challenges in memory, mails to nobody.
 *
 * `TENANTS` says how many tenants there are, with a key each and a limit of mails a day; every metric is counted.
 */
const { settings, tenantsFile, publishableKey } = await createEnvironment({});
const keys = Array.from({ length: Number(process.env.TENANTS ?? 1) }, () => createApiKey("secret", "live"));
const tenants = keys.map(({ id, sha256 }, i) => ({
  id: `tenant-${i}`,
  brand: { name: `Tenant ${i}`, host: `t${i}.example` },
  limits: { daily_sends: 1_000_000_000 },
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
const store = createMemoryStore(() => new Date());
const startedAt = performance.now();
const { port } = await start(
  parseSettings({ ...settings, NOPASS_METRICS_PORT: "0", NOPASS_REFLECTION: "off" }),
  { transport, store, log: { write() {} } },
);
const startMs = performance.now() - startedAt;

let filled = 0;

/** Opens challenges as calls do, without the calls. */
async function fill(count: number): Promise<number> {
  const nowMs = Date.now();
  for (const end = filled + count; filled < end; filled++)
    await store.open({
      address: `1|k1|${Buffer.from(`address ${filled}`.padEnd(32)).toString("base64url")}`,
      challenge: `c_${Buffer.from(String(filled).padStart(8, "0")).toString("base64url")}`,
      resend: false,
      code: Buffer.from(`code ${filled}`.padEnd(16)).toString("base64url"),
      sendTag: Buffer.from(`tag ${filled}`.padEnd(16)).toString("base64url"),
      nowMs,
      expiresAtMs: nowMs + 300_000,
      nextSendMs: nowMs + 30_000,
      windowEndMs: nowMs + 86_400_000,
      ttlSeconds: Math.ceil(nowMs / 1000) + 90_000,
      budget: 10,
      stranger: false,
      discreet: false,
      attempts: 1,
    });
  gc?.();
  return filled;
}

function takeCodes(): Record<string, string> {
  const taken = Object.fromEntries(codes);
  codes.clear();
  return taken;
}

serveMeasurer(
  { url: `http://127.0.0.1:${port}`, secretKey: keys[0]?.text, publishableKey },
  { fill, codes: takeCodes, keys: () => keys.map(({ text }) => text), startMs: () => startMs },
);
