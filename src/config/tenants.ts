import { parse as parseYaml, YAMLParseError } from "yaml";
import { z } from "zod";
import type { Brand } from "../core/brand.ts";
import { asOneLine } from "../core/one-line.ts";
import { defaultPolicy } from "../core/policy.ts";
import { type Limit, limitOf } from "../core/rate.ts";
import type { ApiKey, FindKey, Tenant } from "../core/tenant.ts";
import { SettingsError } from "./env.ts";
import { parseJsonDocument } from "./json-document.ts";
import type { TlsSettings } from "./settings.ts";
import { type TenantEntry, tenantsFile } from "./tenants-schema.ts";

/** Tenants and their keys, as one file states them. */
export interface Directory {
  readonly tenants: readonly Tenant[];
  readonly findKey: FindKey;
  /** Whether any publishable key may be used on pages of this origin. */
  readonly isListedOrigin: (origin: string) => boolean;
  readonly keyCount: number;
}

/**
 * Reads a tenants file, or throws one error that lists every mistake in it.
 *
 * How the port speaks TLS decides whether tenants may list certificates of clients.
 */
export function parseTenants(text: string, tls?: TlsSettings): Directory {
  const document = documentOf(text);
  const parsed = tenantsFile.safeParse(document);
  const problems = [
    ...(parsed.error?.issues.map((issue) => inOneLine(issue, document)) ?? []),
    ...repetitions(document),
    ...(tls?.clientCa === undefined ? unaskedCertificates(document) : []),
  ];
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems.map(asOneLine));
  const entries = parsed.data.tenants;
  const tenants = entries.map(toTenant);
  const keys = entries.flatMap((entry, i) => toKeys(entry, tenants[i] as Tenant));
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
    return parseJsonDocument(text) ?? parseYaml(text, yamlOptions);
  } catch (error) {
    const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    throw new SettingsError([`the tenants file is neither YAML nor JSON${line ? `: see line ${line}` : ""}`]);
  }
}

const yamlOptions = {
  // Its warnings would go to standard error, and repeat lines of the file.
  logLevel: "error",
  // A name that is a list or a map of its own is written out as text, which takes twice as long with each level of it.
  stringKeys: true,
} as const;

function toTenant(entry: TenantEntry): Tenant {
  const { id, brand, policy, limits, locale, purposes, recipients } = entry;
  return {
    id,
    locale,
    purposes,
    recipients: { allow: recipients.allow, deny: recipients.deny },
    clientCertificates: entry.client_certificates,
    testAddresses: entry.test_addresses.map(({ until, ...address }) => ({
      ...address,
      until: new Date(until),
    })),
    brand: toBrand(brand),
    policy: {
      code: policy.code,
      ttlMs: policy.ttl,
      maxTtlMs: policy.max_ttl,
      attempts: policy.attempts,
      budget: policy.budget,
      knownReserve: policy.known_reserve ?? Math.floor(policy.budget * knownShare),
      cooldownMs: policy.cool_down,
      keepLocalCase: policy.keep_local_case,
    },
    limits: {
      network: { send: toLimit(limits.network_sends), verify: toLimit(limits.network_verifies) },
      key: limits.key_calls && toLimit(limits.key_calls),
      dailySends: limits.daily_sends,
    },
  };
}

function toBrand({
  name,
  host,
  from,
  reply_to: replyTo,
  color: colour,
  place,
  footer,
  texts,
}: TenantEntry["brand"]): Brand {
  return {
    name,
    host,
    ...(from === undefined ? {} : { from }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(colour === undefined ? {} : { colour }),
    ...(place === undefined ? {} : { place }),
    ...(footer === undefined ? {} : { footer }),
    ...(texts === undefined ? {} : { texts }),
  };
}

/** Of the budget, for callers who are known, unless the tenant says otherwise. */
const knownShare = defaultPolicy.knownReserve / defaultPolicy.budget;

function toLimit({ count, per }: { readonly count: number; readonly per: number }): Limit {
  return limitOf(count, per);
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

function inOneLine({ path, message }: z.core.$ZodIssue, document: unknown): string {
  const [, index, part] = path;
  // Whoever writes a brand knows the tenant by its name.
  const id = (membersOf(document, "tenants")[Number(index)] as { readonly id?: unknown } | null | undefined)
    ?.id;
  const whose = part === "brand" && typeof id === "string" ? ` (tenant ${id})` : "";
  return `${path.length === 0 ? "the tenants file" : z.core.toDotPath(path)}: ${message}${whose}`;
}

/** Looks at the document itself, so that repetitions are told together with what else is wrong. */
function repetitions(document: unknown): readonly string[] {
  const tenants = membersOf(document, "tenants");
  const keys = tenants.flatMap((tenant) => membersOf(tenant, "keys"));
  return [...repeated("tenant", tenants), ...repeated("key", keys)];
}

/** Nobody could ever call for a tenant that wants to see certificates which no client is asked for. */
function unaskedCertificates(document: unknown): readonly string[] {
  return membersOf(document, "tenants").flatMap((tenant, i) =>
    membersOf(tenant, "client_certificates").length > 0
      ? [
          `tenants[${i}].client_certificates: needs NOPASS_TLS_CLIENT_CA, without which no client shows a certificate`,
        ]
      : [],
  );
}

function membersOf(thing: unknown, name: "tenants" | "keys" | "client_certificates"): readonly unknown[] {
  const members = (thing as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return Array.isArray(members) ? members : [];
}

function repeated(what: string, things: readonly unknown[]): readonly string[] {
  const ids = things.map((thing) => (thing as { readonly id?: unknown } | null)?.id);
  const [seen, twice] = [new Set<string>(), new Set<string>()];
  for (const id of ids) {
    if (typeof id !== "string") continue;
    if (seen.has(id)) twice.add(id);
    seen.add(id);
  }
  return [...twice].map((id) => `${what} ${id} is listed twice`);
}
