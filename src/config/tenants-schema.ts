import { z } from "zod";
import { defaultPolicy } from "../core/policy.ts";
import { parseSender } from "../core/sender.ts";

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
    cool_down: duration(0, day, defaultPolicy.cooldownMs, "The least time between two codes to one address"),
    keep_local_case: z.boolean().default(false).describe("Whether Ada@ and ada@ are two mailboxes"),
  })
  .describe("What the tenant allows");

const oneLine = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "must be one line without control characters");

const sender = oneLine(320).refine(
  (text) => parseSender(text) !== undefined,
  "must be `Name <address>` or an address",
);

const brand = z.strictObject({
  name: oneLine(64).describe("The name in the subject and the text of mails"),
  host: z
    .string()
    .max(253)
    .regex(
      /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
      "must be a host name in lower case, without a scheme or a port",
    )
    .describe("The host on which the code is to be typed"),
  from: sender.optional().describe("The sender, if it is not the service's own: Name <address>"),
  reply_to: sender.optional().describe("Where answers to the mails go"),
});

const key = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9]{8}$/, "must be the 8 characters that name the key"),
  kind: z.enum(["secret", "publishable"]),
  mode: z.enum(["live", "test"]).default("live"),
  sha256: z
    .array(z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in 64 hexadecimal digits"))
    .min(1)
    .max(2)
    .describe("Of each secret that is accepted: two while one replaces the other"),
  origins: z.array(z.string().regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?$/)).default([]),
  expires: z.iso.datetime({ offset: true }).optional().describe("From then on the key is not accepted"),
  revoked: z.boolean().default(false),
});

const tenant = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, "must be 1 to 32 of a-z 0-9 _ -"),
  brand,
  locale: z
    .string()
    .max(35)
    .default("en")
    .describe("The language of mails when the caller does not say (BCP 47)"),
  policy: policy.prefault({}),
  keys: z.array(key).default([]),
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
