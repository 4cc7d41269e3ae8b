import { escapeHtml } from "../../mail/html-text.ts";
import { catalogs } from "../../mail/locales/index.ts";
import { stylesOfGallery } from "./gallery-styles.ts";
import { views } from "./pictures.ts";
import type { Sample } from "./samples.ts";

/**
 * The page that shows all previews, without any script: the choices are form fields, and the style sheet shows what is
 * chosen. Without pictures it shows the mails themselves.
 */
export function galleryHtml(
  samples: readonly Sample[],
  hasPictures: boolean,
  pathOf: (sample: Sample) => string,
): string {
  const choices = (["tenant", "language", "purpose"] as const).map((by) => select(by, valuesOf(samples, by)));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self' file:; img-src 'self' file:; frame-src 'self' file:">
<title>Mails · NoPass</title>
<link rel="stylesheet" href="gallery.css">
</head>
<body>
<header>
<h1>Mails</h1>
<p>${samples.length} mails as they are sent, on a phone and on a desktop, ${hasPictures ? "in light and dark" : "in the scheme of your system"}.</p>
<form>
${choices.join("\n")}
${hasPictures ? scheme : ""}<fieldset><legend>Screen</legend>${radio("screen", "phone", true)}${radio("screen", "desktop")}</fieldset>
</form>
</header>
<main>
${samples.map((sample) => article(sample, hasPictures, encodeURI(pathOf(sample)))).join("\n")}
</main>
</body>
</html>
`;
}

/** Its style sheet: a rule for each choice. */
export function galleryCss(samples: readonly Sample[]): string {
  const rules = (["tenant", "language", "purpose"] as const).flatMap((by) =>
    valuesOf(samples, by).map(
      (value) =>
        `body:has(#${by} option[value="${value}"]:checked) article:not([data-${by}="${value}"]){display:none}`,
    ),
  );
  return `${stylesOfGallery}${rules.join("\n")}\n`;
}

function article({ tenant, language, purpose, mail }: Sample, hasPictures: boolean, path: string): string {
  const { dir } = catalogs[language];
  const title = escapeHtml(mail.subject);
  const shown = hasPictures
    ? views.map(
        ({ name, width }) =>
          `<img class="${name}" src="${path}.${name}.png" width="${width}" loading="lazy" alt="${title}">`,
      )
    : // A frame has the scheme of the system, whatever is chosen.
      ["phone", "desktop"].map(
        (screen) =>
          `<iframe class="${screen}" src="${path}.html" loading="lazy" sandbox="" title="${title}"></iframe>`,
      );
  return `<article data-tenant="${tenant}" data-language="${language}" data-purpose="${purpose}">
<h2>${nameOf(language)} <span>${language} · ${purpose}</span></h2>
<p class="subject" lang="${language}" dir="${dir}">${escapeHtml(mail.subject)}</p>
${shown.join("\n")}
<p class="files"><a href="${path}.html">.html</a> <a href="${path}.eml">.eml</a></p>
</article>`;
}

const scheme = `<fieldset><legend>Scheme</legend>${radio("scheme", "light", true)}${radio("scheme", "dark")}</fieldset>
`;

function select(name: string, values: readonly string[]): string {
  const options = values.map((value) => `<option value="${value}">${label(name, value)}</option>`);
  return `<label for="${name}">${name[0]?.toUpperCase()}${name.slice(1)}<select id="${name}"><option value="">All</option>${options.join("")}</select></label>`;
}

function label(name: string, value: string): string {
  return name === "language" ? `${nameOf(value)} (${value})` : value;
}

function radio(group: string, value: string, checked = false): string {
  return `<label><input type="radio" name="${group}" id="${value}"${checked ? " checked" : ""}>${value}</label>`;
}

function nameOf(language: string): string {
  return new Intl.DisplayNames("en", { type: "language" }).of(language) ?? language;
}

function valuesOf(samples: readonly Sample[], by: "tenant" | "language" | "purpose"): readonly string[] {
  return [...new Set(samples.map((sample) => sample[by]))];
}
