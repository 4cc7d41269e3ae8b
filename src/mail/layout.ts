/** What the HTML part says, as plain text. */
export interface LayoutWords {
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  readonly title: string;
  /** What an inbox shows beside the subject. Without the code, which is in the subject. */
  readonly preview: string;
  readonly intro: string;
  readonly code: string;
  readonly notes: readonly string[];
}

/**
 * The HTML part: one column, no images, links or anything that reports back.
 *
 * Every word is escaped here and nowhere before. The code is one text node, spaced by CSS alone, so that it is copied
 * and recognised as it must be typed.
 */
export function layoutHtml({ lang, dir, title, preview, intro, code, notes }: LayoutWords): string {
  return `<!doctype html>
<html lang="${escapeHtml(lang)}" dir="${dir}">${head}<title>${escapeHtml(title)}</title>
</head>
${body}<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(preview)}</div>
${column}<p style="margin:0 0 16px">${escapeHtml(intro)}</p>
<p style="margin:0 0 16px">${strong}${escapeHtml(code)}</strong></p>
${notes.map((note) => `${small}${escapeHtml(note)}</p>\n`).join("")}</div>
</body>
</html>
`;
}

/** Text and background of each part, in either scheme. Contrast is at least 4.5:1 (WCAG 2.2, 1.4.3). */
export const schemes = {
  light: {
    page: { text: "#1a1a1a", background: "#ffffff" },
    small: { text: "#595959", background: "#ffffff" },
    code: { text: "#111111", background: "#f2f2f2" },
  },
  dark: {
    page: { text: "#f2f2f2", background: "#121212" },
    small: { text: "#b3b3b3", background: "#121212" },
    code: { text: "#ffffff", background: "#2a2a2a" },
  },
} as const;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

type Scheme = (typeof schemes)[keyof typeof schemes];

function colours({ text, background }: Scheme[keyof Scheme], weight = ""): string {
  return `color:${text}${weight};background-color:${background}${weight}`;
}

const { light, dark } = schemes;

// Without format-detection, iOS makes a telephone link of the digits.
const head = `
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<style>
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{${colours(dark.page, "!important")}}
.small{${colours(dark.small, "!important")}}
.code{${colours(dark.code, "!important")}}
}
</style>
`;

// The light colours stand in the elements, as some clients drop the style sheet.
const body = `<body class="page" style="margin:0;padding:0;${colours(light.page)}">\n`;
const column = `<div class="page" style="max-width:480px;margin:0 auto;padding:24px 16px;font:16px/1.5 system-ui,sans-serif;${colours(light.page)}">\n`;
const small = `<p class="small" style="margin:0 0 8px;font-size:14px;${colours(light.small)}">`;
// Digits run from left to right in every script.
const strong = `<strong class="code" dir="ltr" style="display:inline-block;padding:8px 12px;font:bold 32px/1.25 ui-monospace,Menlo,Consolas,monospace;letter-spacing:4px;user-select:all;-webkit-user-select:all;${colours(light.code)}">`;
