import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Command } from "../commands/command.ts";
import { runUntilStopped } from "../commands/run-until-stopped.ts";
import { start } from "../compose.ts";
import { type Env, SettingsError } from "../config/env.ts";
import { banner } from "./banner.ts";
import { openDevelopment } from "./development.ts";
import { isLoopback } from "./loopback.ts";

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
    refuseRealMailers(env);
    const development = await openDevelopment(join(process.cwd(), ".nopass"), env, err);
    await runUntilStopped(
      () => start(development.settings, development.world),
      ({ port }) => out(banner(port, development.state)),
    );
    await development.close();
    return 0;
  },
};

const endpoints = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_SES"] as const;

function refuseRealEndpoints(env: Env): void {
  const problems = endpoints
    .filter((name) => env[name] && !isLoopback(env[name]))
    .map((name) => `${name} points away from this machine, and development must not: use \`nopass serve\``);
  if (problems.length > 0) throw new SettingsError(problems);
}

/** A catcher on this machine is welcome. */
function refuseRealMailers(env: Env): void {
  const urls = {
    ses: env.AWS_ENDPOINT_URL_SES ?? env.AWS_ENDPOINT_URL ?? "",
    // Of a scheme that is not HTTP's only the host is looked at.
    smtp: (env.NOPASS_SMTP_URL ?? "").replace(/^smtps?:/, "http:"),
    webhook: env.NOPASS_WEBHOOK_URL ?? "",
  };
  const wanted = (env.NOPASS_MAIL ?? "").split(",").map((name) => name.trim());
  const problems = Object.entries(urls)
    .filter(([kind, url]) => wanted.includes(kind) && !isLoopback(url))
    .map(
      ([kind]) =>
        `NOPASS_MAIL is ${kind}, and development must not send mail away from this machine: use \`nopass serve\``,
    );
  if (problems.length > 0) throw new SettingsError(problems);
}
