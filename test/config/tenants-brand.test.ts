import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTenants } from "../../src/config/tenants.ts";
import { codeBackgrounds } from "../../src/core/brand.ts";
import { contrast, leastContrast } from "../../src/core/colour.ts";
import { problemsIn } from "./support/settings.ts";
import { aTenantEntry, aTenantsFile } from "./support/tenants.ts";

describe("a brand", () => {
  test("has a name and a host, and nothing that it does not state", () => {
    expect(brandOf({})).toEqual({ name: "Acme", host: "acme.example" });
  });

  test("states all that mails say and look like", () => {
    expect(
      brandOf({
        from: "Acme <codes@acme.example>",
        reply_to: "help@acme.example",
        color: { light: "#0A7F5A", dark: "#4fd1a5" },
        place: { de: "die Acme-App", "*": "the Acme app" },
        footer: "Acme Ltd\n1 Main Street\n",
        texts: { "sign-in": { de: { subject: "{{code}} – Acme" } }, "*": { "*": { title: "Your code" } } },
      }),
    ).toEqual({
      name: "Acme",
      host: "acme.example",
      from: "Acme <codes@acme.example>",
      replyTo: "help@acme.example",
      colour: { light: "#0a7f5a", dark: "#4fd1a5" },
      place: { de: "die Acme-App", "*": "the Acme app" },
      footer: { "*": "Acme Ltd\n1 Main Street\n" },
      texts: { "sign-in": { de: { subject: "{{code}} – Acme" } }, "*": { "*": { title: "Your code" } } },
    });
  });

  test("may have a short colour", () => {
    expect(brandOf({ color: "#05C" }).colour?.light).toBe("#0055cc");
  });

  test("with one colour gets its nearest readable shade in the dark, and never one that cannot be read", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
        const light = `#${value.toString(16).padStart(6, "0")}`;
        const readable = contrast({ text: light, background: codeBackgrounds.light }) >= leastContrast;
        const file = aTenantsFile(aTenantEntry({ brand: { name: "A", host: "a.example", color: light } }));
        if (!readable) {
          const [problem = ""] = problemsIn(() => parseTenants(file));
          const instead = /take (#[0-9a-f]{6}), the nearest/.exec(problem)?.[1] ?? "";
          expect(brandOf({ color: instead }).colour?.light).toBe(instead);
        } else {
          const colour = parseTenants(file).tenants[0]?.brand.colour;
          const background = codeBackgrounds.dark;
          expect(colour?.light).toBe(light);
          expect(contrast({ text: colour?.dark ?? "", background })).toBeGreaterThanOrEqual(leastContrast);
        }
      }),
    );
  });
});

describe("a brand that would make a broken mail is refused with tenant, field and mending", () => {
  const colourHelp = "must be a colour like #0a7f5a, or `light` and `dark` with one each";
  const languageHelp = 'take those that docs/mail.md lists, and "*" for every other one';
  test.for([
    { brand: { color: "red" }, want: `color: ${colourHelp}` },
    { brand: { color: "#12345" }, want: `color: ${colourHelp}` },
    { brand: { color: "#0a7f5a;background:url(x)" }, want: `color: ${colourHelp}` },
    { brand: { color: { light: "#0a7f5a" } }, want: `color: ${colourHelp}` },
    {
      brand: { color: "#ff9900" },
      want: "color: #ff9900 cannot be read in the light mail (contrast 1.9 to 1, least 4.5): take #a16000, the nearest that can",
    },
    {
      brand: { color: { light: "#0a7f5a", dark: "#0a7f5a" } },
      want: "color: #0a7f5a cannot be read in the dark mail (contrast 2.8 to 1, least 4.5): take #4ca287, the nearest that can",
    },
    { brand: { name: "Ac\u202eme" }, want: "name: must be one line without control characters" },
    {
      brand: { from: "Acme \u202e <a@acme.example>" },
      want: "from: must be one line without control characters",
    },
    {
      brand: { from: "Acme\r\nBcc: e@e.com <a@acme.example>" },
      want: "from: must be one line without control characters",
    },
    { brand: { place: "a\u2028b" }, want: "place: must be one line without control characters" },
    { brand: { place: "x".repeat(65) }, want: "place: Too big: expected string to have <=64 characters" },
    { brand: { place: { xx: "A" } }, want: `place: has no language xx: ${languageHelp}` },
    { brand: { place: { de: "A\u2066" } }, want: "place.de: must be one line without control characters" },
    { brand: { footer: 7 }, want: "footer: must be a text, or texts by language" },
    { brand: { footer: "a\0b" }, want: "footer: must be lines without control characters" },
    { brand: { footer: "a\n".repeat(7) }, want: "footer: must have at most 6 lines" },
    {
      brand: { footer: { de: "see https://acme.example" } },
      want: "footer.de: must hold no link: these mails ask for a code, never for a click",
    },
    { brand: { footer: "x".repeat(501) }, want: "footer: Too big: expected string to have <=500 characters" },
    {
      brand: texts({ subject: "Your code" }),
      want: 'texts["sign-in"].de.subject: needs {{code}}: write it where it is to stand',
    },
    {
      brand: texts({ subject: "{{code}} {{name}}" }),
      want: 'texts["sign-in"].de.subject: has {{name}}, and can have only {{code}}, {{brand}}',
    },
    {
      brand: texts({ subject: "{{code}}\r\nBcc: e@e.com" }),
      want: 'texts["sign-in"].de.subject: must be one line without control characters',
    },
    {
      brand: texts({ subject: `{{code}}${"x".repeat(113)}` }),
      want: 'texts["sign-in"].de.subject: Too big: expected string to have <=120 characters',
    },
    {
      brand: texts({ intro: "Code {{code}}" }),
      want: 'texts["sign-in"].de.intro: has {{code}}, and can have only {{brand}}, {{host}}, {{purpose}}',
    },
    {
      brand: texts({ warning: "on {{host" }),
      want: 'texts["sign-in"].de.warning: has {{ or }} without the other: write a gap like {{brand}}',
    },
    {
      brand: texts({ validity: "For a while." }),
      want: 'texts["sign-in"].de.validity: needs {{duration}}: write it where it is to stand',
    },
    {
      brand: texts({ ignore: "\ud800" }),
      want: 'texts["sign-in"].de.ignore: must be Unicode: it holds half a character',
    },
    {
      brand: texts({ title: "" }),
      want: 'texts["sign-in"].de.title: Too small: expected string to have >=1 characters',
    },
    { brand: texts({ sibject: "{{code}}" }), want: 'texts["sign-in"].de: Unrecognized key: "sibject"' },
    {
      brand: { texts: { "sign-in": { dee: {} } } },
      want: `texts["sign-in"]: has no language dee: ${languageHelp}`,
    },
    {
      brand: { texts: { "Sign in": { de: {} } } },
      want: 'texts["Sign in"]: must be a purpose of 1 to 64 of a-z 0-9 . _ -, or "*"',
    },
  ])("$want", ({ brand, want }) => {
    // JSON, as YAML cannot hold all of these.
    const file = JSON.stringify({
      tenants: [aTenantEntry({ brand: { name: "Acme", host: "acme.example", ...brand } })],
    });
    expect(problemsIn(() => parseTenants(file))).toEqual([`tenants[0].brand.${want} (tenant acme)`]);
  });
});

function texts(sentences: object) {
  return { texts: { "sign-in": { de: sentences } } };
}

function brandOf(differences: object) {
  const entry = aTenantEntry({ brand: { name: "Acme", host: "acme.example", ...differences } });
  const [tenant] = parseTenants(aTenantsFile(entry)).tenants;
  if (tenant === undefined) throw new Error("no tenant");
  return tenant.brand;
}
