import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Command } from "../commands/command.ts";
import { runUntilStopped } from "../commands/run-until-stopped.ts";
import { start } from "../compose.ts";
import { type Env, SettingsError } from "../config/env.ts";
import { parseSettings } from "../config/settings.ts";
import { createConsoleTransport } from "../mail/console.ts";
import { createDynamoStores, type World } from "../world.ts";
import { banner } from "./banner.ts";
import { startEmbeddedDynamo } from "./embedded-dynamodb.ts";
import { createInbox } from "./inbox.ts";
import { openDevState } from "./state.ts";

/**
 * Runs the real service on embedded parts: generated keys, DynamoDB in this process, mails on the console and on a page.
 *
 * It talks to nobody: with settings that point to AWS it refuses to start.
 */
export const dev: Command = {
  usage: "dev",
  summary: "run the service on embedded parts: nothing to install, nothing to set",
  async run(args, { env, out, err }) {
    parseArgs({ args: [...args], options: {} });
    refuseRealEndpoints(env);
    const folder = join(process.cwd(), ".nopass");
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
    const inbox = createInbox(
      createConsoleTransport((text) => err(`\n${text}\n`)),
      () => new Date(),
    );
    const embedded =
      settings.store.kind === "dynamodb"
        ? await startEmbeddedDynamo(join(folder, "dynamodb"), settings.store.table)
        : undefined;
    const world: Partial<World> = {
      pages: inbox.pages,
      isOwnOrigin: isLoopback,
      ...(settings.mail.kind === "console" ? { transport: inbox.transport } : {}),
      ...(embedded && settings.store.kind === "dynamodb"
        ? createDynamoStores(embedded.client, settings.store.table)
        : {}),
    };
    await runUntilStopped(
      () => start(settings, world),
      ({ port }) => out(banner(port, state)),
    );
    await embedded?.close();
    return 0;
  },
};

const endpoints = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_SES"] as const;

function refuseRealEndpoints(env: Env): void {
  const problems = endpoints
    .filter((name) => env[name] && !isLoopback(env[name]))
    .map((name) => `${name} points away from this machine, and development must not: use \`nopass serve\``);
  if (env.NOPASS_MAIL === "ses" && !isLoopback(env.AWS_ENDPOINT_URL_SES ?? env.AWS_ENDPOINT_URL ?? ""))
    problems.push("NOPASS_MAIL is ses, and development must not send mail: use `nopass serve`");
  if (problems.length > 0) throw new SettingsError(problems);
}

function isLoopback(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? "";
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
