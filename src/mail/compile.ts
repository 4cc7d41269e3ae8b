import type { Brand, Gap } from "../core/brand.ts";
import type { Language } from "../core/languages.ts";
import { oneLine } from "../core/one-line.ts";
import { fill, parseTemplate, type Template } from "../core/template.ts";
import { createDurationInWords } from "./duration.ts";
import { escapeHtml, type Html } from "./html-text.ts";
import { type Direction, isolate, isolateHtml } from "./isolate.ts";
import { type CodeLength, layoutHtml } from "./layout.ts";
import { catalogs } from "./locales/index.ts";
import { cutAtSlots, type Slots, slot } from "./slots.ts";
import { chooseWording, inLanguage } from "./wording.ts";

/** A mail that is written but for the code, how long it is valid, and a purpose that we have no words for. */
export interface CompiledMail {
  readonly subject: Slots;
  readonly text: Slots;
  readonly html: Slots;
  readonly dir: Direction;
  readonly durationInWords: (durationMs: number) => string;
}

/**
 * Writes a mail ahead, once for each tenant, language, purpose and length of codes.
 *
 * Throws when anything of the brand would break its line or its host is none: settings are the operator's, but no text
 * of theirs may pose as another line of the mail.
 */
export function compileMail(
  brand: Brand,
  language: Language,
  purpose: string,
  codeLength: CodeLength,
): CompiledMail {
  const catalog = catalogs[language];
  const { dir } = catalog;
  const values: Values = {
    brand: oneLine("the brand's name", brand.name),
    host: requireHost(brand.host),
    place: oneLine("the brand's place", inLanguage(brand.place, language) ?? ""),
  };
  const wording = chooseWording(brand, language, purpose);
  const place = requireTemplate(catalog.place, ["place"]);
  const footer = footerLines(inLanguage(brand.footer, language));
  const notes = [...(values.place === "" ? [] : [place]), wording.validity, wording.warning, wording.ignore];
  const text = (template: Template<Gap | "place">) => inText(template, values, dir);
  const html = (template: Template<Gap | "place">) => inHtml(template, values);
  return {
    dir,
    durationInWords: createDurationInWords(language, catalog),
    // No isolates here: in a subject, filters take what is invisible for an attempt to deceive.
    subject: cutAtSlots(fill(wording.subject, (name) => values[name] ?? slot(name as SlotName))),
    text: cutAtSlots(
      [
        text(wording.intro),
        "",
        slot("code"),
        "",
        ...notes.map(text),
        ...(footer.length === 0 ? [] : ["", ...footer]),
        "",
        originBound(values.host),
      ].join("\n"),
    ),
    html: cutAtSlots(
      layoutHtml({
        lang: language,
        dir,
        title: escapeHtml(text(wording.title)),
        preview: html(wording.preview),
        heading: html(wording.title),
        intro: html(wording.intro),
        code: slot("code") as Html,
        codeLength,
        notes: notes.map(html),
        footer: footer.map(isolateHtml),
        colour: requireColours(brand.colour),
      }),
    ),
  };
}

type Values = { readonly brand: string; readonly host: string; readonly place: string } & {
  readonly [name in SlotName]?: undefined;
};

type SlotName = "code" | "duration" | "purpose";

function inText(template: Template<Gap | "place">, values: Values, dir: Direction): string {
  return fill(template, (name) => {
    const value = values[name];
    return value === undefined ? slot(name as SlotName) : isolate(value, dir);
  });
}

function inHtml(template: Template<Gap | "place">, values: Values): Html {
  const value = (name: Gap | "place") => {
    if (name === "host") return `<bdi dir="ltr">${escapeHtml(values.host)}</bdi>`;
    const known = values[name];
    return known === undefined ? slot(name as SlotName) : isolateHtml(known);
  };
  return fill(template, value, escapeHtml) as Html;
}

function requireTemplate<Name extends string>(text: string, gaps: readonly Name[]): Template<Name> {
  const template = parseTemplate(text, gaps);
  if ("problem" in template) throw new Error(`a sentence ${template.problem}`);
  return template;
}

function footerLines(footer = ""): readonly string[] {
  return footer.trim() === ""
    ? []
    : footer
        .trim()
        .split("\n")
        .map((line) => oneLine("the brand's footer", line));
}

/**
 * The line by which a browser fills the code in on this host and no other (WICG, Origin-bound one-time codes). It is
 * one only as the very last line, and exactly so: nothing is isolated here.
 */
function originBound(host: string): string {
  return `@${host} #${slot("code")}`;
}

/** They stand in the style sheet, where escaping does not help. */
function requireColours(colours: Brand["colour"]): Brand["colour"] {
  for (const colour of [colours?.light, colours?.dark])
    if (colour !== undefined && !/^#[0-9a-f]{6}$/.test(colour)) throw new Error("the brand's colour is none");
  return colours;
}

function requireHost(host: string): string {
  if (!hostName.test(host)) throw new Error("the brand's host is not a host");
  return host;
}

/** In any script; a port may follow. Neither sign of the origin-bound line, no space, nothing invisible. */
const hostName = /^[\p{L}\p{M}\p{Nd}._-]+(?::\d{1,5})?$/u;
