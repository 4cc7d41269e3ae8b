import cluster from "node:cluster";
import { once } from "node:events";
import { start } from "../../src/compose.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { createEnvironment } from "../../test/e2e/support/environment.ts";
import { freePort } from "../../test/support/free-port.ts";
import { silentLog } from "../../test/support/logs.ts";

/**
 * Two services behind one port. `HOW` says how: `cluster` has one process that takes all connections and hands them on,
 * `port` has two that listen for themselves.
 */
async function serve(env: Readonly<Record<string, string>>): Promise<number> {
  const { port } = await start(parseSettings(env), { log: silentLog });
  return port;
}

const how = process.env.HOW;
if (cluster.isWorker && how === "cluster") {
  process.send?.({ port: await serve(JSON.parse(process.env.SETTINGS ?? "{}")) });
} else {
  const { settings } = await createEnvironment({});
  const given = { ...settings, PORT: process.env.PORT ?? "0", NOPASS_REFLECTION: "off" };
  let port = 0;
  if (how === "cluster") {
    given.PORT = String(await freePort());
    for (let i = 0; i < 2; i++) {
      const worker = cluster.fork({ ...process.env, SETTINGS: JSON.stringify(given) });
      const [message] = (await once(worker, "message")) as [{ port: number }];
      port = message.port;
    }
  } else port = await serve({ ...given, NOPASS_REUSE_PORT: "on" });
  process.once("disconnect", () => process.exit());
  process.send?.({ ready: { port } });
}
