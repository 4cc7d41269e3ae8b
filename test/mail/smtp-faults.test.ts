import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { address, aMail } from "./support/fixtures.ts";
import { type Fault, openSmtpDouble, type Stage } from "./support/smtp-double.ts";
import { impatient, smtpTransportTo } from "./support/smtp-transport.ts";

const canaries = ["victim@canary.example", "735142"];
const canaryMail = aMail({ to: address("victim@canary.example"), subject: "735142 is your Acme code" });
const telltale = canaries.join(" ");

async function deliver(port: number, does?: string) {
  const timeouts = does === "hangs" || does === "drips" ? { timeouts: impatient } : {};
  const delivery = await smtpTransportTo(port, timeouts).deliver(canaryMail);
  const seen = inspect(delivery, { depth: Number.POSITIVE_INFINITY, showHidden: true });
  for (const canary of canaries) expect(seen).not.toContain(canary);
  return delivery;
}

const beforeContent: readonly Stage[] = ["greeting", "EHLO", "MAIL", "RCPT", "DATA"];

describe.for([{ extensions: [] }, { extensions: ["PIPELINING", "SIZE 1000000"] }])(
  "a mail to a server with %o",
  ({ extensions }) => {
    describe.for(["drops", "resets", "hangs", "drips"] as const)("that %s", (does) => {
      test.for(beforeContent)("at %s is tried again, and sent once", async (at) => {
        await using double = await openSmtpDouble({ extensions, faults: [{ at, does }] });
        expect(await deliver(double.port, does)).toEqual({ kind: "accepted" });
        expect([double.sessions, double.whole]).toEqual([2, 1]);
      });

      test.for(beforeContent)("at %s each time is refused, and was never sent", async (at) => {
        const fault: Fault = { at, does };
        await using double = await openSmtpDouble({ extensions, faults: [fault, fault, fault] });
        expect(await deliver(double.port, does)).toMatchObject({ kind: "refused", retryAfterMs: 5_000 });
        expect([double.sessions, double.whole]).toEqual([3, 0]);
      });

      test("once it has the content is unknown, and not sent again", async () => {
        await using double = await openSmtpDouble({ extensions, faults: [{ at: "content", does }] });
        expect(await deliver(double.port, does)).toMatchObject({ kind: "unknown" });
        expect([double.sessions, double.whole]).toEqual([1, 1]);
      });
    });

    test.for([
      { at: "greeting", says: "421 4.3.2 too many connections", thenCloses: true },
      { at: "MAIL", says: "451 4.3.0 later" },
      { at: "DATA", says: "452 4.3.1 no room" },
      { at: "content", says: "451 4.7.1 later" },
      { at: "content", says: "421 4.3.2 closing", thenCloses: true },
    ] as const)("that says $says at $at is asked again, since it took nothing", async (fault) => {
      await using double = await openSmtpDouble({ extensions, faults: [fault] });
      expect(await deliver(double.port)).toEqual({ kind: "accepted" });
      expect(double.sessions).toBe(2);
    });

    test.for([
      { at: "RCPT", says: `451 4.7.1 grey ${telltale}`, want: { fault: "mail", retryAfterMs: 60_000 } },
      { at: "RCPT", says: `550 5.1.1 <${telltale}> no such user`, want: { fault: "mailbox" } },
      { at: "RCPT", says: `550-5.2.1 <${telltale}>\r\n550 5.2.1 disabled`, want: { fault: "mailbox" } },
      { at: "RCPT", says: `556 5.1.10 ${telltale} null MX`, want: { fault: "mailbox" } },
      { at: "content", says: `550 5.1.1 ${telltale} no such user after all`, want: { fault: "mailbox" } },
      { at: "RCPT", says: `550 ${telltale} relaying denied`, want: { fault: "mail" } },
      { at: "RCPT", says: `550 5.7.1 ${telltale} relaying denied`, want: { fault: "mail" } },
      { at: "RCPT", says: `553 5.1.8 ${telltale} sender's domain`, want: { fault: "mail" } },
      { at: "content", says: `554 5.6.0 ${telltale} looks like spam`, want: { fault: "mail" } },
      { at: "MAIL", says: `550 5.7.60 ${telltale} not as this sender`, want: {} },
      { at: "DATA", says: `554 5.5.1 ${telltale}`, want: {} },
    ] as const)("that says $says at $at is believed, at once", async ({ at, says, want }) => {
      await using double = await openSmtpDouble({ extensions, faults: [{ at, says }] });
      const { cause, ...delivery } = (await deliver(double.port)) as { readonly cause: Error };
      expect(delivery).toEqual({ kind: "refused", ...want });
      expect(cause.message).toMatch(/^SMTP: .*\b[45]\d\d\b/);
      expect(double.sessions).toBe(1);
    });
  },
);

test("a kept connection that the server has closed meanwhile costs no mail", async () => {
  await using double = await openSmtpDouble();
  const transport = smtpTransportTo(double.port, { options: { tries: 2 } });
  expect(await transport.deliver(canaryMail)).toEqual({ kind: "accepted" });
  await double.close();
  await using next = await openSmtpDouble();
  expect(next.port).not.toBe(double.port);
  expect(await transport.deliver(canaryMail)).toMatchObject({ kind: "refused", retryAfterMs: 5_000 });
  expect(next.whole + double.whole).toBe(1);
});

test("nobody at the port, and a host without a name, are refused", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  expect(await deliver(port)).toMatchObject({ kind: "refused", retryAfterMs: 5_000 });
  const nowhere = smtpTransportTo(port, { server: { host: "smtp.invalid" } });
  expect(await nowhere.deliver(canaryMail)).toMatchObject({ kind: "refused", retryAfterMs: 5_000 });
});
