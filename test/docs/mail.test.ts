import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseTenants } from "../../src/config/tenants.ts";
import { sentences } from "../../src/core/brand.ts";
import { aliases, languages } from "../../src/core/languages.ts";
import { knownPurposes, otherNames } from "../../src/mail/locales/messages.ts";
import { renderMail } from "../../src/mail/render.ts";
import { aCodeMail, acmeSender } from "../mail/support/fixtures.ts";

const page = readFileSync("docs/mail.md", "utf8");
const names = (text = "") => [...text.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

test("docs/mail.md lists every language with all its names", () => {
  const rows = [...page.matchAll(/^\| `([\w-]+)` \| [A-Z][^|]+ \|(.*)\|$/gm)].filter(
    ([row]) => !row.includes("Use this code"),
  );
  const listed = rows.map(([, tag = "", others]) => [tag, names(others)]);
  const all: Record<string, readonly string[]> = aliases;
  expect(listed).toEqual(languages.map((language) => [language, all[language] ?? []]));
});

test("docs/mail.md lists every purpose with its other names and its sentence", () => {
  for (const purpose of knownPurposes) {
    const others = [...otherNames].filter(([, same]) => same === purpose).map(([other]) => other);
    const [, listed, sentence] =
      new RegExp(`^\\| \`${purpose}\` \\|(.*)\\| (Use .*) \\|$`, "m").exec(page) ?? [];
    expect(names(listed).sort()).toEqual(others.sort());
    const brand = { name: "Acme", host: "acme.example" };
    expect(renderMail(aCodeMail({ purpose, brand }), acmeSender).text.split("\n")[0]).toBe(sentence);
  }
});

test("docs/mail.md lists every sentence with its gaps", () => {
  for (const [name, { gaps, required }] of Object.entries(sentences)) {
    const [, listed = ""] = new RegExp(`^\\| \`${name}\` \\|[^|]*\\| (.*) \\|$`, "m").exec(page) ?? [];
    expect(names(listed)).toEqual(gaps.map((gap) => `{{${gap}}}`));
    for (const gap of required) expect(listed).toContain(`\`{{${gap}}}\` (required)`);
  }
});

test("docs/mail.md shows a brand that the service accepts, and mails that follow from it", () => {
  const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const brand = parseTenants(yaml).tenants[0]?.brand;
  if (brand === undefined) throw new Error("no tenant");
  const mailFor = (locale: string, purpose: string) =>
    renderMail(aCodeMail({ brand, locale, purpose }), acmeSender);
  expect(mailFor("en", "sign-in").subject).toBe("123456 – Acme");
  expect(mailFor("de", "sign-in").text).toMatch(/^Willkommen zurück bei Acme\. Ihr Code:\n/);
  expect(mailFor("fr", "invite-team").text).toMatch(/^Type this code to join the team:\n/);
  expect(mailFor("en", "reset-password").text).toContain(
    "Not you? Do nothing, or write to help@acme.example.",
  );
  expect(mailFor("en", "sign-in").html).toContain("#0a7f5a");
});

test("docs/mail.md shows the message that a colour without contrast gets", () => {
  const brand = { name: "A", host: "a.example", color: "#ff9900" };
  const [, message = ""] = /```text\n(tenants.*)\n```/.exec(page) ?? [];
  expect(() => parseTenants(JSON.stringify({ tenants: [{ id: "acme", brand }] }))).toThrow(message);
});
