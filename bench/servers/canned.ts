import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { serveMeasurer } from "../processes.ts";

/**
 * DynamoDB and SES as far as one send and one verification need them, and hardly any work: what a call costs its server
 * is to be seen, not what it costs AWS.
 *
 * It keeps the challenge of each address and shows it to the write that judges it, and the code of each mail for whoever
 * measures.
 */
const challenges = new Map<string, { readonly name: string; readonly challenge: unknown }>();
const codes = new Map<string, string>();
const sizes = { send: 0, judge: 0, mail: 0 };

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const answer = request.headers["x-amz-target"] === undefined ? mail(request, body) : write(body);
    response.writeHead(200, answer.headers).end(answer.body);
  });
});
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  serveMeasurer({ url: `http://127.0.0.1:${port}` }, { codes: takeCodes, sizes: () => sizes });
});

function write(body: Buffer) {
  const text = body.toString();
  const headers = { "content-type": "application/x-amz-json-1.0" };
  if (text.includes('"floor"')) return { headers, body: text.includes('"judge"') ? judged : "{}" };
  const { Key, ExpressionAttributeNames: names, ExpressionAttributeValues: values } = JSON.parse(text);
  const key: string = Key.pk.S;
  if (values[":challenge"] !== undefined) {
    sizes.send = body.length;
    challenges.set(key, { name: names["#c"], challenge: values[":challenge"] });
    return { headers, body: "{}" };
  }
  sizes.judge = body.length;
  const known = challenges.get(key);
  challenges.delete(key);
  if (known === undefined) return { headers, body: "{}" };
  const item = {
    pk: { S: key },
    n: { N: "1" },
    nx: { N: "0" },
    ttl: { N: "9999999999" },
    [known.name]: known.challenge,
  };
  return { headers, body: JSON.stringify({ Attributes: item }) };
}

/** As long as what the judging write is answered. */
const judged = JSON.stringify({
  Attributes: { pk: { S: "p".repeat(60) }, c: { M: { m: { M: { mac: { N: "1" } } } } } },
});

function mail({ url = "" }: IncomingMessage, body: Buffer) {
  const headers = { "content-type": "text/xml" };
  if (url !== "/floor") {
    sizes.mail = body.length;
    const form = new URLSearchParams(body.toString());
    const raw = Buffer.from(form.get("RawMessage.Data") ?? "", "base64").toString("latin1");
    const to = form.get("Destinations.member.1") ?? "";
    codes.set(to, /^Subject: (\d{6,10})/m.exec(decodedSubject(raw))?.[1] ?? "");
  }
  return { headers, body: sent };
}

/** A subject of ASCII letters stands there as it is. */
function decodedSubject(raw: string): string {
  return raw.slice(0, raw.indexOf("\r\n\r\n"));
}

const sent =
  '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult><MessageId>0102018f-canned</MessageId></SendRawEmailResult><ResponseMetadata><RequestId>canned</RequestId></ResponseMetadata></SendRawEmailResponse>';

function takeCodes(): Record<string, string> {
  const taken = Object.fromEntries(codes);
  codes.clear();
  return taken;
}
