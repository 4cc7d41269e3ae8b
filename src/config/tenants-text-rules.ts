import type { Gap } from "../core/brand.ts";
import { isOneLine } from "../core/one-line.ts";
import { parseTemplate } from "../core/template.ts";

/** Hears what is wrong with a text. */
export type Note = (message: string) => void;

/** What every text of a brand has to be. */
export function noteLine(text: string, note: Note): void {
  if (!isOneLine(text)) note("must be one line without control characters");
  noteCommon(text, note);
}

/** What a text of several lines has to be. */
export function noteLines(text: string, note: Note): void {
  const lines = text.replace(/\n$/, "").split("\n");
  if (lines.length > maxLines) note(`must have at most ${maxLines} lines`);
  if (!lines.every(isOneLine)) note("must be lines without control characters");
  noteCommon(text, note);
}

function noteCommon(text: string, note: Note): void {
  if (text.includes("://")) note("must hold no link: these mails ask for a code, never for a click");
  if (!text.isWellFormed()) note("must be Unicode: it holds half a character");
}

const maxLines = 6;

export interface SentenceRule {
  readonly gaps: readonly Gap[];
  readonly required: readonly Gap[];
}

/** What a sentence in place of ours has to be. */
export function noteSentence(text: string, { gaps, required }: SentenceRule, note: Note): void {
  noteLine(text, note);
  const template = parseTemplate(text, gaps);
  if ("problem" in template) note(template.problem);
  else
    for (const gap of required)
      if (!template.names.includes(gap)) note(`needs {{${gap}}}: write it where it is to stand`);
}
