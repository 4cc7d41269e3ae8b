import { parseArgs } from "node:util";
import { start } from "../compose.ts";
import type { Env } from "../config/env.ts";
import { parseSettings, type Settings } from "../config/settings.ts";
import { namesParameters, readSettings, tenantsReader } from "../secrets/parameter-settings.ts";
import type { World } from "../world.ts";
import type { Command } from "./command.ts";
import { runUntilStopped } from "./run-until-stopped.ts";

/** Runs the service as the environment says, until it is told to stop. */
export const serve: Command = {
  usage: "serve",
  summary: "run the service; settings come from the environment",
  async run(args, { env }) {
    parseArgs({ args: [...args], options: {} });
    const { settings, world } = await settle(env);
    await runUntilStopped(() => start(settings, world));
    return 0;
  },
};

/** Loads the client of AWS Systems Manager only where a setting is kept there. */
async function settle(env: Env): Promise<{ readonly settings: Settings; readonly world: Partial<World> }> {
  if (!namesParameters(env)) return { settings: parseSettings(env), world: {} };
  const { createParameterClient, createParameterReader } = await import("../secrets/parameters.ts");
  const read = createParameterReader(createParameterClient());
  const settings = parseSettings((await readSettings(env, read)).env);
  const readTenants = tenantsReader(env, read);
  return { settings, world: readTenants === undefined ? {} : { readTenants } };
}
