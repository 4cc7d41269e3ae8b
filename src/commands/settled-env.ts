import type { Env } from "../config/env.ts";
import { namesParameters, readSettings, tenantsReader } from "../secrets/parameter-settings.ts";

/** The environment of a command, with the parameters of AWS Systems Manager that it names in their places. */
export interface SettledEnv {
  readonly env: Env;
  /** The text of the tenants file, and how to read it again, where that is a parameter. */
  readonly tenants?: string | undefined;
  readonly readTenants?: (() => Promise<string>) | undefined;
}

/** Throws a `SettingsError` that lists what cannot be read. Loads the client only where a setting is a parameter. */
export async function settleEnv(env: Env): Promise<SettledEnv> {
  if (!namesParameters(env)) return { env };
  const { createParameterClient, createParameterReader } = await import("../secrets/parameters.ts");
  const read = createParameterReader(createParameterClient());
  return { ...(await readSettings(env, read)), readTenants: tenantsReader(env, read) };
}
