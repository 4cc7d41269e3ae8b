/** Text that may stand in HTML: `escapeHtml` made it, or it is markup of ours. */
export type Html = string & { readonly html: true };

/** Writes text so that a browser shows it as it is, in elements and in attributes. */
export function escapeHtml(text: string): Html {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`) as Html;
}
