import { describe, expect, test } from "vitest";
import type { Delivery } from "../../src/core/ports.ts";
import { createFailover } from "../../src/mail/failover.ts";
import type { MailTransport } from "../../src/mail/mail.ts";
import { describeMailTransport } from "../contract/mailer.ts";
import { aMail, noon } from "./support/fixtures.ts";
import { openSmtpCatcher } from "./support/smtp-catcher.ts";
import { openSmtpDouble, type SmtpDouble, type Stage } from "./support/smtp-double.ts";
import { impatient, smtpTransportTo } from "./support/smtp-transport.ts";

const mail = aMail();
const once = { options: { tries: 1 } };

describeMailTransport(async () => {
  const dead = await openSmtpDouble();
  await dead.close();
  const catcher = await openSmtpCatcher();
  const { transport } = ordered(smtpTransportTo(dead.port, once), smtpTransportTo(catcher.port));
  return {
    transport,
    received: async () => {
      await catcher.close();
      return catcher.caught.map(({ to, subject, text, html }) => ({
        to,
        subject,
        text: text.replace(/\n$/, ""),
        ...(html === undefined ? {} : { html }),
      }));
    },
  };
});

describe("two SMTP servers", () => {
  test("the second is not asked while the first takes mails", async () => {
    await using first = await openSmtpDouble();
    await using second = await openSmtpDouble();
    const { transport } = over(first, second);
    for (let i = 0; i < 3; i++) expect(await transport.deliver(mail)).toEqual({ kind: "accepted" });
    expect([first.whole, second.sessions]).toEqual([3, 0]);
  });

  test("killing the first moves sends to the second within one request, and nothing is mailed twice", async () => {
    await using first = await openSmtpDouble();
    await using second = await openSmtpDouble();
    const { transport } = over(first, second);
    expect(await transport.deliver(mail)).toEqual({ kind: "accepted" });
    await first.close();
    for (let i = 0; i < 8; i++) expect(await transport.deliver(mail)).toEqual({ kind: "accepted" });
    expect([first.whole, second.whole]).toEqual([1, 8]);
  });

  test.for(["greeting", "EHLO", "MAIL", "RCPT", "DATA"] as const satisfies readonly Stage[])(
    "the second sends it when the first is killed at %s",
    async (at) => {
      await using first = await openSmtpDouble({ faults: [{ at, does: "resets" }] });
      await using second = await openSmtpDouble();
      expect(await over(first, second).transport.deliver(mail)).toEqual({ kind: "accepted" });
      expect([first.whole, second.whole]).toEqual([0, 1]);
    },
  );

  test.for(["drops", "resets", "hangs"] as const)(
    "the second sends nothing when the first had the content and %s: it may be on its way",
    async (does) => {
      await using first = await openSmtpDouble({ faults: [{ at: "content", does }] });
      await using second = await openSmtpDouble();
      const transports = [first, second].map(({ port }) =>
        smtpTransportTo(port, { ...once, timeouts: impatient }),
      );
      expect(await ordered(...transports).transport.deliver(mail)).toMatchObject({ kind: "unknown" });
      expect([first.whole, second.sessions]).toEqual([1, 0]);
    },
  );

  test("the second is asked when the first refuses the mail, but not where there is no mailbox", async () => {
    await using first = await openSmtpDouble({
      faults: [
        { at: "content", says: "554 5.7.1 no" },
        { at: "RCPT", says: "550 5.1.1 no such user" },
      ],
    });
    await using second = await openSmtpDouble();
    const { transport } = over(first, second);
    expect(await transport.deliver(mail)).toEqual({ kind: "accepted" });
    expect(await transport.deliver(mail)).toMatchObject({ kind: "refused", fault: "mailbox" });
    expect(second.sessions).toBe(1);
  });

  test("both are killed: it is refused, and comes back with the first of them", async () => {
    await using first = await openSmtpDouble();
    await using second = await openSmtpDouble();
    const { transport } = over(first, second);
    await first.close();
    await second.close();
    for (let i = 0; i < 12; i++)
      expect(await transport.deliver(mail)).toMatchObject({ kind: "refused", retryAfterMs: 5_000 });
  });
});

describe("the circuit of a mailer", () => {
  const refused: Delivery = { kind: "refused", cause: new Error("down") };

  test("opens after five failures, is probed after ten seconds, and closes when it works again", async () => {
    const first = scripted(refused);
    const second = scripted({ kind: "accepted" });
    const { transport, changes, pass } = ordered(first, second);
    for (let i = 0; i < 8; i++) await transport.deliver(mail);
    expect([first.asked, second.asked]).toEqual([5, 8]);
    pass(10_000);
    await transport.deliver(mail);
    expect(first.asked).toBe(6);
    pass(19_999);
    await transport.deliver(mail);
    expect(first.asked).toBe(6);
    pass(1);
    first.answer = { kind: "accepted" };
    await transport.deliver(mail);
    await transport.deliver(mail);
    expect([first.asked, second.asked]).toEqual([8, 10]);
    expect(changes).toEqual(["1 open", "1 half_open", "1 open", "1 half_open", "1 closed"]);
  });

  test.for([
    { kind: "refused", fault: "mail", cause: "" },
    { kind: "refused", fault: "mailbox", cause: "" },
  ] as const)("does not open for mails that were at fault themselves: $fault", async (answer) => {
    const first = scripted(answer);
    const { transport, changes } = ordered(first, scripted({ kind: "accepted" }));
    for (let i = 0; i < 20; i++) await transport.deliver(mail);
    expect([first.asked, changes]).toEqual([20, []]);
  });

  test("counts a mailer that breaks as one that fails, and does not ask another: it may be on its way", async () => {
    const broken: MailTransport = { deliver: () => Promise.reject(new TypeError("broken")) };
    const second = scripted({ kind: "accepted" });
    const { transport, changes, pass } = ordered(broken, second);
    for (let i = 0; i < 5; i++) expect(await transport.deliver(mail)).toMatchObject({ kind: "unknown" });
    expect(await transport.deliver(mail)).toEqual({ kind: "accepted" });
    pass(10_000);
    expect(await transport.deliver(mail)).toMatchObject({ kind: "unknown" });
    expect([second.asked, changes]).toEqual([1, ["1 open", "1 half_open", "1 open"]]);
  });

  test("lets one mail probe at a time", async () => {
    const first = scripted(refused);
    const { transport, pass } = ordered(first, scripted({ kind: "accepted" }));
    for (let i = 0; i < 5; i++) await transport.deliver(mail);
    pass(10_000);
    await Promise.all(Array.from({ length: 10 }, () => transport.deliver(mail)));
    expect(first.asked).toBe(6);
  });

  test("keeps no mail from the last resort: if all are open, one is asked all the same", async () => {
    const [first, second] = [scripted(refused), scripted(refused)];
    const { transport } = ordered(first, second);
    for (let i = 0; i < 5; i++) await transport.deliver(mail);
    first.answer = { kind: "accepted" };
    expect(await transport.deliver(mail)).toEqual({ kind: "accepted" });
  });

  test("of a single mailer never keeps it from being asked", async () => {
    const only = scripted(refused);
    const { transport } = ordered(only);
    for (let i = 0; i < 10; i++) await transport.deliver(mail);
    expect(only.asked).toBe(10);
  });
});

function over(...doubles: readonly SmtpDouble[]) {
  return ordered(...doubles.map(({ port }) => smtpTransportTo(port, once)));
}

/** Mailers named by their place, with a clock that a test moves on. */
function ordered(...transports: readonly MailTransport[]) {
  let nowMs = noon.getTime();
  const changes: string[] = [];
  const transport = createFailover(
    transports.map((each, i) => ({ name: String(i + 1), transport: each })),
    { clock: () => new Date(nowMs), onChange: (name, state) => changes.push(`${name} ${state}`) },
  );
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { transport, changes, pass };
}

function scripted(answer: Delivery): MailTransport & { asked: number; answer: Delivery } {
  const self = {
    asked: 0,
    answer,
    async deliver() {
      self.asked++;
      return self.answer;
    },
  };
  return self;
}
