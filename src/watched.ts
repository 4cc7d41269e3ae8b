import type { Settings } from "./config/settings.ts";
import { createMetricsPage } from "./http/metrics-page.ts";
import { openMetricsPort } from "./http/metrics-port.ts";
import type { Pages } from "./http/pages.ts";
import type { Events } from "./telemetry/events.ts";
import { observeMailer, observeStore } from "./telemetry/observed.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";
import type { World } from "./world.ts";

/** Store and mailers with their calls measured, if anything is. */
export function observed(
  { store, mailers }: World,
  { store: { kind } }: Settings,
  telemetry: Telemetry,
): Pick<World, "store" | "mailers"> {
  if (!telemetry.on) return { store, mailers };
  return {
    store: observeStore(store, kind === "dynamodb" ? "aws.dynamodb" : kind, telemetry),
    mailers: mailers.map((mailer) => ({
      ...mailer,
      transport: observeMailer(mailer.transport, mailer.name, telemetry),
    })),
  };
}

/** Shows the metrics as the settings say: on a port of their own, with a token on the port of the calls, or not. */
export async function openMetrics(
  { telemetry: { scrape: settings }, host }: Settings,
  { scrape }: Telemetry,
  events: Events,
): Promise<{ readonly pages: Pages; readonly port: number | undefined; close(): void }> {
  if (settings === undefined || scrape === undefined) return { pages: {}, port: undefined, close() {} };
  const page = createMetricsPage(scrape, settings.token?.reveal());
  if (settings.port === undefined) return { pages: { "/metrics": page }, port: undefined, close() {} };
  const own = await openMetricsPort(settings.port, host, page, (error) => events.fault("metrics", error));
  return { pages: {}, port: own.port, close: own.close };
}
