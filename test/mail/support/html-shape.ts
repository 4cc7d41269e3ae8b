import { parseDocument } from "htmlparser2";

/** The elements of a page with their attributes, and its texts, in the order of the page. */
export interface HtmlShape {
  readonly elements: readonly string[];
  readonly texts: readonly string[];
}

/** Reads HTML as a mail client does: what is an element here is one there. */
export function htmlShape(html: string): HtmlShape {
  const elements: string[] = [];
  const texts: string[] = [];
  const visit = (node: Node): void => {
    if (node.type === "text") {
      if (node.data.trim() !== "") texts.push(node.data);
      return;
    }
    elements.push("attribs" in node ? `${node.name} ${JSON.stringify(node.attribs)}` : node.type);
    if ("children" in node) for (const child of node.children) visit(child);
  };
  for (const child of parseDocument(html).children) visit(child);
  return { elements, texts };
}

type Node = ReturnType<typeof parseDocument>["children"][number];
