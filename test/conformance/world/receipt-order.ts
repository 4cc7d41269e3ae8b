import { z } from "zod";

/** A receipt that a case wants to have made, and what is different about it. */
export const receiptOrder = z.strictObject({
  /** A key by name, `nobody` for no signature, or `public key` for an HMAC with what is published. */
  signedBy: z.union([z.string().regex(/^(?:es|ed)-\d$/), z.enum(["nobody", "public key"])]).default("es-1"),
  header: z.record(z.string(), z.unknown()).default({}),
  claims: z.record(z.string(), z.unknown()).default({}),
  omit: z.array(z.string()).default([]),
  issuedSecondsAgo: z.int().default(0),
  lifetimeSeconds: z.int().default(300),
  /** What is done to it once it is signed. */
  spoil: z
    .enum([
      "change the address",
      "cut the signature",
      "add a padding sign",
      "set a stray bit",
      "drop the signature",
      "write the signature in DER",
      "zero the signature",
      "add a fourth part",
      "put a space before",
    ])
    .optional(),
});

export type ReceiptOrder = z.infer<typeof receiptOrder>;
