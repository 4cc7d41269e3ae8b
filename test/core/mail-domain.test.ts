import { expect, test } from "vitest";
import { type EmailAddress, parseEmail } from "../../src/core/email.ts";
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
  ["ada@nothotmail.de", "other"],
  ["ada@mail.yahoo.de", "other"],
  ["ada@hotmail.co.uk.example", "other"],
  ["ada@mail.gmail.com", "other"],
  ["ada@constructor.de", "other"],
] as const)("%s is a mailbox of %s", ([text, want]) => {
  const email = parseEmail(text);
  expect(email && mailDomainOf(email)).toBe(want);
});

test("there are few enough for a label", () => {
  expect(mailDomains.length).toBeLessThan(20);
});

test.for(
  Object.entries({
    "gmx.net": "gmx.at gmx.ch gmx.com gmx.de",
    "icloud.com": "mac.com me.com",
    "mail.ru": "bk.ru inbox.ru list.ru",
    "orange.fr": "wanadoo.fr",
    "outlook.com": "hotmail.com live.com msn.com outlook.fr",
    "proton.me": "pm.me protonmail.com",
    "qq.com": "foxmail.com",
    "yahoo.com": "rocketmail.com ymail.com",
    "yandex.ru": "ya.ru yandex.com",
    "163.com": "126.com",
  }),
)("%s has mailboxes at %s too", ([want, others]) => {
  for (const domain of [want, ...others.split(" ")])
    expect(mailDomainOf(`ada@${domain}` as EmailAddress)).toBe(want);
});
