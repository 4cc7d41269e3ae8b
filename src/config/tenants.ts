import { parse as parseYaml, YAMLParseError } from "yaml";
import { z } from "zod";
import { guessOdds, maxGuessOdds, type Policy } from "../core/policy.ts";
import type { ApiKey, FindKey, Tenant } from "../core/tenant.ts";
import { SettingsError } from "./env.ts";
import { type TenantEntry, tenantsFile } from "./tenants-schema.ts";

/** Tenants and their keys, as one file states them. */
export interface Directory {
  readonly tenants: readonly Tenant[];
  readonly findKey: FindKey;
  /** Whether any publishable key may be used on pages of this origin. */
  readonly isListedOrigin: (origin: string) => boolean;
  readonly keyCount: number;
}

/** Reads a tenants file, or throws one error that lists every mistake in it. */
export function parseTenants(text: string): Directory {
  const parsed = tenantsFile.safeParse(documentOf(text));
  if (!parsed.success) throw new SettingsError(z.prettifyError(parsed.error).split("\n").map(inOneLine));
  const entries = parsed.data.tenants;
  const tenants = entries.map(toTenant);
  const keys = entries.flatMap((entry, i) => toKeys(entry, tenants[i] as Tenant));
  const problems = [
    ...repeated("tenant", tenants),
    ...repeated("key", keys),
    ...tenants.flatMap(({ id, policy }) => policyProblems(id, policy)),
  ];
  if (problems.length > 0) throw new SettingsError(problems);
  const byId = new Map(keys.map((key) => [key.id, key]));
  const origins = new Set(keys.flatMap((key) => key.origins));
  return {
    tenants,
    findKey: (id) => byId.get(id),
    isListedOrigin: (origin) => origins.has(origin),
    keyCount: keys.length,
  };
}

function documentOf(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    throw new SettingsError([`the tenants file is neither YAML nor JSON${line ? `: see line ${line}` : ""}`]);
  }
}

function toTenant({ id, brand, policy, locale }: TenantEntry): Tenant {
  const { reply_to: replyTo, from, ...rest } = brand;
  return {
    id,
    locale,
    brand: { ...rest, ...(from ? { from } : {}), ...(replyTo ? { replyTo } : {}) },
    policy: {
      code: policy.code,
      ttlMs: policy.ttl,
      maxTtlMs: policy.max_ttl,
      attempts: policy.attempts,
      budget: policy.budget,
      cooldownMs: policy.cool_down,
      keepLocalCase: policy.keep_local_case,
    },
  };
}

function toKeys({ keys }: TenantEntry, tenant: Tenant): readonly ApiKey[] {
  return keys
    .filter(({ revoked }) => !revoked)
    .map(({ id, kind, mode, sha256, origins, expires }) => ({
      id,
      kind,
      mode,
      tenant,
      origins,
      secretHashes: sha256.map((hex) => Buffer.from(hex, "hex")),
      ...(expires ? { expiresAt: new Date(expires) } : {}),
    }));
}

function policyProblems(id: string, policy: Policy): readonly string[] {
  const problems: string[] = [];
  const { alphabet, length } = policy.code;
  const [least, most] = alphabet === "digits" ? [6, 10] : [8, 12];
  if (length < least || length > most)
    problems.push(`tenant ${id}: a code of ${alphabet} has ${least} to ${most} characters`);
  if (policy.ttlMs > policy.maxTtlMs) problems.push(`tenant ${id}: ttl is longer than max_ttl`);
  const odds = guessOdds(policy);
  if (odds > maxGuessOdds)
    problems.push(
      `tenant ${id}: a code can be guessed with odds of 1 in ${Math.floor(1 / odds)} per address and day, which is ` +
        `${(odds / maxGuessOdds).toFixed(1)} times the most allowed (1 in ${1 / maxGuessOdds}): lower budget or ` +
        "attempts, or make codes longer",
    );
  return problems;
}

function repeated(what: string, things: readonly { readonly id: string }[]): readonly string[] {
  const ids = things.map(({ id }) => id);
  const twice = ids.filter((id, i) => ids.indexOf(id) < i);
  return twice.map((id) => `${what} ${id} is listed twice`);
}

function inOneLine(line: string): string {
  return line.replace(/^✖ /, "").trim();
}
