import { randomInt } from "node:crypto";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSesTransport } from "../../src/mail/ses.ts";
import { describeMailTransport, type ReceivedMail } from "../contract/mailer.ts";
import { address, aMail, noon } from "./support/fixtures.ts";
import { openSesCall, sesKinds } from "./support/ses-delivery.ts";
import { accepts, openSesDouble } from "./support/ses-double.ts";

// Vitest and Node disagree on what the default export of this CommonJS module is.
const { default: openSes }: typeof import("aws-ses-v2-local") = createRequire(import.meta.url)(
  "aws-ses-v2-local",
);

let server: Server;
let endpoint: string;

beforeAll(async () => {
  server = await openSes({ host: "127.0.0.1", port: 0 });
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.for(sesKinds)("SES, called by: %s", (kind) => {
  describeMailTransport(async () => {
    await fetch(`${endpoint}/clear-store`, { method: "POST" });
    const { call } = openSesCall(kind, { endpoint });
    return { transport: createSesTransport(call, { clock: () => noon, randomInt }), received };
  });

  test("a mail names one recipient, the bare sender, the configuration set and what kind of mail it is", async () => {
    await using double = await openSesDouble([accepts]);
    const { call } = openSesCall(kind, { endpoint: double.endpoint });
    const transport = createSesTransport(call, { clock: () => noon, randomInt, configurationSet: "codes" });
    await transport.deliver(aMail({ to: address("ada@example.com"), from: "Ünï <no-reply@acme.com>" }));
    const { "RawMessage.Data": data, ...sent } = Object.fromEntries(new URLSearchParams(double.requests[0]));
    expect(sent).toEqual({
      Action: "SendRawEmail",
      Version: "2010-12-01",
      Source: "no-reply@acme.com",
      "Destinations.member.1": "ada@example.com",
      ConfigurationSetName: "codes",
      "Tags.member.1.Name": "kind",
      "Tags.member.1.Value": "code",
      "Tags.member.2.Name": "tenant",
      "Tags.member.2.Value": "acme",
    });
    expect(Buffer.from(data ?? "", "base64").toString()).toContain(
      "Date: Sun, 01 Mar 2026 12:00:00 +0000\r\n",
    );
  });
});

async function received(): Promise<readonly ReceivedMail[]> {
  const answer = await fetch(`${endpoint}/store`);
  const { emails } = (await answer.json()) as { readonly emails: readonly StoredMail[] };
  return emails.map(({ destination, subject, body }) => ({
    to: [...destination.to, ...destination.cc, ...destination.bcc].join(),
    subject,
    ...body,
  }));
}

interface StoredMail {
  readonly destination: Readonly<Record<"to" | "cc" | "bcc", readonly string[]>>;
  readonly subject: string;
  readonly body: { readonly text: string; readonly html: string };
}
