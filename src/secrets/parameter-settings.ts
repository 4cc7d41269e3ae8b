import { type Env, SettingsError } from "../config/env.ts";
import type { ReadParameters } from "./parameters.ts";

/** An environment whose settings were taken from where it says. */
export interface ReadSettings {
  readonly env: Env;
  /** The text of the tenants file, if that is a parameter too. */
  readonly tenants: string | undefined;
}

/** Whether any setting of an environment is to be read from a parameter. */
export function namesParameters(env: Env): boolean {
  return namesIn(env).length > 0;
}

/**
 * Replaces every `NAME_PARAMETER=/path` of an environment by `NAME` with the text of that parameter.
 *
 * Throws one error that lists every parameter that cannot be had. Their texts are never repeated in it.
 */
export async function readSettings(env: Env, read: ReadParameters): Promise<ReadSettings> {
  const names = namesIn(env);
  const texts = await readAll(names, read);
  const problems: string[] = [];
  const settled: Record<string, string | undefined> = { ...env };
  let tenants: string | undefined;
  for (const { setting, name, parameter } of names) {
    const text = texts.get(parameter);
    if (env[name]) problems.push(`${name} is set, and so is ${setting}: unset one of them`);
    if (text === undefined)
      problems.push(`${setting} names a parameter that there is not: create ${parameter}`);
    delete settled[setting];
    if (name === tenantsName) {
      // That one is a path: the text goes beside it.
      settled[name] = parameter;
      tenants = text;
    } else settled[name] = text;
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return { env: settled, tenants };
}

/** A reader for the tenants file alone, so that it can be read again. Undefined if that is no parameter. */
export function tenantsReader(env: Env, read: ReadParameters): (() => Promise<string>) | undefined {
  const parameter = env[tenantsName + suffix];
  if (!parameter) return undefined;
  return async () => {
    const text = (await read([parameter])).get(parameter);
    if (text === undefined) throw new SettingsError([`there is no parameter ${parameter}`]);
    return text;
  };
}

const tenantsName = "NOPASS_TENANTS";
const suffix = "_PARAMETER";

interface Named {
  /** `NOPASS_KEYRING_PARAMETER` */
  readonly setting: string;
  /** `NOPASS_KEYRING` */
  readonly name: string;
  readonly parameter: string;
}

function namesIn(env: Env): readonly Named[] {
  return Object.entries(env).flatMap(([setting, parameter]) =>
    /^NOPASS_\w+_PARAMETER$/.test(setting) && parameter
      ? [{ setting, name: setting.slice(0, -suffix.length), parameter }]
      : [],
  );
}

async function readAll(names: readonly Named[], read: ReadParameters): Promise<ReadonlyMap<string, string>> {
  try {
    return await read([...new Set(names.map(({ parameter }) => parameter))]);
  } catch (error) {
    const { name = "error" } = error as Error;
    throw new SettingsError(
      names.map(({ setting }) => `${setting} names a parameter that cannot be read (${name})`),
    );
  }
}
