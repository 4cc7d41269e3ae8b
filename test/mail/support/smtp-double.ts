import { type AddressInfo, createServer, type Socket } from "node:net";

/** Where in a delivery something happens. */
export type Stage = "greeting" | "EHLO" | "MAIL" | "RCPT" | "DATA" | "content";

/** What a server does there instead of answering as it should. `takes` counts the mail as taken first. */
export type Fault =
  | { readonly at: Stage; readonly says: string; readonly thenCloses?: true }
  | { readonly at: Stage; readonly does: "drops" | "hangs" | "resets" | "drips" };

export interface SmtpDouble extends AsyncDisposable {
  readonly port: number;
  /** Mails whose content came in whole: those that a server may have passed on. */
  readonly whole: number;
  readonly sessions: number;
  close(): Promise<void>;
}

export interface SmtpDoubleOptions {
  /** What the first, second, … session meets; `undefined` and later ones meet nothing. */
  readonly faults?: readonly (Fault | undefined)[];
  readonly extensions?: readonly string[];
}

const usual: Readonly<Record<Stage, string>> = {
  greeting: "220 double.example ESMTP",
  EHLO: "250 double.example",
  MAIL: "250 2.1.0 ok",
  RCPT: "250 2.1.5 ok",
  DATA: "354 go ahead",
  content: "250 2.0.0 queued",
};

/** A server that breaks off where the script says, which a real one never does on purpose. */
export async function openSmtpDouble({
  faults = [],
  extensions = [],
}: SmtpDoubleOptions = {}): Promise<SmtpDouble> {
  let sessions = 0;
  let whole = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const fault = faults[sessions++];
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    let hung = false;
    const reach = (stage: Stage) => {
      if (hung) return;
      if (fault?.at !== stage) {
        const answer = stage === "EHLO" ? ehlo(extensions) : usual[stage];
        return void socket.write(`${answer}\r\n`);
      }
      if ("says" in fault) {
        socket.write(`${fault.says}\r\n`);
        if (fault.thenCloses) socket.end();
      } else if (fault.does === "drops") socket.destroy();
      else if (fault.does === "resets") socket.resetAndDestroy();
      else hung = true;
      if ("does" in fault && fault.does === "drips") dripTo(socket);
    };
    reach("greeting");
    let pending = "";
    let inContent = false;
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      pending += chunk;
      for (;;) {
        // The client may end a message that it has nobody for: an empty one.
        const empty = inContent && pending.startsWith(".\r\n");
        if (empty) {
          inContent = false;
          pending = pending.slice(3);
          socket.write("554 5.5.1 nothing\r\n");
          continue;
        }
        const end = inContent ? pending.indexOf("\r\n.\r\n") : pending.indexOf("\r\n");
        if (end < 0) return;
        const line = pending.slice(0, end);
        pending = pending.slice(end + (inContent ? 5 : 2));
        if (inContent) {
          inContent = false;
          whole++;
          reach("content");
        } else if (/^(?:EHLO|HELO) /.test(line)) reach("EHLO");
        else if (line.startsWith("MAIL ")) reach("MAIL");
        else if (line.startsWith("RCPT ")) reach("RCPT");
        else if (line === "DATA") {
          inContent = fault?.at !== "DATA";
          reach("DATA");
        } else if (line === "QUIT") socket.end("221 bye\r\n");
        else socket.write("500 what\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  async function close(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
  return {
    port: (server.address() as AddressInfo).port,
    get whole() {
      return whole;
    },
    get sessions() {
      return sessions;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** An answer that never comes to its end. */
function dripTo(socket: Socket): void {
  socket.write("250");
  const drops = setInterval(() => socket.write("-"), 50);
  socket.once("close", () => clearInterval(drops));
}

function ehlo(extensions: readonly string[]): string {
  return ["double.example", ...extensions]
    .map((line, i, all) => `250${i === all.length - 1 ? " " : "-"}${line}`)
    .join("\r\n");
}
