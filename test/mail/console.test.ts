import { expect, test } from "vitest";
import { createConsoleTransport } from "../../src/mail/console.ts";
import { describeMailTransport, type ReceivedMail } from "../contract/mailer.ts";
import { aMail } from "./support/fixtures.ts";

describeMailTransport(async () => {
  const shown: string[] = [];
  return {
    transport: createConsoleTransport((text) => shown.push(text)),
    received: async () => shown.map(read),
  };
});

test("an output that cannot be written to leaves the mail unknown", async () => {
  const transport = createConsoleTransport(() => {
    throw new Error("EPIPE");
  });
  expect(await transport.deliver(aMail())).toMatchObject({ kind: "unknown" });
});

function read(shown: string): ReceivedMail {
  const [, to = "", subject = "", text = ""] =
    /^To: ([^\n]*)\nSubject: ([^\n]*)\n\n(.*)\n\n$/s.exec(shown) ?? [];
  return { to, subject, text };
}
