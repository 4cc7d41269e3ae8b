import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { ConnectionError, type HttpLimits } from "../../src/aws/http.ts";
import { openUndiciHttp } from "../../src/aws/undici-http.ts";

const patient: HttpLimits = {
  connectMs: 10_000,
  requestMs: 20_000,
  idleMs: 5_000,
  connections: 4,
  answerBytes: 1_000,
};

describe("a post", () => {
  test("brings method, path, headers and body there, and status, header and text back", async () => {
    const seen: unknown[] = [];
    const http = await to(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method, url, headers } = request;
      seen.push([method, url, headers["x-amz-date"], Buffer.concat(chunks).toString()]);
      response.writeHead(400, { "x-amzn-requestid": "r1" }).write("hä");
      setImmediate(() => response.end("lf"));
    });
    const answer = await http.post(["x-amz-date", "today"], Buffer.from("bödy"));
    expect(seen).toEqual([["POST", "/p", "today", "bödy"]]);
    expect([answer.status, answer.text, answer.header("x-amzn-requestid"), answer.header("x-none")]).toEqual([
      400,
      "hälf",
      "r1",
      undefined,
    ]);
  });

  test("reuses connections: it takes a second one at most while the first has just answered", async () => {
    const ports = new Set<number | undefined>();
    const http = await to((request, response) => {
      ports.add(request.socket.remotePort);
      request.resume().on("end", () => response.end());
    });
    for (let i = 0; i < 20; i++) await http.post([], Buffer.from("x"));
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  test("never has more connections than it may, and the others wait", async () => {
    let [open, most] = [0, 0];
    const http = await to((request, response) => {
      most = Math.max(most, ++open);
      request.resume().on("end", () =>
        setTimeout(() => {
          open--;
          response.end();
        }, 5),
      );
    });
    await Promise.all(Array.from({ length: 40 }, () => http.post([], Buffer.from("x"))));
    expect(most).toBe(patient.connections);
  });

  test("fails when the answer is longer than it may be, however it comes", async () => {
    const http = await to((_request, response) => void response.end("x".repeat(1_001)));
    await expect(http.post([], Buffer.from("x"))).rejects.toMatchObject({ code: "ETOOLONG", sent: true });
    const inParts = await to((_request, response) => {
      const parts = setInterval(() => response.write("x".repeat(300)), 5);
      response.on("close", () => clearInterval(parts));
    });
    await expect(inParts.post([], Buffer.from("x"))).rejects.toMatchObject({ code: "ETOOLONG", sent: true });
  });

  test("that broke off leaves nothing behind for the next one", async () => {
    let calls = 0;
    const http = await to((request, response) => {
      if (calls++ > 0) return void request.resume().on("end", () => response.end("whole"));
      response.writeHead(200, { "content-length": 100 }).write("half");
      setTimeout(() => request.socket.resetAndDestroy(), 20);
    });
    await expect(http.post([], Buffer.from("x"))).rejects.toMatchObject({
      name: "ConnectionError",
      sent: true,
    });
    expect((await http.post([], Buffer.from("x"))).text).toBe("whole");
  });
});

describe("a post that is given up", () => {
  test.for([
    { when: "no answer comes", answer: () => undefined },
    {
      when: "the answer does not end",
      answer: (_request: unknown, response: { write(text: string): unknown }) => response.write("half"),
    },
  ])("may have arrived when $when", async ({ answer }) => {
    const http = await to((...call) => void answer(...call), { ...patient, connectMs: 100, requestMs: 200 });
    await expect(http.post([], Buffer.from("x"))).rejects.toMatchObject({ code: "ETIMEDOUT", sent: true });
  });

  test("has not left when no connection was made in time", async () => {
    // TLS that never begins.
    const port = await listening(createServer((socket) => socket.on("error", () => undefined)));
    const http = openUndiciHttp(target(port, "https:"), { ...patient, connectMs: 100, requestMs: 10_000 });
    onTestFinished(http.close);
    await expect(http.post([], Buffer.from("x"))).rejects.toMatchObject({ code: "ETIMEDOUT", sent: false });
  });

  test("has not left when it waited for a connection in vain, and the connection serves the next", async () => {
    const bodies: string[] = [];
    const ports = new Set<number | undefined>();
    const limits = { ...patient, connections: 1, connectMs: 300, requestMs: 20_000 };
    const http = await to(async (request, response) => {
      ports.add(request.socket.remotePort);
      for await (const chunk of request) bodies.push(String(chunk));
      setTimeout(() => response.end(), bodies.length === 1 ? 800 : 0);
    }, limits);
    const first = http.post([], Buffer.from("first"));
    await expect(http.post([], Buffer.from("second"))).rejects.toMatchObject({ sent: false });
    await first;
    await http.post([], Buffer.from("third"));
    expect(bodies).toEqual(["first", "third"]);
    expect(ports.size).toBe(1);
  });
});

describe("a post to where nobody is", () => {
  test("has not left when the name is nobody's", async () => {
    const http = openUndiciHttp({ ...target(80), hostname: "nobody.invalid" }, patient);
    onTestFinished(http.close);
    const failure = await http.post([], Buffer.from("x")).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure).toMatchObject({ sent: false });
  });

  test("has not left when nobody listens", async () => {
    const server = createServer();
    const port = await listening(server);
    await new Promise((closed) => server.close(closed));
    const http = openUndiciHttp(target(port), patient);
    onTestFinished(http.close);
    await expect(http.post([], Buffer.from("x"))).rejects.toMatchObject({
      code: "ECONNREFUSED",
      sent: false,
    });
  });

  test("fails once it is closed", async () => {
    const http = await to((_request, response) => void response.end());
    http.close();
    await expect(http.post([], Buffer.from("x"))).rejects.toMatchObject({ sent: false });
  });
});

async function to(answer: RequestListener, limits = patient) {
  const server = createHttpServer(answer);
  const http = openUndiciHttp(target(await listening(server)), limits);
  onTestFinished(() => {
    http.close();
    server.closeAllConnections();
  });
  return http;
}

function target(port: number, protocol = "http:") {
  return { protocol, hostname: "127.0.0.1", port, path: "/p" };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
