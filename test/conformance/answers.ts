import { z } from "zod";

/** What an executor answers to each call: every field, of the right type, and no other. */
export const okAnswers = {
  sendCode: z.strictObject({
    challengeId: z.string(),
    expireTimeMs: z.number(),
    resendTimeMs: z.number(),
    codeLength: z.int(),
    codeAlphabet: z.enum(["digits", "base32"]),
  }),
  verifyCode: z.strictObject({
    email: z.string(),
    purpose: z.string(),
    verifyTimeMs: z.number(),
    receipt: z.string(),
    receiptExpireTimeMs: z.number(),
    knownDevice: z.string(),
    test: z.boolean(),
  }),
  verifyReceipt: z.strictObject({
    email: z.string(),
    purpose: z.string(),
    subject: z.string(),
    id: z.string(),
    nonce: z.string().nullable(),
    test: z.boolean(),
  }),
} as const;

export type CallName = keyof typeof okAnswers;

/** A refusal in every field. */
export const refusalAnswer = z.strictObject({
  reason: z.string(),
  retryAfterMs: z.number().nullable(),
  attemptsLeft: z.int().nullable(),
  challengeId: z.string().nullable(),
  violations: z.array(z.strictObject({ field: z.string(), description: z.string() })),
});
