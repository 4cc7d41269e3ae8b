import { readFile } from "node:fs/promises";
import { type Env, SettingsError } from "../../config/env.ts";
import { parseSettings, type Settings } from "../../config/settings.ts";
import { type Directory, parseTenants } from "../../config/tenants.ts";
import { guessOdds } from "../../core/policy.ts";
import type { Tenant } from "../../core/tenant.ts";
import { settleEnv } from "../settled-env.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/** Reads the settings, also those that are parameters. Without them nothing else can be checked. */
export async function checkSettings(env: Env): Promise<{
  readonly settings?: Settings;
  /** The text of the tenants file, if that is a parameter. */
  readonly tenants?: string | undefined;
  readonly findings: readonly Finding[];
}> {
  try {
    const { env: settled, tenants } = await settleEnv(env);
    const settings = parseSettings(settled);
    return { settings, tenants, findings: [ok("settings", "all are understood")] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { findings: error.problems.map((text) => problem("settings", text)) };
  }
}

/** Reads the tenants file, whose text may be known already. */
export async function checkTenants(
  { tenantsFile, tls }: Settings,
  known?: string,
): Promise<{
  readonly findings: readonly Finding[];
  readonly tenants: readonly Tenant[];
}> {
  const subject = "tenants";
  let text: string;
  try {
    text = known ?? (await readFile(tenantsFile, "utf8"));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "error";
    const text = `the file cannot be read (${code}): correct NOPASS_TENANTS or the file's permissions`;
    return { findings: [problem(subject, text)], tenants: [] };
  }
  try {
    const directory = parseTenants(text, tls);
    return { findings: describe(directory), tenants: directory.tenants };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { findings: error.problems.map((each) => problem(subject, each)), tenants: [] };
  }
}

function describe({ tenants, keyCount }: Directory): readonly Finding[] {
  const worst = Math.max(...tenants.map(({ policy }) => guessOdds(policy)));
  return [
    ok(
      "tenants",
      `${tenants.length} with ${keyCount} keys; the worst odds are 1 in ${Math.round(1 / worst)} per address and day`,
    ),
    ...(keyCount === 0
      ? [warning("tenants", "no key is listed, so nobody can call: use `nopass keys create`")]
      : []),
  ];
}
