import { z } from "zod";
import { type Localised, sentences } from "../core/brand.ts";
import { languages } from "../core/languages.ts";
import { parseSender } from "../core/sender.ts";
import { colour } from "./tenants-colour-schema.ts";
import { type Note, noteLine, noteLines, noteSentence } from "./tenants-text-rules.ts";

const oneLine = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .superRefine((text, { addIssue }) => noteLine(text, addIssue));

const sender = oneLine(320).refine(
  (text) => parseSender(text) !== undefined,
  "must be `Name <address>` or an address",
);

/** Something for every language at once, or for each. */
function localised<Each extends z.ZodType>(each: Each) {
  return z.partialRecord(z.enum([...languages, "*"]), each, {
    error: ({ keys }) =>
      Array.isArray(keys)
        ? `has no language ${keys.join()}: take those that docs/mail.md lists, and "*" for every other one`
        : undefined,
  });
}

function localisedText(max: number, noteText: (text: string, note: Note) => void) {
  const each = z.string().min(1).max(max);
  return z
    .union([each, localised(each)], "must be a text, or texts by language")
    .superRefine((texts, { addIssue }) => {
      const entries =
        typeof texts === "string" ? [[texts]] : Object.entries(texts).map(([key, text]) => [text, key]);
      for (const [text = "", ...path] of entries)
        noteText(text, (message) => addIssue({ code: "custom", path, message }));
    })
    .transform((texts): Localised<string> => (typeof texts === "string" ? { "*": texts } : texts));
}

const texts = z
  .strictObject(
    Object.fromEntries(
      Object.entries(sentences).map(([name, rule]) => [
        name,
        z
          .string()
          .min(1)
          .max(rule.maxLength)
          .superRefine((text, { addIssue }) => noteSentence(text, rule, addIssue))
          .optional()
          .describe(`May have ${rule.gaps.map((gap) => `{{${gap}}}`).join(", ")}`),
      ]),
    ) as { readonly [name in keyof typeof sentences]: z.ZodOptional<z.ZodString> },
  )
  .describe("Sentences in place of ours");

const anyPurpose = /^(?:[a-z0-9._-]{1,64}|\*)$/;

/** How a tenant's mails present themselves. */
export const brand = z.strictObject({
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
  color: colour.optional(),
  place: localisedText(64, noteLine)
    .optional()
    .describe("Where people are asked for the code, if that is worth a line: the Acme app"),
  footer: localisedText(500, noteLines).optional().describe("What stands below the mail, in up to six lines"),
  texts: z
    .record(z.string().regex(anyPurpose), localised(texts), {
      error: (issue) =>
        issue.code === "invalid_key" ? 'must be a purpose of 1 to 64 of a-z 0-9 . _ -, or "*"' : undefined,
    })
    .optional()
    .describe('Sentences of your own by purpose and language; "*" is every other one'),
});
