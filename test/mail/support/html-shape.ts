import { parseDocument } from "htmlparser2";

/** The elements of a page with their attributes, and its texts, in the order of the page. */
export interface HtmlShape {
  readonly elements: readonly string[];
  readonly texts: readonly string[];
  /** The texts as a reader sees them: in lines, with what is only isolated in its line. */
  readonly lines: readonly string[];
}

/** Reads HTML as a mail client does: what is an element here is one there. */
export function htmlShape(html: string): HtmlShape {
  const elements: string[] = [];
  const texts: string[] = [];
  const lines: string[] = [""];
  const visit = (node: Node): void => {
    if (node.type === "text") {
      if (node.data.trim() !== "") texts.push(node.data);
      lines[lines.length - 1] += node.data;
      return;
    }
    elements.push("attribs" in node ? `${node.name} ${JSON.stringify(node.attribs)}` : node.type);
    const inline = "name" in node && node.name === "bdi";
    if (!inline) lines.push("");
    if ("children" in node) for (const child of node.children) visit(child);
    if (!inline) lines.push("");
  };
  for (const child of parseDocument(html).children) visit(child);
  return { elements, texts, lines: lines.map((line) => line.trim()).filter((line) => line !== "") };
}

type Node = ReturnType<typeof parseDocument>["children"][number];
