import { join } from "node:path";
import { bundleForPages } from "../../clients/web/bundle.ts";
import type { Env } from "../config/env.ts";
import { parseSettings, type Settings } from "../config/settings.ts";
import { createElementPages } from "../http/element.ts";
import { createConsoleTransport } from "../mail/console.ts";
import { createDynamoStores, type World } from "../world.ts";
import { startEmbeddedDynamo } from "./embedded-dynamodb.ts";
import { createHome } from "./home.ts";
import { createInbox } from "./inbox.ts";
import { isLoopback } from "./loopback.ts";
import { part } from "./page-files.ts";
import { type DevState, devTenant, openDevState, writeEnvFile } from "./state.ts";

/** What development starts the service with. */
export interface Development {
  readonly settings: Settings;
  readonly world: Partial<World>;
  readonly state: DevState;
  /** Ends the embedded database. */
  close(): Promise<void>;
}

/** Makes all that the service needs in a folder, or takes it from there. Each mail is written to `showMail`. */
export async function openDevelopment(
  folder: string,
  env: Env,
  showMail: (text: string) => void,
): Promise<Development> {
  const state = await openDevState(folder);
  const settings = parseSettings({
    LOG_LEVEL: "info",
    NOPASS_KEYRING: state.keyring,
    NOPASS_RECEIPT_KEYS: state.receiptKeys,
    NOPASS_TENANTS: state.tenantsFile,
    NOPASS_MAIL: "console",
    NOPASS_MAIL_FROM: "NoPass <no-reply@nopass.example>",
    NOPASS_REFLECTION: "on",
    NOPASS_DRAIN_DELAY: "0",
    ...env,
  });
  await writeEnvFile(folder, settings.publicUrl, state);
  const inbox = createInbox(
    createConsoleTransport((text) => showMail(`\n${text}\n`)),
    () => new Date(),
  );
  const embedded =
    settings.store.kind === "dynamodb"
      ? await startEmbeddedDynamo(join(folder, "dynamodb"), settings.store.table)
      : undefined;
  const home = createHome({
    publishableKey: state.publishableKey,
    issuer: settings.publicUrl,
    tenant: devTenant,
  });
  return {
    settings,
    state,
    world: {
      pages: {
        ...home,
        ...inbox.pages,
        ...createElementPages(await bundleForPages()),
        "/pages/style.css": part("style.css", "text/css"),
        "/pages/icon.svg": part("icon.svg", "image/svg+xml"),
      },
      isOwnOrigin: isLoopback,
      ...(settings.mail.mailers.every(({ kind }) => kind === "console")
        ? { transport: inbox.transport }
        : {}),
      ...(embedded && settings.store.kind === "dynamodb"
        ? createDynamoStores(embedded.client, settings.store.table, undefined, embedded.timeouts)
        : {}),
    },
    close: async () => embedded?.close(),
  };
}
