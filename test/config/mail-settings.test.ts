import { describe, expect, test } from "vitest";
import { parseSettings } from "../../src/config/settings.ts";
import { anEnv, problemsOf } from "./support/settings.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

function mailersOf(differences: Readonly<Record<string, string>>) {
  return parseSettings(anEnv(differences)).mail.mailers;
}

describe("NOPASS_MAIL", () => {
  test("names several mailers in the order in which they are tried", () => {
    const mailers = mailersOf({
      NOPASS_MAIL: "webhook, smtp,ses",
      NOPASS_SMTP_URL: "smtp://smtp.example",
      NOPASS_WEBHOOK_URL: "https://mails.example/codes",
      NOPASS_WEBHOOK_SECRET: secret,
    });
    expect(mailers.map(({ kind }) => kind)).toEqual(["webhook", "smtp", "ses"]);
  });

  test.for(["ses,ses", "ses,", "smtp,pigeon"])("%s is none", (value) => {
    const rule = "NOPASS_MAIL must be one of ses, smtp, webhook, console, or several in order, each once";
    expect(problemsOf(anEnv({ NOPASS_MAIL: value, NOPASS_SMTP_URL: "smtp://smtp.example" }))).toEqual([rule]);
  });

  test("what a mailer needs is asked for", () => {
    expect(problemsOf(anEnv({ NOPASS_MAIL: "smtp,webhook" }))).toEqual([
      "NOPASS_SMTP_URL is not set: name the server that mails are handed to, `smtp://host:587`",
      "NOPASS_WEBHOOK_URL is not set: name the endpoint that mails are posted to",
      "NOPASS_WEBHOOK_SECRET is not set: state the secret that posts are signed with, `whsec_` and base64",
    ]);
  });
});

describe("SMTP", () => {
  test.for([
    { url: "smtp://smtp.example", want: { host: "smtp.example", port: 587, tls: "starttls" } },
    { url: "smtps://smtp.example", want: { host: "smtp.example", port: 465, tls: "implicit" } },
    { url: "smtp://smtp.example:2525", want: { port: 2525, tls: "starttls" } },
    { url: "smtp://[::1]:2525", want: { host: "::1", port: 2525 } },
    { url: "smtp://mail", want: { host: "mail" } },
  ])("at $url", ({ url, want }) => {
    expect(mailersOf({ NOPASS_MAIL: "smtp", NOPASS_SMTP_URL: url })).toMatchObject([
      { kind: "smtp", user: undefined, password: undefined, connections: 5, ...want },
    ]);
  });

  test.for([
    { NOPASS_SMTP_URL: "smtp://ada%40acme:p%3Ass%2Fw@smtp.example" },
    { NOPASS_SMTP_URL: "smtp://smtp.example", NOPASS_SMTP_USER: "ada@acme", NOPASS_SMTP_PASSWORD: "p:ss/w" },
    {
      NOPASS_SMTP_URL: "smtp://x:y@smtp.example",
      NOPASS_SMTP_USER: "ada@acme",
      NOPASS_SMTP_PASSWORD: "p:ss/w",
    },
  ])("as a user with a password, $NOPASS_SMTP_URL", (differences) => {
    const [mailer] = mailersOf({ NOPASS_MAIL: "smtp", ...differences });
    expect(mailer).toMatchObject({ user: "ada@acme" });
    expect(mailer?.kind === "smtp" && mailer.password?.reveal()).toBe("p:ss/w");
    expect(JSON.stringify(mailer)).not.toContain("p:ss/w");
  });

  test("without TLS only where nothing secret travels", () => {
    const off = { NOPASS_MAIL: "smtp", NOPASS_SMTP_TLS: "off" };
    expect(mailersOf({ ...off, NOPASS_SMTP_URL: "smtp://mailpit:1025" })).toMatchObject([{ tls: "off" }]);
    expect(mailersOf({ ...off, NOPASS_SMTP_URL: "smtp://a:b@127.0.0.1:1025" })).toMatchObject([
      { tls: "off" },
    ]);
    expect(problemsOf(anEnv({ ...off, NOPASS_SMTP_URL: "smtp://a:b@smtp.example" }))).toEqual([
      "NOPASS_SMTP_TLS must not be off with a password: it would travel in the clear",
    ]);
    expect(problemsOf(anEnv({ ...off, NOPASS_SMTP_URL: "smtps://smtp.example" }))).toEqual([
      "NOPASS_SMTP_TLS must not be off for an smtps URL",
    ]);
  });

  test.for([
    "http://smtp.example",
    "smtp.example:587",
    "smtp://",
    "smtp://smtp.example/?tls=no",
    "smtp://%zz@h",
  ])("%s is no URL of a server", (url) =>
    expect(problemsOf(anEnv({ NOPASS_MAIL: "smtp", NOPASS_SMTP_URL: url }))).toHaveLength(1),
  );

  test("a user without a password is half a login", () => {
    const env = anEnv({
      NOPASS_MAIL: "smtp",
      NOPASS_SMTP_URL: "smtp://smtp.example",
      NOPASS_SMTP_USER: "ada",
    });
    expect(problemsOf(env)).toEqual(["NOPASS_SMTP_PASSWORD is not set, but the other is"]);
  });
});

describe("the webhook", () => {
  const webhook = { NOPASS_MAIL: "webhook", NOPASS_WEBHOOK_SECRET: secret };

  test.for([
    "https://mails.example/codes?to=all",
    "http://localhost:8080/",
    "http://127.0.0.1:1/",
    "http://[::1]:1/",
  ])("may be at %s", (url) =>
    expect(mailersOf({ ...webhook, NOPASS_WEBHOOK_URL: url })).toMatchObject([{ kind: "webhook", url }]),
  );

  test.for([
    "http://mails.example/",
    "http://127.0.0.1.mails.example/",
    "ftp://mails.example/",
    "https://user:password@mails.example/",
    "mails.example",
  ])("may not be at %s", (url) =>
    expect(problemsOf(anEnv({ ...webhook, NOPASS_WEBHOOK_URL: url }))).toEqual([
      "NOPASS_WEBHOOK_URL must be an https URL without a user, or http on this machine",
    ]),
  );

  test.for(["secret", "whsec_c2hvcnQ=", `${secret},whsec_!`])("%s is no secret", (value) =>
    expect(
      problemsOf(
        anEnv({ ...webhook, NOPASS_WEBHOOK_URL: "https://m.example", NOPASS_WEBHOOK_SECRET: value }),
      ).at(0),
    ).toBe(
      "NOPASS_WEBHOOK_SECRET must be `whsec_` and the base64 of 24 to 64 bytes, several separated by commas",
    ),
  );
});
