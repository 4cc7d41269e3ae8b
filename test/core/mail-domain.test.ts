import { expect, test } from "vitest";
import { parseEmail } from "../../src/core/email.ts";
import { mailDomainOf, mailDomains } from "../../src/core/mail-domain.ts";

test.for([
  ["ada@gmail.com", "gmail.com"],
  ["ada@googlemail.com", "gmail.com"],
  ["ada@hotmail.co.uk", "outlook.com"],
  ["ada@live.nl", "outlook.com"],
  ["ada@yahoo.com.br", "yahoo.com"],
  ["ada@yahoo.de", "yahoo.com"],
  ["ada@me.com", "icloud.com"],
  ["ada@gmx.de", "gmx.net"],
  ["ada@outlook.co.jp", "outlook.com"],
  ["ada@lovelace.example", "other"],
  ["ada@gmail.com.evil.example", "other"],
  ["ada@yahoo.evil.example", "other"],
  ["ada@mail.gmail.com", "other"],
  ["ada@constructor.de", "other"],
] as const)("%s is a mailbox of %s", ([text, want]) => {
  const email = parseEmail(text);
  expect(email && mailDomainOf(email)).toBe(want);
});

test("there are few enough for a label", () => {
  expect(mailDomains.length).toBeLessThan(20);
});
