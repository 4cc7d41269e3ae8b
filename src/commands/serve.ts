import { parseArgs } from "node:util";
import { start } from "../compose.ts";
import { parseSettings } from "../config/settings.ts";
import type { Command } from "./command.ts";
import { runUntilStopped } from "./run-until-stopped.ts";

/** Runs the service as the environment says, until it is told to stop. */
export const serve: Command = {
  usage: "serve",
  summary: "run the service; settings come from the environment",
  async run(args, { env }) {
    parseArgs({ args: [...args], options: {} });
    const settings = parseSettings(env);
    await runUntilStopped(() => start(settings));
    return 0;
  },
};
