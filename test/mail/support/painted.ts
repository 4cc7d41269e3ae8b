import { parseDocument } from "htmlparser2";
import type { Colours } from "../../../src/core/colour.ts";

/**
 * Every visible text of a mail with the colours in which it is painted: styles of the elements, and in the dark the
 * rules that go before them (`.a`, `.a b`), inherited as CSS inherits them.
 */
export function paintedTexts(
  html: string,
  scheme: "light" | "dark",
): readonly { text: string; colours: Colours }[] {
  const rules = scheme === "dark" ? darkRules(html) : [];
  const painted: { text: string; colours: Colours }[] = [];
  const visit = (node: Node, around: Colours, classes: readonly string[]): void => {
    if (node.type === "text") {
      if (node.data.trim() !== "") painted.push({ text: node.data.trim(), colours: around });
      return;
    }
    if (!("children" in node) || ("name" in node && node.name === "head")) return;
    const { style = "", class: own = "" } = "attribs" in node ? node.attribs : {};
    if (style.includes("display:none")) return;
    const name = "name" in node ? node.name : "";
    const matching = rules.filter(({ selector }) => matches(selector, name, own, classes));
    const declared = [style, ...matching.map(({ body }) => body)].join(";");
    const colours = {
      text: last(declared, /(?:^|[;\s])color:(#[0-9a-f]{6})/g) ?? around.text,
      background: last(declared, /background-color:(#[0-9a-f]{6})/g) ?? around.background,
    };
    for (const child of node.children) visit(child, colours, [...classes, own]);
  };
  for (const child of parseDocument(html).children)
    visit(child, { text: "#000000", background: "#ffffff" }, []);
  return painted;
}

type Node = ReturnType<typeof parseDocument>["children"][number];

function darkRules(html: string): readonly { readonly selector: string; readonly body: string }[] {
  const [, sheet = ""] = /@media \(prefers-color-scheme:dark\)\{\n([\s\S]*?)\n\}\n/.exec(html) ?? [];
  return [...sheet.matchAll(/^([^{}]+)\{([^{}]*)\}$/gm)].map(([, selector = "", body = ""]) => ({
    selector,
    body,
  }));
}

function matches(selector: string, name: string, own: string, around: readonly string[]): boolean {
  const [first = "", second] = selector.split(" ");
  if (second === undefined) return own === first.slice(1);
  return name === second && around.includes(first.slice(1));
}

function last(text: string, pattern: RegExp): string | undefined {
  return [...text.matchAll(pattern)].at(-1)?.[1];
}
