import { Readable } from "node:stream";
import type { ConnectionOptions } from "node:tls";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Secret } from "../core/secret.ts";

/** Where mails are handed in (RFC 6409), and as whom. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** `implicit`: from the first byte; `starttls`: before anything that matters; `off`: never, for catchers. */
  readonly tls: "implicit" | "starttls" | "off";
  readonly user: string | undefined;
  readonly password: Secret<string> | undefined;
}

export interface SmtpTimeouts {
  /** Until the server has greeted, with TLS and before the login. */
  readonly connectMs: number;
  /** For each answer. */
  readonly answerMs: number;
  /** For connecting, and then for each mail: a server whose answers come drop by drop is never silent. */
  readonly wholeMs: number;
}

/** Two of these and a failed connection fit into the deadline of a call. */
export const smtpTimeouts: SmtpTimeouts = { connectMs: 2_000, answerMs: 3_500, wholeMs: 6_000 };

/** A recipient and a sender as the server is told them: no header is ever read for that. */
export interface Envelope {
  readonly from: string;
  readonly to: string;
}

/** What the library says of a failure. Its texts repeat those of the server, and so addresses. */
export interface SmtpFault {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  /** The command that was answered. */
  readonly command?: unknown;
  readonly responseCode?: number | undefined;
  readonly response?: unknown;
}

export type Handed =
  | { readonly ok: true }
  /** `bodyStarted`: the server may have the whole mail. */
  | { readonly ok: false; readonly fault: SmtpFault; readonly bodyStarted: boolean };

/** One connection, logged in. It takes one mail at a time, and after a failure no more. */
export interface SmtpSession {
  readonly usable: () => boolean;
  hand(envelope: Envelope, mime: Uint8Array): Promise<Handed>;
  close(): void;
}

/** Connects and logs in. Throws an {@link SmtpFault}: no byte of a mail has left then. */
export async function openSmtpSession(
  { host, port, tls, user, password }: SmtpServer,
  timeouts = smtpTimeouts,
  tlsOptions: ConnectionOptions = {},
): Promise<SmtpSession> {
  const connection = new SMTPConnection({
    host,
    port,
    secure: tls === "implicit",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "off",
    dnsTimeout: timeouts.connectMs,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.connectMs,
    socketTimeout: timeouts.answerMs,
    socketCloseTimeout: 1_000,
    maxResponseSize: 64 * 1024,
    tls: { minVersion: "TLSv1.2", ...tlsOptions },
  });
  let usable = true;
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  const lose = (fault: SmtpFault) => {
    usable = false;
    lost.reject(fault);
  };
  connection.on("error", lose);
  connection.once("end", () => {
    usable = false;
    // The library may have closed it because of an answer, which it tells of next.
    setImmediate(lose, { code: "ECONNECTION" });
  });

  /** Whatever comes first: the answer, or the end of the connection. */
  function answered(ask: (done: (error?: SmtpFault | null) => void) => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    ask((error) => (error ? reject(error) : resolve()));
    return Promise.race([promise, lost.promise]);
  }

  /** Whoever takes too long altogether is lost. */
  async function inTime(work: () => Promise<void>): Promise<void> {
    const timer = setTimeout(lose, timeouts.wholeMs, { code: "ETIMEDOUT" });
    try {
      await work();
    } finally {
      clearTimeout(timer);
    }
  }

  try {
    await inTime(async () => {
      await answered((done) => connection.connect(done));
      if (user === undefined || password === undefined) return;
      const credentials = { user, pass: password.reveal() };
      await answered((done) => connection.login({ credentials }, done));
    });
  } catch (fault) {
    connection.close();
    throw fault;
  }
  return {
    usable: () => usable,
    async hand({ from, to }, mime) {
      let bodyStarted = false;
      // The library reads it only once the server has said that it wants it.
      const body = new Readable({
        read() {
          bodyStarted = true;
          this.push(mime);
          this.push(null);
        },
      });
      try {
        const envelope = { from, to: [to], size: mime.length };
        await inTime(() => answered((done) => connection.send(envelope, body, done)));
        return { ok: true };
      } catch (fault) {
        usable = false;
        connection.close();
        return { ok: false, fault: fault as SmtpFault, bodyStarted };
      }
    },
    close() {
      usable = false;
      connection.quit();
    },
  };
}
