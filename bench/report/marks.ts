/** Replaces what stands between two marks of a document: what is measured is written by what measures it. */
export function putBetweenMarks(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the document has no marks of ${name}`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

/** What stands between them. */
export function betweenMarks(text: string, name: string): string {
  const begin = `<!-- ${name}: begin -->\n`;
  return text.slice(text.indexOf(begin) + begin.length, text.indexOf(`\n<!-- ${name}: end -->`));
}
