import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { SMTPServer } from "smtp-server";

/** What can go wrong between the service and a mail server, once it has said to whom a mail goes. */
export const smtpFaults = {
  "dropped at the recipient": { at: "RCPT", does: "drops" },
  "reset at the recipient": { at: "RCPT", does: "resets" },
  "no answer to the recipient": { at: "RCPT", does: "hangs" },
  "throttled at the recipient": { at: "RCPT", does: "says", text: "451 4.7.1 slower\r\n" },
  "garbage for the recipient": { at: "RCPT", does: "says", text: "\xff\xfe\x00 what\r\n" },
  "dropped before the content": { at: "DATA", does: "drops" },
  "refused before the content": { at: "DATA", does: "says", text: "421 4.3.2 going down\r\n" },
  "dropped within the content": { at: "content", does: "drops" },
  "reset within the content": { at: "content", does: "resets" },
  "applied, then dropped": { at: "end", does: "drops" },
  "applied, then reset": { at: "end", does: "resets" },
  "applied, never answered": { at: "end", does: "hangs" },
  "applied, then garbage": { at: "end", does: "says", text: "\xff\xfe\x00 what\r\n" },
  "applied, answered drop by drop": { at: "end", does: "drips" },
} as const satisfies Record<string, SmtpStep>;

export type SmtpFault = keyof typeof smtpFaults;

export const allSmtpFaults = Object.keys(smtpFaults) as readonly SmtpFault[];

interface SmtpStep {
  /** Where: instead of handing on the command, within the content, or after the content was taken. */
  readonly at: "RCPT" | "DATA" | "content" | "end";
  readonly does: "drops" | "resets" | "hangs" | "says" | "drips";
  readonly text?: string;
}

export interface SmtpProxy {
  readonly url: string;
  spoil(email: string, faults: readonly (SmtpFault | undefined)[]): void;
  /** The service itself hangs up when a connection is idle. */
  closeIdle(): void;
  close(): Promise<void>;
}

/** A real mail server, with something on the way to it that spoils what it is told to. */
export async function startSmtp(take: (mime: Buffer) => Promise<boolean>): Promise<SmtpProxy> {
  const upstream = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    closeTimeout: 100,
    onData: async (stream, _session, done) => {
      // What broke off within its content was never taken.
      const chunks = await stream.toArray().catch(() => undefined);
      if (chunks === undefined) return;
      const taken = await take(Buffer.concat(chunks));
      done(taken ? null : Object.assign(new Error("refused"), { responseCode: 554 }));
    },
  });
  upstream.on("error", () => undefined);
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const { port } = upstream.server.address() as AddressInfo;
  const script = new Map<string, (SmtpFault | undefined)[]>();
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(port, "127.0.0.1");
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
      socket.once("close", () => other.destroy());
    }
    join(client, server, (email) => {
      const fault = script.get(email)?.shift();
      return fault && smtpFaults[fault];
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    url: `smtp://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    spoil: (email, faults) => void script.set(email, [...faults]),
    closeIdle() {},
    async close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await Promise.all([once(proxy, "close"), new Promise<void>((resolve) => upstream.close(resolve))]);
    },
  };
}

/** Hands everything on, line by line until the content begins, and watches for the place of the fault. */
function join(client: Socket, server: Socket, faultOf: (email: string) => SmtpStep | undefined): void {
  let step: SmtpStep | undefined;
  let inContent = false;
  /** From here on the server's own words no longer reach the client. */
  let silenced = false;
  let pending = "";

  function break_({ does, text = "" }: SmtpStep): void {
    silenced = true;
    if (does === "drops") client.destroy();
    else if (does === "resets") client.resetAndDestroy();
    else if (does === "says") client.write(text, "latin1");
    else if (does === "drips") drip(client);
  }

  server.setEncoding("latin1").on("data", (text: string) => {
    if (!silenced) client.write(text, "latin1");
    // The answer to the content has come: the mail is taken.
    else if (step?.at === "end" && /^[245]\d\d /m.test(text)) {
      break_(step);
      step = undefined;
    }
  });
  client.setEncoding("latin1").on("data", (text: string) => {
    pending += text;
    for (;;) {
      const mark = inContent ? "\r\n.\r\n" : "\r\n";
      if (inContent && step?.at === "content") return break_(step);
      const end = pending.indexOf(mark);
      if (end < 0) return;
      const line = pending.slice(0, end + mark.length);
      pending = pending.slice(line.length);
      const [, email] = /^RCPT TO:<(.*)>/i.exec(line) ?? [];
      if (!inContent && email !== undefined) step = faultOf(email);
      const at = email === undefined ? "DATA" : "RCPT";
      if (!inContent && step?.at === at && (email !== undefined || line === "DATA\r\n")) return break_(step);
      if (inContent && step?.at === "end") silenced = true;
      inContent = !inContent && line === "DATA\r\n";
      server.write(line, "latin1");
    }
  });
}

/** The answer, so slowly that the client never sees the end of it. */
function drip(client: Socket): void {
  client.write("250");
  const timer = setInterval(() => client.write("-"), 200);
  client.once("close", () => clearInterval(timer));
}
