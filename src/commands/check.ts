import { resolveTxt } from "node:dns/promises";
import { parseArgs } from "node:util";
import type { Settings } from "../config/settings.ts";
import type { Tenant } from "../core/tenant.ts";
import { checkDynamo } from "./checks/dynamodb.ts";
import { type Finding, problem, warning } from "./checks/finding.ts";
import { checkLive } from "./checks/live.ts";
import { checkMailers } from "./checks/mailers.ts";
import { checkOtlp } from "./checks/otlp.ts";
import { checkPublicUrl } from "./checks/public-url.ts";
import { checkDmarcOf, type ReadTxt } from "./checks/sender-domains.ts";
import { checkSes, checkSuppressed } from "./checks/ses.ts";
import { checkSettings, checkTenants } from "./checks/settings.ts";
import { checkTls } from "./checks/tls.ts";
import type { Command, Terminal } from "./command.ts";

/**
 * Tells what is wrong with a deployment, and what to do about it.
 *
 * Exit codes: 0 if it will work, 1 if something will not, 2 if the command was not understood.
 */
export const check: Command = createCheck(resolveTxt);

/** The same, with another way to ask the DNS. */
export function createCheck(readTxt: ReadTxt): Command {
  return {
    usage: "check [--json] [--live ADDRESS] [--tenant T]",
    summary:
      "look at settings, tenants, certificates, table, clock, mailers, DNS and receivers, and say what to do; with --live, mail a code and ask for it; exit code 1 if something will not work",
    async run(args, terminal) {
      const { values } = parseArgs({
        args: [...args],
        options: {
          json: { type: "boolean", default: false },
          live: { type: "string" },
          tenant: { type: "string" },
        },
      });
      const { settings, findings, tenants } = await find(terminal, readTxt);
      const live =
        values.live === undefined || settings === undefined
          ? []
          : await tryLive(settings, tenants, values.live, values.tenant, terminal);
      const all = [...findings, ...live];
      terminal.out(values.json ? `${JSON.stringify(all, null, 2)}\n` : all.map(line).join(""));
      return all.some(({ level }) => level === "error") ? 1 : 0;
    },
  };
}

interface Found {
  readonly settings?: Settings;
  readonly findings: readonly Finding[];
  readonly tenants: readonly Tenant[];
}

async function find({ env }: Terminal, readTxt: ReadTxt): Promise<Found> {
  const { settings, tenants: text, findings } = await checkSettings(env);
  if (settings === undefined) return { findings, tenants: [] };
  const { store, mail, tls, telemetry } = settings;
  const { findings: ofTenants, tenants } = await checkTenants(settings, text);
  const froms = [mail.from, ...tenants.flatMap(({ brand }) => brand.from ?? [])];
  const ses = mail.mailers.find((mailer) => mailer.kind === "ses");
  const endpoint = sesEndpoint(env);
  const looked = await Promise.all([
    tls === undefined ? [] : checkTls(tls),
    store.kind === "dynamodb" ? checkDynamo(store.table) : [forgetful],
    ses === undefined
      ? checkDmarcOf(froms, readTxt)
      : checkSes({ froms, configurationSet: ses.configurationSet, endpoint, readTxt }),
    checkMailers(mail.mailers),
    checkPublicUrl(settings),
    checkOtlp(telemetry),
  ]);
  return { settings, tenants, findings: [...findings, ...ofTenants, ...looked.flat()] };
}

const forgetful = warning(
  "store",
  "codes are kept in the service's memory, so a restart forgets them and one instance is all there can be: set NOPASS_STORE=dynamodb",
);

async function tryLive(
  settings: Settings,
  tenants: readonly Tenant[],
  email: string,
  id: string | undefined,
  terminal: Terminal,
): Promise<readonly Finding[]> {
  const tenant = id === undefined ? tenants[0] : tenants.find((each) => each.id === id);
  if (tenant === undefined)
    return [
      problem("live", "there is no such tenant in the tenants file: correct --tenant, or NOPASS_TENANTS"),
    ];
  const bySes = settings.mail.mailers[0]?.kind === "ses";
  const suppressed = bySes ? await checkSuppressed(email, sesEndpoint(terminal.env)) : [];
  return suppressed.length > 0 ? suppressed : [await checkLive(settings, tenant, email, terminal)];
}

/** Where the SDK would look for SES. */
function sesEndpoint(env: Terminal["env"]): string | undefined {
  return env.AWS_ENDPOINT_URL_SESV2 ?? env.AWS_ENDPOINT_URL_SES ?? env.AWS_ENDPOINT_URL;
}

const signs = { ok: "ok     ", warning: "warning", error: "error  " } as const satisfies Record<
  Finding["level"],
  string
>;

function line({ level, subject, text }: Finding): string {
  return `${signs[level]}  ${subject}: ${text}\n`;
}
