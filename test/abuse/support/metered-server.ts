import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { aTenantEntry } from "../../config/support/tenants.ts";
import { silentLog } from "../../support/logs.ts";
import { publishableKey, secretKey } from "./keys.ts";
import { startWithTenants } from "./tenants-service.ts";

/** What a metered server tells those who measure it. */
export interface Metered {
  readonly url: string;
  /** A handler of `node:http` that does nothing. */
  readonly bareUrl: string;
  readonly secret: string;
  /** Of a tenant whose networks may call once. */
  readonly publishable: string;
}

/** Runs in a process of its own, so that its CPU time is that of the server alone: it tells it when it is asked. */
const secret = secretKey();
const publishable = publishableKey();
const once = { count: 1, per: "24h" };
const limits = { network_sends: once, network_verifies: once };
const service = await startWithTenants([aTenantEntry({ limits, keys: [secret.entry, publishable.entry] })], {
  env: { LOG_LEVEL: "info" },
  world: { log: silentLog },
});
const bare = createServer((req, res) => {
  req.resume();
  res.writeHead(200, { "content-type": "application/json" }).end("{}");
});
await new Promise<void>((resolve) => bare.listen(0, "127.0.0.1", resolve));
const { port } = bare.address() as AddressInfo;
const metered: Metered = {
  url: service.url,
  bareUrl: `http://127.0.0.1:${port}`,
  secret: secret.text,
  publishable: publishable.text,
};
process.send?.(metered);
process.on("message", () => process.send?.(process.cpuUsage()));
process.once("disconnect", () => process.exit());
