import type { AddressInfo } from "node:net";
import { simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { ReceivedMail } from "../../contract/mailer.ts";

/** A mail with the envelope that it came in. */
export interface CaughtMail extends ReceivedMail {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly secure: boolean;
  readonly user: string | undefined;
}

/** A real SMTP server that keeps what it takes. */
export interface SmtpCatcher extends AsyncDisposable {
  readonly port: number;
  readonly caught: readonly CaughtMail[];
  /** Connections that were opened so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Starts one on a free port of this machine. Without options it wants neither TLS nor a login. */
export async function openSmtpCatcher(options: SMTPServerOptions = {}): Promise<SmtpCatcher> {
  const caught: CaughtMail[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: options.onAuth === undefined,
    disabledCommands: options.key === undefined ? ["STARTTLS"] : [],
    logger: false,
    closeTimeout: 100,
    onConnect: (_session, done) => {
      connections++;
      done();
    },
    onData: async (stream, session, done) => {
      const { text = "", html, subject = "", to = [], headerLines } = await simpleParser(stream);
      caught.push({
        sender: session.envelope.mailFrom ? session.envelope.mailFrom.address : "",
        recipients: session.envelope.rcptTo.map(({ address }) => address),
        to: [to]
          .flat()
          .map((each) => each.text)
          .join(),
        subject,
        text,
        ...(html ? { html } : {}),
        headers: Object.fromEntries(headerLines.map(({ key, line }) => [key, line])),
        secure: session.secure,
        user: typeof session.user === "string" ? session.user : undefined,
      });
      done();
    },
    ...options,
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return {
    port: (server.server.address() as AddressInfo).port,
    caught,
    get connections() {
      return connections;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
