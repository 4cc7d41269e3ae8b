import type { Colours } from "../core/colour.ts";
import type { Language } from "../core/languages.ts";
import type { Html } from "./html-text.ts";
import type { Direction } from "./isolate.ts";
import { hairlines, type SchemeName, schemes } from "./palette.ts";

export type CodeLength = "short" | "long";

/** What the HTML part says. Every word is escaped before it comes here. */
export interface LayoutWords {
  readonly lang: Language;
  readonly dir: Direction;
  /** The window's title: like `heading`, but without elements. */
  readonly title: Html;
  /** What an inbox shows beside the subject. Without the code, which is in the subject. */
  readonly preview: Html;
  readonly heading: Html;
  readonly intro: Html;
  readonly code: Html;
  /** Whether it has more than eight characters, so that it must be written smaller. */
  readonly codeLength: CodeLength;
  readonly notes: readonly Html[];
  readonly footer: readonly Html[];
  /** The colour of the code and of the line above, in each scheme. */
  readonly colour?: Readonly<Record<SchemeName, string>> | undefined;
}

/**
 * The HTML part: one card in one column, no images, links or anything that reports back.
 *
 * The code is one text node, spaced by CSS alone, so that it is copied and recognised as it must be typed. Language and
 * direction are said twice, as webmail drops the outer elements. Where a style sheet is dropped, what stands in the
 * elements makes a complete light mail; what stands in the comments is for Outlook, which knows no greatest width, and
 * writes in Times New Roman where it does not know the first font.
 */
export function layoutHtml(words: LayoutWords): string {
  const { lang, dir, title, preview, heading, intro, code, codeLength, notes, footer, colour } = words;
  return `<!doctype html>
<html lang="${lang}" dir="${dir}">
<head>
${metas}<title>${title}</title>
<style>
${styleSheet(colour?.dark)}</style>
${fontsOfOutlook}
</head>
<body class="page" style="margin:0;padding:0;${colours(light.page)}">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${preview}</div>
<table role="presentation" lang="${lang}" dir="${dir}" class="page" style="width:100%;border-spacing:0;${colours(light.page)}"><tbody><tr><td style="padding:32px 12px">
<!--[if mso]><table role="presentation" align="center" width="480"><tbody><tr><td><![endif]-->
<table role="presentation" class="card" style="width:100%;max-width:480px;margin:0 auto;border-spacing:0;border:1px solid ${hairlines.light};border-radius:14px;overflow:hidden;${colours(light.card)}"><tbody>
${colour === undefined ? "" : line(colour.light)}<tr><td style="padding:32px 28px 24px;font:16px/1.5 ${fonts};text-align:${dir === "ltr" ? "left" : "right"}">
<h1 style="margin:0 0 8px;font-size:21px;line-height:1.3;font-weight:600">${heading}</h1>
<p style="margin:0 0 20px">${intro}</p>
<div dir="ltr" class="code" style="margin:0 0 24px;padding:18px 8px;border-radius:10px;text-align:center;background-color:${light.code.background}"><strong style="${digits[codeLength]}color:${colour?.light ?? light.code.text}">${code}</strong></div>
<div class="small" style="font-size:14px;color:${light.small.text}">
${notes.map((note) => `<p style="margin:0 0 8px">${note}</p>\n`).join("")}</div>
</td></tr>
</tbody></table>
<!--[if mso]></td></tr></tbody></table><![endif]-->
${footer.length === 0 ? "" : `<div class="foot" style="max-width:424px;margin:20px auto 0;font:13px/1.5 ${fonts};text-align:center;color:${light.page.text}">${footer.join("<br>\n")}</div>\n`}</td></tr></tbody></table>
</body>
</html>
`;
}

const { light, dark } = schemes;

const fonts = "system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif";

const fontsOfOutlook =
  "<!--[if mso]><style>td,h1,p,div{font-family:'Segoe UI',Arial,sans-serif!important}" +
  ".code strong{font-family:Consolas,monospace!important}</style><![endif]-->";

/** The padding makes up for the space after the last character, so that the code stands in the middle. */
const digits = {
  short: digitsOf("34px", ".16em"),
  // Twelve characters fit the narrowest phone.
  long: digitsOf("24px", ".08em"),
} as const;

function digitsOf(size: string, spacing: string): string {
  return (
    `display:inline-block;padding-left:${spacing};font:bold ${size}/1.2 ui-monospace,'SF Mono',Menlo,Consolas,monospace;` +
    `letter-spacing:${spacing};user-select:all;-webkit-user-select:all;`
  );
}

// Without format-detection, iOS makes a telephone link of the digits.
const metas = `<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
`;

function styleSheet(darkColour: string = dark.code.text): string {
  return `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{${colours(dark.page, "!important")}}
.foot{color:${dark.page.text}!important}
.card{${colours(dark.card, "!important")};border-color:${hairlines.dark}!important}
.small{color:${dark.small.text}!important}
.code{background-color:${dark.code.background}!important}
.code strong{color:${darkColour}!important}
.line{background-color:${darkColour}!important}
}
`;
}

function line(colour: string): string {
  return `<tr><td class="line" style="height:4px;padding:0;font-size:0;line-height:0;background-color:${colour}"></td></tr>\n`;
}

function colours({ text, background }: Colours, weight = ""): string {
  return `color:${text}${weight};background-color:${background}${weight}`;
}
