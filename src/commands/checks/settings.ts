import { readFile } from "node:fs/promises";
import { type Env, SettingsError } from "../../config/env.ts";
import { parseSettings, type Settings } from "../../config/settings.ts";
import { type Directory, parseTenants } from "../../config/tenants.ts";
import { guessOdds } from "../../core/policy.ts";
import type { Tenant } from "../../core/tenant.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/** Reads the settings. Without them nothing else can be checked. */
export function checkSettings(env: Env): {
  readonly settings?: Settings;
  readonly findings: readonly Finding[];
} {
  try {
    const settings = parseSettings(env);
    return { settings, findings: [ok("settings", "all are understood")] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { findings: error.problems.map((text) => problem("settings", text)) };
  }
}

/** Reads the tenants file. */
export async function checkTenants({ tenantsFile, tls }: Settings): Promise<{
  readonly findings: readonly Finding[];
  readonly tenants: readonly Tenant[];
}> {
  const subject = "tenants";
  let text: string;
  try {
    text = await readFile(tenantsFile, "utf8");
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
