import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { certificateNamesOf, connectionOf, parseNames } from "../../src/http/client-certificate.ts";
import { type Authority, createAuthority } from "./support/certificates.ts";
import { openPort } from "./support/clear-port.ts";
import { overHttp1, overHttp2 } from "./support/requests.ts";

let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority();
});
afterAll(() => authority[Symbol.asyncDispose]());

const billing = "URI:spiffe://acme.example/billing";

describe("the names of a certificate", () => {
  test.for([
    { what: "a URI", names: [billing], want: [billing] },
    { what: "a DNS name", names: ["DNS:a.example"], want: ["DNS:a.example"] },
    { what: "several", names: ["DNS:a.example", billing], want: ["DNS:a.example", billing] },
    { what: "none", names: [], want: [] },
    { what: "addresses", names: ["IP:127.0.0.1", "email:ada@example.com", "RID:1.2.3.4"], want: [] },
    { what: "a DNS name that holds a URI", names: [`DNS:x, ${billing}`], want: [] },
    { what: "a URI that holds another", names: [`URI:x:y, ${billing}`], want: [] },
    { what: "a mail address that holds a URI", names: [`email:a@b.example, ${billing}`], want: [] },
    { what: "another name that holds a URI", names: [`otherName:1.2.3.4;UTF8:x, ${billing}`], want: [] },
    {
      what: "a mailbox in UTF-8 that holds a URI",
      names: [`otherName:1.3.6.1.5.5.7.8.9;UTF8:a@b, ${billing}`],
      want: [],
    },
    { what: "a quote", names: [`DNS:x\\", ${billing}, DNS:\\"`], want: [] },
    { what: "a backslash", names: ["DNS:a\\\\b"], want: [] },
    { what: "text beyond ASCII", names: ["URI:spiffe://ácme.example/billing"], want: [] },
    { what: "a bad name beside a good one", names: [`DNS:x, ${billing}2`, billing], want: [billing] },
    {
      what: "another case",
      names: ["URI:SPIFFE://acme.example/billing"],
      want: ["URI:SPIFFE://acme.example/billing"],
    },
    { what: "a leading space", names: ["DNS: a.example"], want: ["DNS: a.example"] },
  ])("$what", async ({ names, want }) => {
    const { cert } = await authority.sign("names", { names });
    expect(parseNames(new X509Certificate(cert).subjectAltName ?? "")).toEqual(want);
  });

  test.for([
    { text: "", want: [] },
    { text: 'DNS:"x, URI:y:z"', want: [] },
    { text: 'DNS:"\\", URI:y:z, DNS:\\""', want: [] },
    { text: 'DNS:"x, URI:y:z', want: [] },
    { text: 'DNS:a, DNS:"\\\\", URI:y:z', want: ["DNS:a", "URI:y:z"] },
    { text: "DNS:a,URI:y:z", want: ["DNS:a,URI:y:z"] },
  ])("in $text, whatever Node might write", ({ text, want }) => {
    expect(parseNames(text)).toEqual(want);
  });
});

describe("a request has the names of its connection's certificate", () => {
  test("only if it was checked, even where TLS would let others in", async () => {
    const server = await authority.sign("server");
    await using strangers = await createAuthority("strangers");
    const port = http2.createSecureServer(
      { ...server, ca: authority.cert, requestCert: true, rejectUnauthorized: false, allowHTTP1: true },
      (req, res) => res.end(JSON.stringify(certificateNamesOf(connectionOf(req)))),
    );
    port.listen(0, "127.0.0.1");
    await once(port, "listening");
    const url = `https://127.0.0.1:${(port.address() as AddressInfo).port}`;
    const shown = [
      { by: await authority.sign("client", { names: [billing] }), want: [billing] },
      { by: await strangers.sign("stranger", { names: [billing] }), want: [] },
      { by: await authority.sign("expired", { names: [billing], days: -1 }), want: [] },
      { by: undefined, want: [] },
    ];
    for (const { by, want } of shown) {
      const tls = { ca: authority.cert, ...(by === undefined ? {} : { cert: by.cert, key: by.key }) };
      expect(JSON.parse((await overHttp1(url, {}, undefined, { ...tls, agent: false })).body)).toEqual(want);
      expect(JSON.parse((await overHttp2(url, {}, tls)).body)).toEqual(want);
    }
    port.close();
  });

  test("and none in clear", async () => {
    await using port = await openPort({}, (req, res) =>
      res.end(JSON.stringify(certificateNamesOf(connectionOf(req)))),
    );
    for (const over of [overHttp1(port.url), overHttp2(port.url)]) expect((await over).body).toBe("[]");
  });
});
