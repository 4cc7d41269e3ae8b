import { expect, test } from "vitest";
import type { Mail, MailTransport } from "../../src/mail/mail.ts";
import { createMailer } from "../../src/mail/mailer.ts";
import { aCodeMail, acme, acmeSender } from "./support/fixtures.ts";

test("a code is put into words and handed to the transport once", async () => {
  const { transport, delivered } = recording();
  expect(await createMailer(transport, { from: acmeSender }).send(aCodeMail())).toEqual({ kind: "accepted" });
  expect(delivered).toMatchObject([
    { from: acmeSender, subject: "123456 is your Acme code", code: "123456" },
  ]);
});

test.for([
  {
    what: "the brand's name breaks its line",
    code: aCodeMail({ brand: { ...acme, name: "Acme\r\nBcc: eve@example.com" } }),
  },
  { what: "the host is none", code: aCodeMail({ brand: { ...acme, host: "acme.com #999999" } }) },
  { what: "the purpose breaks its line", code: aCodeMail({ purpose: "a\nb" }) },
])("a mail that cannot be written is refused, not sent: $what", async ({ code }) => {
  const { transport, delivered } = recording();
  const delivery = await createMailer(transport, { from: acmeSender }).send(code);
  expect(delivery).toMatchObject({ kind: "refused" });
  expect(String("cause" in delivery && delivery.cause)).not.toMatch(/123456|ada@|eve@|999999/);
  expect(delivered).toEqual([]);
});

test("what the transport says of a mail is what the caller hears", async () => {
  const refused = { kind: "refused", retryAfterMs: 5_000, cause: new Error("busy") } as const;
  const transport: MailTransport = { deliver: async () => refused };
  expect(await createMailer(transport, { from: acmeSender }).send(aCodeMail())).toBe(refused);
});

function recording() {
  const delivered: Mail[] = [];
  const transport: MailTransport = {
    async deliver(mail) {
      delivered.push(mail);
      return { kind: "accepted" };
    },
  };
  return { transport, delivered };
}
