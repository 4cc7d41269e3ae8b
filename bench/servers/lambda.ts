import { createServer } from "node:http";

/** What stands around a function of AWS Lambda: loads it, and hands a request to it as an event. */
const { handler } = (await import(new URL("../../dist/lambda/handler.mjs", import.meta.url).href)) as {
  handler(event: object): Promise<{ statusCode: number; body: string; isBase64Encoded: boolean }>;
};

createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const answer = await handler({
    rawPath: request.url,
    headers: request.headers,
    body: Buffer.concat(chunks).toString("base64"),
    isBase64Encoded: true,
    requestContext: { http: { method: request.method, sourceIp: "192.0.2.1" } },
  });
  const body = Buffer.from(answer.body, answer.isBase64Encoded ? "base64" : "utf8");
  response.writeHead(answer.statusCode).end(body);
}).listen(Number(process.env.PORT), "127.0.0.1");
