import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import { describeMailTransport } from "../contract/mailer.ts";
import { type Authority, type Certificate, createAuthority } from "../http/support/certificates.ts";
import { address, aMail } from "./support/fixtures.ts";
import { openSmtpCatcher, type SmtpCatcher } from "./support/smtp-catcher.ts";
import { smtpTransportTo } from "./support/smtp-transport.ts";

let authority: Authority;
let certificate: Certificate;
let plain: SmtpCatcher;

beforeAll(async () => {
  authority = await createAuthority();
  certificate = await authority.sign("server");
  plain = await openSmtpCatcher();
});

afterAll(async () => {
  await plain.close();
  await authority[Symbol.asyncDispose]();
});

describeMailTransport(async () => {
  const before = plain.caught.length;
  return {
    transport: smtpTransportTo(plain.port),
    received: async () =>
      plain.caught.slice(before).map(({ to, subject, text, html }) => ({
        to,
        subject,
        // As it is written in a mail: lines end in CRLF, and the parser adds the last one.
        text: text.replace(/\n$/, ""),
        ...(html === undefined ? {} : { html }),
      })),
  };
});

describe("a mail by SMTP", () => {
  test("has one recipient and one sender in its envelope, as they are and not as the headers show them", async () => {
    await using catcher = await openSmtpCatcher();
    const mail = aMail({ from: "Ünï, Inc. <no-reply@acme.com>", to: address("ada+x@mail.example") });
    expect(await smtpTransportTo(catcher.port).deliver(mail)).toEqual({ kind: "accepted" });
    expect(catcher.caught).toMatchObject([
      { sender: "no-reply@acme.com", recipients: ["ada+x@mail.example"] },
    ]);
  });

  test("has a Message-ID of its own, at the sender's domain", async () => {
    await using catcher = await openSmtpCatcher();
    const transport = smtpTransportTo(catcher.port);
    for (let i = 0; i < 2; i++) await transport.deliver(aMail());
    const ids = catcher.caught.map(({ headers }) => headers["message-id"]);
    for (const id of ids) expect(id).toMatch(/^Message-ID: <[0-9a-f]{32}@acme\.com>$/);
    expect(new Set(ids).size).toBe(2);
  });

  test("goes over a connection that is kept, as long as the server keeps it", async () => {
    await using catcher = await openSmtpCatcher();
    const transport = smtpTransportTo(catcher.port, { pool: { mailsEach: 3 } });
    for (let i = 0; i < 7; i++) expect(await transport.deliver(aMail())).toEqual({ kind: "accepted" });
    expect([catcher.caught.length, catcher.connections]).toEqual([7, 3]);
  });

  test("waits for one of a few connections, and gives up in time", async () => {
    const held = Promise.withResolvers<void>();
    await using catcher = await openSmtpCatcher({
      onMailFrom: (_from, _session, done) => void held.promise.then(() => done()),
    });
    const differences = { pool: { most: 1, waitMs: 50 }, options: { tries: 1 } };
    const transport = smtpTransportTo(catcher.port, differences);
    const first = transport.deliver(aMail());
    expect(await transport.deliver(aMail())).toMatchObject({ kind: "refused" });
    held.resolve();
    expect(await first).toEqual({ kind: "accepted" });
    expect(await transport.deliver(aMail())).toEqual({ kind: "accepted" });
  });

  test.for([{ hidePIPELINING: true }, { hidePIPELINING: false }])("arrives with %o", async (options) => {
    await using catcher = await openSmtpCatcher(options);
    const transport = smtpTransportTo(catcher.port);
    const mails = Array.from({ length: 20 }, (_, i) => aMail({ to: address(`ada${i}@example.com`) }));
    const deliveries = await Promise.all(mails.map((mail) => transport.deliver(mail)));
    expect(new Set(deliveries.map(({ kind }) => kind))).toEqual(new Set(["accepted"]));
    expect(catcher.caught.flatMap(({ recipients }) => recipients).sort()).toEqual(
      mails.map(({ to }) => to).sort(),
    );
  });
});

describe("TLS", () => {
  const trusting = () => ({ tls: { ca: authority.cert } });

  test.for([
    { kind: "by STARTTLS", secure: false, tls: "starttls" },
    { kind: "from the first byte", secure: true, tls: "implicit" },
  ] as const)("protects login and mail $kind", async ({ secure, tls }) => {
    await using catcher = await openSmtpCatcher({ ...certificate, secure, onAuth: letsIn("ada", "s3cret") });
    const server = { tls, user: "ada", password: new Secret("s3cret") };
    const transport = smtpTransportTo(catcher.port, { server, ...trusting() });
    expect(await transport.deliver(aMail())).toEqual({ kind: "accepted" });
    expect(catcher.caught).toMatchObject([{ secure: true, user: "ada" }]);
  });

  test("is insisted on: a server without it gets no mail", async () => {
    await using catcher = await openSmtpCatcher();
    const transport = smtpTransportTo(catcher.port, { server: { tls: "starttls" }, ...trusting() });
    expect(await transport.deliver(aMail())).toMatchObject({ kind: "refused" });
    expect([catcher.caught, catcher.connections]).toEqual([[], 1]);
  });

  test.for([
    { kind: "starttls", secure: false },
    { kind: "implicit", secure: true },
  ] as const)(
    "with a certificate that nobody vouches for sends nothing ($kind)",
    async ({ kind, secure }) => {
      await using catcher = await openSmtpCatcher({ ...certificate, secure });
      const transport = smtpTransportTo(catcher.port, { server: { tls: kind } });
      expect(await transport.deliver(aMail())).toMatchObject({ kind: "refused" });
      expect(catcher.caught).toEqual([]);
    },
  );

  test("with the certificate of another host sends nothing", async () => {
    const other = await authority.sign("other", { names: ["DNS:other.example"] });
    await using catcher = await openSmtpCatcher({ ...other });
    const transport = smtpTransportTo(catcher.port, { server: { tls: "starttls" }, ...trusting() });
    expect(await transport.deliver(aMail())).toMatchObject({ kind: "refused" });
    expect(catcher.caught).toEqual([]);
  });

  test("a wrong password is refused at once, and does not stand in the cause", async () => {
    await using catcher = await openSmtpCatcher({ ...certificate, onAuth: letsIn("ada", "s3cret") });
    const server = { tls: "starttls", user: "ada", password: new Secret("wr0ng-passw0rd") } as const;
    const delivery = await smtpTransportTo(catcher.port, { server, ...trusting() }).deliver(aMail());
    expect(delivery).toMatchObject({ kind: "refused", cause: { message: expect.stringContaining("535") } });
    expect(String(delivery.kind === "refused" && delivery.cause)).not.toContain("wr0ng");
    expect(catcher.connections).toBe(1);
  });
});

type OnAuth = NonNullable<NonNullable<Parameters<typeof openSmtpCatcher>[0]>["onAuth"]>;

function letsIn(user: string, password: string): OnAuth {
  return ({ username, password: given }, _session, done) =>
    username === user && given === password ? done(null, { user }) : done(new Error("no"));
}
