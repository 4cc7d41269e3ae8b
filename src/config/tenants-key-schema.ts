import { z } from "zod";

const origin = z
  .string()
  .refine(
    (text) => /^https?:\/\/[a-z0-9.:-]+$/.test(text) && URL.parse(text)?.origin === text,
    "must be an origin as browsers send it, like https://app.example",
  );

/** An API key: its id and what its secrets are recognised by, never a secret itself. */
export const key = z
  .strictObject({
    id: z.string().regex(/^[A-Za-z0-9]{8}$/, "must be the 8 characters that name the key"),
    kind: z.enum(["secret", "publishable"]),
    mode: z.enum(["live", "test"]).default("live"),
    sha256: z
      .array(z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in 64 hexadecimal digits"))
      .min(1)
      .max(2)
      .describe("Of each secret that is accepted: two while one replaces the other"),
    origins: z.array(origin).default([]).describe("Where a publishable key may be used"),
    expires: z.iso.datetime({ offset: true }).optional().describe("From then on the key is not accepted"),
    revoked: z.boolean().default(false),
  })
  .superRefine(({ kind, origins }, { addIssue }) => {
    const message = {
      secret: "is for publishable keys: a secret key is never used in a browser",
      publishable: "must list the pages of a publishable key",
    }[kind];
    if (origins.length > 0 !== (kind === "publishable"))
      addIssue({ code: "custom", path: ["origins"], message });
  });
