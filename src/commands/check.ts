import { parseArgs } from "node:util";
import { checkDynamo } from "./checks/dynamodb.ts";
import type { Finding } from "./checks/finding.ts";
import { checkSes } from "./checks/ses.ts";
import { checkSettings, checkTenants } from "./checks/settings.ts";
import { checkTls } from "./checks/tls.ts";
import type { Command, Terminal } from "./command.ts";

/** Tells what is wrong with a deployment, and what to do about it. */
export const check: Command = {
  usage: "check [--json]",
  summary:
    "look at settings, tenants, certificates, table, TTL, clock and SES; exit code 1 if something will not work",
  async run(args, terminal) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: "boolean", default: false } } });
    const findings = await find(terminal);
    terminal.out(values.json ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(line).join(""));
    return findings.some(({ level }) => level === "error") ? 1 : 0;
  },
};

async function find({ env }: Terminal): Promise<readonly Finding[]> {
  const { settings, findings } = checkSettings(env);
  if (settings === undefined) return findings;
  const { store, mail, tls } = settings;
  const looked = await Promise.all([
    checkTenants(settings),
    tls === undefined ? [] : checkTls(tls),
    store.kind === "dynamodb" ? checkDynamo(store.table) : [],
    mail.mailers.some(({ kind }) => kind === "ses") ? checkSes(mail) : [],
  ]);
  return [...findings, ...looked.flat()];
}

const signs = { ok: "ok     ", warning: "warning", error: "error  " } as const satisfies Record<
  Finding["level"],
  string
>;

function line({ level, subject, text }: Finding): string {
  return `${signs[level]}  ${subject}: ${text}\n`;
}
