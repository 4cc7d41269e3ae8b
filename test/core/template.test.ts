import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fill, parseTemplate } from "../../src/core/template.ts";

const known = ["code", "brand"] as const;

function filled(text: string, values: Record<(typeof known)[number], string>): string {
  const template = parseTemplate(text, known);
  if ("problem" in template) return template.problem;
  return fill(template, (name) => values[name]);
}

describe("a template", () => {
  test.for([
    { text: "{{code}} is your {{brand}} code", want: "1 is your A code" },
    { text: "{{ code }}", want: "1" },
    { text: "{{code}}{{code}}", want: "11" },
    { text: "nothing to fill", want: "nothing to fill" },
    { text: "", want: "" },
    { text: "{{{code}}}", want: "{1}" },
    { text: "one { and } alone", want: "one { and } alone" },
    { text: "%code% <%= code %> $code", want: "%code% <%= code %> $code" },
  ])("$text", ({ text, want }) => {
    expect(filled(text, { code: "1", brand: "A" })).toBe(want);
  });

  test.for([
    { text: "{{cod}}", want: "has {{cod}}, and can have only {{code}}, {{brand}}" },
    { text: "{{}}", want: "has {{}}, and can have only {{code}}, {{brand}}" },
    { text: "{{constructor}}", want: "has {{constructor}}, and can have only {{code}}, {{brand}}" },
    { text: "{{#if code}}", want: "has {{#if code}}, and can have only {{code}}, {{brand}}" },
    { text: "{{code", want: "has {{ or }} without the other: write a gap like {{brand}}" },
    { text: "{{code}} and {{", want: "has {{ or }} without the other: write a gap like {{brand}}" },
    { text: "code}}", want: "has {{ or }} without the other: write a gap like {{brand}}" },
    { text: "{{ {{code}} }}", want: "has {{ or }} without the other: write a gap like {{brand}}" },
  ])("is refused with what is wrong: $text", ({ text, want }) => {
    expect(parseTemplate(text, known)).toEqual({ problem: want });
  });

  test("does not read what it was filled with", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (code, brand) => {
        expect(filled("{{code}}|{{brand}}", { code, brand })).toBe(`${code}|${brand}`);
      }),
    );
    expect(filled("{{brand}}", { code: "1", brand: "{{code}} $& $1" })).toBe("{{code}} $& $1");
  });
});
