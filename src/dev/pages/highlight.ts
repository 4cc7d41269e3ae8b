/** What a text is written in. */
export type Language = "json" | "html" | "ts";

/** Shows a text with its words in colours. */
export function highlight(element: HTMLElement, text: string, language: Language): void {
  const { pattern, kinds } = grammars[language];
  const parts: (string | Node)[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const found = match.slice(1).findIndex((group) => group !== undefined);
    const kind = kinds[found];
    const word = match[found + 1];
    if (kind === undefined || word === undefined) continue;
    const start = match.index + match[0].indexOf(word);
    parts.push(text.slice(end, start), createSpan(kind, word));
    end = start + word.length;
  }
  element.replaceChildren(...parts, text.slice(end));
}

/** Each group of a pattern has a kind, which is a class of the style sheet. */
const grammars = {
  json: {
    pattern: /("(?:[^"\\]|\\.)*")(?=\s*:)|("(?:[^"\\]|\\.)*")|(?<![\w.])(-?\d[\d.]*|true|false|null)/g,
    kinds: ["key", "string", "number"],
  },
  html: { pattern: /(<!--[\s\S]*?-->)|(<\/?[\w-]+|(?<!=)\/?>)|("[^"]*")/g, kinds: ["soft", "tag", "string"] },
  ts: {
    pattern: /(\/\/.*)|("(?:[^"\\]|\\.)*")|\b(import|from|const|return|await|async|function|export|new)\b/g,
    kinds: ["soft", "string", "tag"],
  },
} as const satisfies Record<Language, { readonly pattern: RegExp; readonly kinds: readonly string[] }>;

function createSpan(kind: string, word: string): HTMLSpanElement {
  const span = document.createElement("span");
  span.className = kind;
  span.textContent = word;
  return span;
}

/** JSON in lines, or the text as it is where it is none. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
