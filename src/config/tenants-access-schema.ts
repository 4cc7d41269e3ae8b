import { z } from "zod";
import { parseEmail } from "../core/email.ts";

const domain = z
  .string()
  .max(253)
  .refine(
    (text) => parseEmail(`a@${text}`) === `a@${text}`,
    "must be a domain as a lower-case A-label, like acme.example",
  );

/** What mails may be asked for. */
export const purposes = z
  .array(z.string().regex(/^[a-z0-9._-]{1,64}$/, "must be 1 to 64 of a-z 0-9 . _ -"))
  .min(1)
  .optional()
  .describe("The purposes that callers may state; any, if it is left out");

/** Who may be mailed. */
export const recipients = z
  .strictObject({
    allow: z.array(domain).min(1).optional().describe("Only these domains and their subdomains are mailed"),
    deny: z.array(domain).default([]).describe("These domains and their subdomains are not"),
  })
  .describe("Which domains are mailed");

/** Whose certificates the tenant's callers must show. */
export const clientCertificates = z
  .array(
    z
      .string()
      .max(2_048)
      .regex(
        // Without what Node would quote, and without wildcards: names are compared as they are.
        /^(?:DNS:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|URI:(?!.*["',\\])[A-Za-z][A-Za-z0-9+.-]*:[!-~]+)$/,
        "must be a name of a certificate, like URI:spiffe://acme.example/billing or DNS:billing.acme.internal",
      ),
  )
  .min(1)
  .max(100)
  .optional()
  .describe(
    "The names, of which a client's certificate must carry one for the tenant's keys to be accepted; any connection, if it is left out",
  );

/** Addresses of app reviewers and end-to-end tests. */
export const testAddresses = z
  .array(
    z.strictObject({
      email: z
        .string()
        .refine((text) => parseEmail(text) === text, "must be an address in its canonical form"),
      code: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{6,12}$/, "must be a code of the tenant's format"),
      until: z.iso.datetime({ offset: true }).describe("From then on it is an address like any other"),
    }),
  )
  .max(100)
  .default([])
  .describe("Addresses that are never mailed and have a fixed code");
