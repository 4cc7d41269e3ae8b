import { z } from "zod";
import { defaultPolicy, guessOdds, maxGuessOdds } from "../core/policy.ts";
import { clientCertificates, purposes, recipients, testAddresses } from "./tenants-access-schema.ts";
import { brand } from "./tenants-brand-schema.ts";
import { key } from "./tenants-key-schema.ts";

const units = { s: 1000, m: 60_000, h: 3_600_000 } as const;

function duration(fromMs: number, toMs: number, fallbackMs: number, what: string) {
  return z
    .string()
    .regex(/^\d{1,6}[smh]$/, "must be a duration like 30s, 5m or 1h")
    .transform((text) => Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units])
    .refine((ms) => ms >= fromMs && ms <= toMs, `must be from ${fromMs / 1000}s to ${toMs / 1000}s`)
    .prefault(`${fallbackMs / 1000}s`)
    .describe(what);
}

const day = 24 * 3_600_000;

const policy = z
  .strictObject({
    code: z
      .strictObject({
        alphabet: z.enum(["digits", "base32"]).default("digits"),
        length: z.int().min(6).max(12).default(defaultPolicy.code.length),
      })
      .prefault({})
      .describe("6 to 10 digits, or 8 to 12 characters of Crockford's base 32"),
    ttl: duration(30_000, day, defaultPolicy.ttlMs, "How long a code is valid when the caller does not say"),
    max_ttl: duration(30_000, day, defaultPolicy.maxTtlMs, "The longest validity that a caller may ask for"),
    attempts: z
      .int()
      .min(1)
      .max(5)
      .default(defaultPolicy.attempts)
      .describe("Attempts at one challenge; with 1, any wrong input wipes"),
    budget: z
      .int()
      .min(1)
      .max(100_000)
      .default(defaultPolicy.budget)
      .describe("Unredeemed codes to one address in 24 hours"),
    known_reserve: z
      .int()
      .min(0)
      .max(100_000)
      .optional()
      .describe(
        "Of the budget, the part that is kept for callers who are known; three tenths, if it is left out",
      ),
    cool_down: duration(0, day, defaultPolicy.cooldownMs, "The least time between two codes to one address"),
    keep_local_case: z.boolean().default(false).describe("Whether Ada@ and ada@ are two mailboxes"),
  })
  .superRefine(({ code, ttl, max_ttl, attempts, budget, known_reserve = 0 }, { addIssue }) => {
    const [least, most] = code.alphabet === "digits" ? [6, 10] : [8, 12];
    if (code.length < least || code.length > most) {
      const message = `a code of ${code.alphabet} has ${least} to ${most} characters`;
      addIssue({ code: "custom", path: ["code", "length"], message });
    }
    if (ttl > max_ttl) addIssue({ code: "custom", path: ["ttl"], message: "is longer than max_ttl" });
    if (known_reserve >= budget)
      addIssue({ code: "custom", path: ["known_reserve"], message: "must be smaller than budget" });
    const odds = guessOdds({ ...defaultPolicy, code, attempts, budget });
    if (odds > maxGuessOdds) addIssue({ code: "custom", message: tooLikely(odds) });
  })
  .describe("What the tenant allows");

function tooLikely(odds: number): string {
  return (
    `a code can be guessed with odds of 1 in ${Math.floor(1 / odds)} per address and day, which is ` +
    `${Number((odds / maxGuessOdds).toPrecision(4))} times the most allowed (1 in ${1 / maxGuessOdds}): lower budget or ` +
    "attempts, or make codes longer"
  );
}

const rate = (count: number, per: string) =>
  z.strictObject({
    count: z.int().min(1).max(1_000_000).default(count),
    per: duration(
      1_000,
      day,
      Number.parseInt(per, 10) * units[per.slice(-1) as keyof typeof units],
      "The time in which so many are allowed",
    ),
  });

const limits = z
  .strictObject({
    network_sends: rate(10, "10m")
      .prefault({})
      .describe("Sends of one network address, IPv4 /32 or IPv6 /64"),
    network_verifies: rate(30, "10m").prefault({}).describe("Verifies of one network address"),
    key_calls: rate(1_000, "1s")
      .optional()
      .describe("Calls of one key to one instance; no limit if it is left out"),
    daily_sends: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .optional()
      .describe("Mails in a day (UTC), exact over all instances; no limit if it is left out"),
  })
  .describe("What the tenant's callers may do, beside the budget of each address");

const tenant = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, "must be 1 to 32 of a-z 0-9 _ -"),
    brand,
    locale: z
      .string()
      .max(35)
      .default("en")
      .describe("The language of mails when the caller does not say (BCP 47)"),
    policy: policy.prefault({}),
    limits: limits.prefault({}),
    purposes,
    recipients: recipients.prefault({}),
    test_addresses: testAddresses,
    client_certificates: clientCertificates,
    keys: z.array(key).default([]),
  })
  .superRefine(({ policy: { code }, test_addresses }, { addIssue }) => {
    test_addresses.forEach((address, i) => {
      const fits =
        address.code.length === code.length && (code.alphabet === "base32" || /^\d+$/.test(address.code));
      const message = `must be a code of ${code.length} characters of ${code.alphabet}`;
      if (!fits) addIssue({ code: "custom", path: ["test_addresses", i, "code"], message });
    });
  });

/** The tenants file: the one statement of what it may hold, from which its JSON Schema is made too. */
export const tenantsFile = z.strictObject({
  $schema: z.string().optional(),
  tenants: z.array(tenant).min(1),
});

export type TenantEntry = z.infer<typeof tenant>;

/** The JSON Schema that editors check a tenants file with. */
export function tenantsJsonSchema(): object {
  return { title: "NoPass tenants", ...z.toJSONSchema(tenantsFile, { io: "input" }) };
}
