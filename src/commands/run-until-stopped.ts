import type { RunningService } from "../compose.ts";

/**
 * Runs a service until SIGTERM or SIGINT, and drains it then. A second signal ends the process at once.
 *
 * It listens for signals before it starts the service, so that one that comes early is not lost.
 */
export async function runUntilStopped(
  start: () => Promise<RunningService>,
  onStarted: (service: RunningService) => void = () => undefined,
): Promise<void> {
  const told = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  const service = await start();
  process.on("unhandledRejection", (error) => service.events.fault("unhandled rejection", error));
  onStarted(service);
  await told;
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => process.exit(1));
  await service.stop();
}
