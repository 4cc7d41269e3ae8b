import { openHandlerHttp } from "../aws/handler-http.ts";
import { start } from "../compose.ts";
import { type Env, SettingsError } from "../config/env.ts";
import { parseSettings } from "../config/settings.ts";
import { type ReadSettings, readSettings } from "../secrets/parameter-settings.ts";
import { createParameterClient, createParameterReader } from "../secrets/parameters.ts";
import { createAnswerEvent } from "./answer-event.ts";
import { createFreshService } from "./fresh-service.ts";

const read = createParameterReader(createParameterClient());

const service = createFreshService({
  load: () => readSettings(forLambda(process.env), read),
  start: startOn,
  clock: () => new Date(),
  failed: report,
});

/** The function behind a Function URL and an HTTP API: Connect and gRPC-Web, served as anywhere else. */
export const handler = createAnswerEvent(service);

// While the function starts it has more of the processor than later. What fails is reported, and tried again.
await service().catch(() => undefined);

/** Its port is its own: nobody but this process calls there, and says for whom. */
function forLambda(env: Env): Env {
  const proxies = [env.NOPASS_TRUSTED_PROXIES, "127.0.0.1"].filter(Boolean).join(",");
  return { ...env, HOST: "127.0.0.1", PORT: "0", NOPASS_DRAIN_DELAY: "0", NOPASS_TRUSTED_PROXIES: proxies };
}

function startOn({ env, tenants }: ReadSettings) {
  const world = tenants === undefined ? {} : { readTenants: async () => tenants };
  // What the SDK brings is loaded anyway; undici would take longer to load than it ever saves here.
  return start(parseSettings(env), { ...world, openHttp: openHandlerHttp });
}

function report(error: unknown): void {
  const problems = error instanceof SettingsError ? error.problems : [(error as Error).name];
  const line = { level: 50, time: new Date().toISOString(), event: "settings_failed", problems };
  process.stdout.write(`${JSON.stringify({ ...line, message: "the settings cannot be used" })}\n`);
}
