import { once } from "node:events";
import { Agent } from "node:https";
import { connect } from "node:tls";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Health, HealthCheckResponse_ServingStatus as Status } from "../../gen/health/v1/health_pb.js";
import { startService, type TestService } from "../e2e/support/service.ts";
import { type Authority, type Certificate, createAuthority } from "./support/certificates.ts";
import { overHttp1, overHttp2 } from "./support/requests.ts";

let authority: Authority;
let server: Certificate;
beforeAll(async () => {
  authority = await createAuthority();
  server = await authority.sign("server");
});
afterAll(() => authority[Symbol.asyncDispose]());

describe("the one port under TLS", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService({ env: tlsSettings() });
  });
  afterAll(() => service.stop());

  test("answers HTTP/1.1 clients", async () => {
    const { status } = await overHttp1(service.url, { path: "/livez" }, undefined, { ca: authority.cert });
    expect(status).toBe(200);
  });

  test("answers HTTP/2 clients", async () => {
    expect((await overHttp2(service.url, { path: "/livez" }, { ca: authority.cert })).status).toBe(200);
  });

  test("answers gRPC clients", async () => {
    const transport = createGrpcTransport({ baseUrl: service.url, nodeOptions: { ca: authority.cert } });
    expect((await createClient(Health, transport).check({})).status).toBe(Status.SERVING);
  });

  test.for([
    { offered: ["h2", "http/1.1"], chosen: "h2" },
    { offered: ["http/1.1"], chosen: "http/1.1" },
    { offered: [], chosen: false },
  ])("chooses $chosen when the client offers $offered", async ({ offered, chosen }) => {
    const options = { port: service.port, host: "127.0.0.1", ca: authority.cert };
    const socket = connect({ ...options, ...(offered.length > 0 ? { ALPNProtocols: offered } : {}) });
    await once(socket, "secureConnect");
    expect(socket.alpnProtocol).toBe(chosen);
    socket.destroy();
  });

  test("does not speak TLS 1.1", async () => {
    const old = { maxVersion: "TLSv1.1", minVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const socket = connect({ port: service.port, host: "127.0.0.1", ca: authority.cert, ...old });
    await expect(once(socket, "secureConnect")).rejects.toThrow();
  });

  test("does not answer in clear", async () => {
    await expect(overHttp1(`http://127.0.0.1:${service.port}`, { path: "/livez" })).rejects.toThrow();
    expect((await overHttp2(service.url, { path: "/livez" }, { ca: authority.cert })).status).toBe(200);
  });
});

describe("with an authority for clients", () => {
  let service: TestService;
  let strangers: Authority;
  beforeAll(async () => {
    strangers = await createAuthority("strangers");
    service = await startService({ env: { ...tlsSettings(), NOPASS_TLS_CLIENT_CA: authority.certFile } });
  });
  afterAll(async () => {
    await service.stop();
    await strangers[Symbol.asyncDispose]();
  });

  test("a client with its certificate is served over both versions", async () => {
    const { cert, key } = await authority.sign("client");
    const tls = { ca: authority.cert, cert, key };
    expect((await overHttp1(service.url, { path: "/livez" }, undefined, tls)).status).toBe(200);
    expect((await overHttp2(service.url, { path: "/livez" }, tls)).status).toBe(200);
  });

  test("a client without one is refused", async () => {
    const tls = { ca: authority.cert };
    await expect(overHttp1(service.url, { path: "/livez" }, undefined, tls)).rejects.toThrow();
    await expect(overHttp2(service.url, { path: "/livez" }, tls)).rejects.toThrow();
  });

  test("a client with another authority's is refused", async () => {
    const { cert, key } = await strangers.sign("stranger");
    const tls = { ca: authority.cert, cert, key };
    await expect(overHttp1(service.url, { path: "/livez" }, undefined, tls)).rejects.toThrow();
    await expect(overHttp2(service.url, { path: "/livez" }, tls)).rejects.toThrow();
  });
});

test("a service under TLS stops at once although HTTP/1.1 connections are kept open", async () => {
  const service = await startService({ env: tlsSettings() });
  const agent = new Agent({ keepAlive: true, ca: authority.cert });
  await overHttp1(service.url, { path: "/livez" }, agent);
  const startedAt = performance.now();
  await service.stop();
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  agent.destroy();
});

function tlsSettings() {
  return { NOPASS_TLS_CERT: server.certFile, NOPASS_TLS_KEY: server.keyFile };
}
