import { randomBytes } from "node:crypto";
import type { ConnectionOptions } from "node:tls";
import { onTestFinished } from "vitest";
import type { MailTransport } from "../../../src/mail/mail.ts";
import { createSmtpTransport, type SmtpTransportOptions } from "../../../src/mail/smtp.ts";
import { createSmtpPool, type SmtpPoolOptions, smtpPoolOptions } from "../../../src/mail/smtp-pool.ts";
import { openSmtpSession, type SmtpServer, type SmtpTimeouts } from "../../../src/mail/smtp-session.ts";
import { noon } from "./fixtures.ts";

/** Long enough for a machine that is busy, unless a test is about a server that hangs. */
const patient = { connectMs: 5_000, answerMs: 5_000, wholeMs: 15_000 };
export const impatient = { connectMs: 400, answerMs: 400, wholeMs: 800 };

export interface Differences {
  readonly server?: Partial<SmtpServer>;
  readonly pool?: Partial<SmtpPoolOptions>;
  readonly options?: Partial<SmtpTransportOptions>;
  readonly tls?: ConnectionOptions;
  readonly timeouts?: SmtpTimeouts;
}

/** A transport to a port of this machine, without TLS unless the test says otherwise. It is closed after its test. */
export function smtpTransportTo(
  port: number,
  { server, pool, options, tls, timeouts = patient }: Differences = {},
): MailTransport {
  const smtp = {
    host: "127.0.0.1",
    port,
    tls: "off",
    user: undefined,
    password: undefined,
    ...server,
  } as const;
  const connections = createSmtpPool(() => openSmtpSession(smtp, timeouts, tls), {
    ...smtpPoolOptions,
    most: 5,
    ...pool,
  });
  onTestFinished(() => connections.close());
  return createSmtpTransport(connections, {
    clock: () => noon,
    randomInt: () => 0,
    randomBytes,
    ...options,
  });
}
