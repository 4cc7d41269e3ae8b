import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server does with one request after it has read it whole. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface SesDouble extends AsyncDisposable {
  readonly endpoint: string;
  /** The requests that came in whole: the mails that SES may have taken. */
  readonly requests: readonly string[];
}

/** A server in the place of SES that gives these answers in turn, and the last one for ever. */
export async function openSesDouble(answers: readonly Answer[]): Promise<SesDouble> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    request.on("error", () => undefined);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push(Buffer.concat(chunks).toString());
    answers[Math.min(requests.length, answers.length) - 1]?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const accepts: Answer = (_request, response) => {
  response.end(
    '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>' +
      "<MessageId>0102-1</MessageId></SendRawEmailResult></SendRawEmailResponse>",
  );
};

export function says(status: number, code: string, message = ""): Answer {
  return (_request, response) => {
    response
      .writeHead(status, { "x-amzn-requestid": "7f1c-1" })
      .end(
        '<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type>' +
          `<Code>${code}</Code><Message>${message}</Message></Error><RequestId>7f1c-1</RequestId></ErrorResponse>`,
      );
  };
}

export function repliesPlainly(status: number, body: string): Answer {
  return (_request, response) => void response.writeHead(status).end(body);
}

export const hangs: Answer = () => undefined;

export const answersDropByDrop: Answer = ({ socket }) => {
  const drops = setInterval(() => socket.write(" "), 50);
  socket.write("HTTP/1.1 200 OK\r\nx-padding:");
  socket.on("close", () => clearInterval(drops)).on("error", () => undefined);
};

export const answersItsBodyDropByDrop: Answer = (request, response) => {
  const drops = setInterval(() => response.write(" "), 50);
  response.writeHead(200, { "content-length": 50_000 }).write("<SendRawEmailResponse");
  request.socket.on("close", () => clearInterval(drops)).on("error", () => undefined);
};

export const hangsWithinTheAnswer: Answer = (_request, response) => {
  response.writeHead(200, { "content-length": 500 }).write("<SendRawEmailResponse");
};

export const resets: Answer = (request) => void request.socket.resetAndDestroy();

export const hangsUp: Answer = (request) => void request.socket.destroy();
