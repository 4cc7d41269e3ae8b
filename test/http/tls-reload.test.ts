import { once } from "node:events";
import { copyFile, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import http2 from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { startService, type TestService } from "../e2e/support/service.ts";
import { type Authority, type Certificate, createAuthority } from "./support/certificates.ts";
import { overHttp1, overHttp2, overSession } from "./support/requests.ts";

const lookEveryMs = 10;

let authority: Authority;
let strangers: Authority;
let old: Certificate;
let renewed: Certificate;
let client: Certificate;

/** The files that the service was told of, and that the tests replace. */
let folder: string;
let service: TestService;
const path = (name: "tls.crt" | "tls.key" | "ca.crt") => join(folder, name);

beforeAll(async () => {
  [authority, strangers] = await Promise.all([createAuthority(), createAuthority("strangers")]);
  [old, renewed, client] = [
    await authority.sign("old"),
    await authority.sign("renewed"),
    await authority.sign("client"),
  ];
});
afterAll(() => Promise.all([authority[Symbol.asyncDispose](), strangers[Symbol.asyncDispose]()]));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nopass-tls-"));
  await copyFile(old.certFile, path("tls.crt"));
  await copyFile(old.keyFile, path("tls.key"));
  await copyFile(authority.certFile, path("ca.crt"));
  service = await startService({
    env: {
      NOPASS_TLS_CERT: path("tls.crt"),
      NOPASS_TLS_KEY: path("tls.key"),
      NOPASS_TLS_CLIENT_CA: path("ca.crt"),
    },
    world: { lookEveryMs },
  });
});
afterEach(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("a certificate that is renewed", () => {
  test("is shown to new connections, while open ones go on", async () => {
    const session = http2.connect(service.url, clientTls());
    const livez = () => overSession(session, { path: "/livez" });
    expect((await livez()).status).toBe(200);
    expect(await shown()).toBe(subject("old"));
    await putInPlace(renewed);
    await hears("certificates_reloaded");
    expect(await shown()).toBe(subject("renewed"));
    expect((await livez()).status).toBe(200);
    session.destroy();
    for (const over of [overHttp2(service.url, { path: "/livez" }, clientTls()), byHttp1()])
      expect((await over).status).toBe(200);
  });

  test("is still shown by TLS 1.2 at least, and to clients with a certificate alone", async () => {
    await putInPlace(renewed);
    await hears("certificates_reloaded");
    await expect(shown({ minVersion: "TLSv1.1", maxVersion: "TLSv1.1" })).rejects.toThrow();
    await expect(byHttp1({ ca: authority.cert })).rejects.toThrow();
    const { cert, key } = await strangers.sign("stranger");
    await expect(byHttp1({ ca: authority.cert, cert, key })).rejects.toThrow();
  });

  test("is picked up once, and told once", async () => {
    await putInPlace(renewed);
    await hears("certificates_reloaded");
    await replace("tls.crt", renewed.cert);
    await severalLooks();
    expect(told("certificates_reloaded")).toBe(1);
  });

  test("is a chain, if the file holds one", async () => {
    await replace("tls.crt", renewed.cert + authority.cert);
    await replace("tls.key", renewed.key);
    await hears("certificates_reloaded");
    expect(await shown()).toBe(subject("renewed"));
  });
});

const broken = [
  { what: "another's key", files: () => ({ "tls.key": renewed.key }), problem: "is not the key" },
  { what: "another's certificate", files: () => ({ "tls.crt": renewed.cert }), problem: "is not the key" },
  {
    what: "a key of another kind",
    files: async () => ({ "tls.key": (await rsa()).key }),
    problem: "is not the key",
  },
  {
    what: "garbage for a certificate",
    files: () => ({ "tls.crt": "garbage" }),
    problem: "NOPASS_TLS_CERT must",
  },
  { what: "an empty certificate", files: () => ({ "tls.crt": "" }), problem: "NOPASS_TLS_CERT must" },
  {
    what: "half a certificate",
    files: () => ({ "tls.crt": half(renewed.cert) }),
    problem: "NOPASS_TLS_CERT must",
  },
  {
    what: "half a chain",
    files: () => ({ "tls.crt": old.cert + half(authority.cert) }),
    problem: "NOPASS_TLS_CERT must",
  },
  { what: "garbage for a key", files: () => ({ "tls.key": "garbage" }), problem: "NOPASS_TLS_KEY must" },
  { what: "half a key", files: () => ({ "tls.key": half(old.key) }), problem: "NOPASS_TLS_KEY must" },
  { what: "an empty authority", files: () => ({ "ca.crt": "" }), problem: "NOPASS_TLS_CLIENT_CA must" },
  {
    what: "garbage for an authority",
    files: () => ({ "ca.crt": "garbage" }),
    problem: "NOPASS_TLS_CLIENT_CA must",
  },
  {
    what: "an authority and half of another",
    files: () => ({ "ca.crt": strangers.cert + half(authority.cert) }),
    problem: "NOPASS_TLS_CLIENT_CA must",
  },
] as const;

describe("a broken file", () => {
  test.for(broken)("with $what changes nothing, and is told once", async ({ files, problem }) => {
    for (const [name, text] of Object.entries(await files())) await replace(name as "tls.crt", text);
    await hears("certificates_reload_failed");
    await severalLooks();
    expect(told("certificates_reload_failed")).toBe(1);
    expect(told("certificates_reloaded")).toBe(0);
    expect(service.logs.find((line) => line.includes("certificates_reload_failed"))).toContain(problem);
    expect(await shown()).toBe(subject("old"));
    expect((await byHttp1()).status).toBe(200);
    const { cert, key } = await strangers.sign("stranger");
    await expect(byHttp1({ ca: authority.cert, cert, key })).rejects.toThrow();
  });

  test("that is mended is taken", async () => {
    await replace("tls.crt", renewed.cert);
    await hears("certificates_reload_failed");
    await replace("tls.key", renewed.key);
    await hears("certificates_reloaded");
    expect(await shown()).toBe(subject("renewed"));
  });

  test("that is gone changes nothing until another is there", async () => {
    await rm(path("tls.key"));
    await hears("certificates_reload_failed");
    expect(await shown()).toBe(subject("old"));
    await putInPlace(renewed);
    await hears("certificates_reloaded");
    expect(await shown()).toBe(subject("renewed"));
  });

  test("does not have its text written to the log", async () => {
    await replace("tls.key", half(old.key));
    await hears("certificates_reload_failed");
    for (const line of old.key.split("\n").filter((line) => line !== ""))
      expect(service.logs.join("\n")).not.toContain(line);
  });
});

test("an authority that is replaced decides on new connections, and open ones go on", async () => {
  const session = http2.connect(service.url, clientTls());
  expect((await overSession(session, { path: "/livez" })).status).toBe(200);
  await replace("ca.crt", strangers.cert);
  await hears("certificates_reloaded");
  const { cert, key } = await strangers.sign("stranger");
  expect((await byHttp1({ ca: authority.cert, cert, key })).status).toBe(200);
  await expect(byHttp1()).rejects.toThrow();
  expect((await overSession(session, { path: "/livez" })).status).toBe(200);
  session.destroy();
});

test("a service that has ended looks no more", async () => {
  await service.stop();
  await putInPlace(renewed);
  await severalLooks();
  expect(told("certificates_reloaded")).toBe(0);
});

const subject = (name: string) => `CN=${name}`;
const half = (pem: string) => pem.slice(0, pem.length / 2);
const rsa = () => authority.sign("rsa", { kind: "rsa" });
const clientTls = () => ({ ca: authority.cert, cert: client.cert, key: client.key });

function byHttp1(tls: object = clientTls()) {
  return overHttp1(service.url, { path: "/livez" }, undefined, { ...tls, agent: false });
}

async function putInPlace({ cert, key }: Certificate): Promise<void> {
  await replace("tls.crt", cert);
  await replace("tls.key", key);
}

/** As tools do it that leave no half of a file. */
async function replace(name: "tls.crt" | "tls.key" | "ca.crt", text: string): Promise<void> {
  await writeFile(`${path(name)}.new`, text);
  await rename(`${path(name)}.new`, path(name));
}

/** The subject of the certificate that a new connection is shown. */
async function shown(options: object = {}): Promise<string | undefined> {
  const socket = connect({ host: "127.0.0.1", port: service.port, ...clientTls(), ...options });
  await once(socket, "secureConnect");
  const certificate = socket.getPeerX509Certificate();
  socket.destroy();
  return certificate?.subject;
}

function told(event: string): number {
  return service.logs.filter((line) => line.includes(`"event":"${event}"`)).length;
}

async function hears(event: string): Promise<void> {
  await vi.waitFor(() => expect(told(event)).toBeGreaterThan(0), { timeout: 5_000, interval: 5 });
}

async function severalLooks(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10 * lookEveryMs));
}
