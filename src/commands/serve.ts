import { parseArgs } from "node:util";
import { start } from "../compose.ts";
import { parseSettings } from "../config/settings.ts";
import type { Command } from "./command.ts";
import { runUntilStopped } from "./run-until-stopped.ts";
import { settleEnv } from "./settled-env.ts";

/** Runs the service as the environment says, until it is told to stop. */
export const serve: Command = {
  usage: "serve",
  summary: "run the service; settings come from the environment",
  async run(args, { env }) {
    parseArgs({ args: [...args], options: {} });
    const { env: settled, readTenants } = await settleEnv(env);
    const settings = parseSettings(settled);
    await runUntilStopped(() => start(settings, readTenants === undefined ? {} : { readTenants }));
    return 0;
  },
};
