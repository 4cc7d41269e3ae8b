import { randomBytes } from "node:crypto";
import type { ConnectionOptions } from "node:tls";
import { onTestFinished } from "vitest";
import type { MailTransport } from "../../../src/mail/mail.ts";
import { createSmtpTransport, type SmtpTransportOptions } from "../../../src/mail/smtp.ts";
import { createSmtpPool, type SmtpPoolOptions, smtpPoolOptions } from "../../../src/mail/smtp-pool.ts";
import { openSmtpSession, type SmtpServer } from "../../../src/mail/smtp-session.ts";
import { noon } from "./fixtures.ts";

export const shortSmtpTimeouts = { connectMs: 300, answerMs: 300 };

export interface Differences {
  readonly server?: Partial<SmtpServer>;
  readonly pool?: Partial<SmtpPoolOptions>;
  readonly options?: Partial<SmtpTransportOptions>;
  readonly tls?: ConnectionOptions;
}

/** A transport to a port of this machine, without TLS unless the test says otherwise. It is closed after its test. */
export function smtpTransportTo(
  port: number,
  { server, pool, options, tls }: Differences = {},
): MailTransport {
  const smtp = {
    host: "127.0.0.1",
    port,
    tls: "off",
    user: undefined,
    password: undefined,
    ...server,
  } as const;
  const connections = createSmtpPool(() => openSmtpSession(smtp, shortSmtpTimeouts, tls), {
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
