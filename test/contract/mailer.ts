import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import type { MailTransport } from "../../src/mail/mail.ts";
import { address, aMail } from "../mail/support/fixtures.ts";

/** A mail at the far end of a transport. */
export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Absent where the transport shows none. */
  readonly html?: string;
}

export interface OpenedTransport {
  readonly transport: MailTransport;
  /** All that has arrived since it was opened. */
  readonly received: () => Promise<readonly ReceivedMail[]>;
}

/** What every MailTransport must do. Each adapter's test file calls this. */
export function describeMailTransport(open: () => Promise<OpenedTransport>): void {
  describe("MailTransport contract", () => {
    test.for([
      { name: "plain words", mail: aMail() },
      { name: "an emoji in the subject", mail: aMail({ subject: "123456 is your Acme 🔐 code" }) },
      {
        name: "a subject longer than a line, without spaces",
        mail: aMail({ subject: `123456 is your ${"Ünïcödé".repeat(40)} code` }),
      },
      { name: "right-to-left words", mail: aMail({ subject: "123456 هو رمزك", text: "رمزك\n\n123456" }) },
      {
        name: "an HTML part with lines of any length",
        mail: aMail({ html: `<p>${"long ".repeat(500)}</p>\n` }),
      },
      {
        name: "lines that begin with a dot or a boundary",
        mail: aMail({ text: ".\n..\n--=_nopass--\nFrom me" }),
      },
    ])("delivers address, subject, text and HTML unchanged: $name", async ({ mail }) => {
      const { transport, received } = await open();
      expect(await transport.deliver(mail)).toEqual({ kind: "accepted" });
      const [got, ...more] = await received();
      expect(more).toEqual([]);
      expect(got).toEqual({
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        ...(got?.html === undefined ? {} : { html: mail.html }),
      });
    });

    test.for([
      { header: "recipient", mail: aMail({ to: address("ada@example.com\r\nBcc: eve@example.com") }) },
      { header: "subject", mail: aMail({ subject: "Hello\r\nBcc: eve@example.com" }) },
      { header: "subject, by a line feed alone", mail: aMail({ subject: "Hello\nBcc: eve@example.com" }) },
      { header: "subject, by a NUL", mail: aMail({ subject: "Hello\0" }) },
      { header: "sender", mail: aMail({ from: "Acme\r\nBcc: eve@example.com\r\nX: <no-reply@acme.com>" }) },
      { header: "reply address", mail: aMail({ replyTo: "help@acme.com\r\nBcc: eve@example.com" }) },
    ])("refuses a line break in the $header, and nothing arrives", async ({ mail }) => {
      const { transport, received } = await open();
      const delivery = await transport.deliver(mail);
      expect(delivery).toMatchObject({ kind: "refused" });
      expect(inspect(delivery, { depth: Number.POSITIVE_INFINITY })).not.toMatch(/ada@|eve@|123456/);
      expect(await received()).toEqual([]);
    });

    test.for([
      { name: "a sender that is none", mail: aMail({ from: "Acme" }) },
      { name: "two senders", mail: aMail({ from: "a@acme.com, b@acme.com" }) },
      { name: "an empty sender", mail: aMail({ from: "" }) },
    ])("refuses $name, and does not throw", async ({ mail }) => {
      const { transport, received } = await open();
      expect(await transport.deliver(mail)).toMatchObject({ kind: "refused" });
      expect(await received()).toEqual([]);
    });

    test("does not throw at half a character", async () => {
      const { transport } = await open();
      const half = "half a character: \ud83d";
      const delivery = await transport.deliver(aMail({ subject: half, text: half, html: half }));
      expect(delivery.kind).toMatch(/^(accepted|refused)$/);
    });
  });
}
