import { type RunningService, start } from "../compose.ts";
import { parseSettings } from "../config/settings.ts";
import type { Command } from "./command.ts";

/** Runs the service as the environment says, until it is told to stop. */
export const serve: Command = {
  usage: "serve",
  summary: "run the service; settings come from the environment",
  async run(_args, { env }) {
    const service = await start(parseSettings(env));
    await untilStopped(service);
    return 0;
  },
};

/** Waits for SIGTERM or SIGINT and drains. A second one ends the process at once. */
export async function untilStopped(service: RunningService): Promise<void> {
  process.on("unhandledRejection", (error) => service.events.fault("unhandled rejection", error));
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => process.exit(1));
  await service.stop();
}
