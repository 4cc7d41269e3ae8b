import { expect, test } from "vitest";
import { createConsoleTransport } from "../../src/mail/console.ts";
import { describeMailTransport, type ReceivedMail } from "../contract/mailer.ts";
import { aMail } from "./support/fixtures.ts";

describeMailTransport(async () => {
  const shown: string[] = [];
  return {
    transport: createConsoleTransport((text) => void shown.push(text)),
    received: async () => shown.map(read),
  };
});

test.for([
  ["throws", () => thrown()],
  ["fails later", async () => thrown()],
] as const)("an output that %s leaves the mail unknown", async ([, write]) => {
  expect(await createConsoleTransport(write).deliver(aMail())).toMatchObject({ kind: "unknown" });
});

function thrown(): never {
  throw new Error("EPIPE");
}

function read(shown: string): ReceivedMail {
  const [, to = "", subject = "", text = ""] =
    /^To: ([^\n]*)\nSubject: ([^\n]*)\n\n(.*)\n\n$/s.exec(shown) ?? [];
  return { to, subject, text };
}
