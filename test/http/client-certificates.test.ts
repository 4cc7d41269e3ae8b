import { once } from "node:events";
import http2 from "node:http2";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fromPage, fromServer, publishableKey, secretKey } from "../abuse/support/keys.ts";
import { startWithTenants, type TenantsService, unlimited } from "../abuse/support/tenants-service.ts";
import { aTenantEntry } from "../config/support/tenants.ts";
import { openGrpcJs } from "../e2e/support/clients/grpc-js.ts";
import { refusalOf } from "../e2e/support/refusal.ts";
import { type Authority, type Certificate, createAuthority } from "./support/certificates.ts";
import { type Answer, overHttp1, overHttp2, overSession, type Sent } from "./support/requests.ts";

const billing = "URI:spiffe://acme.example/billing";
const machine = "DNS:billing.acme.internal";
const acme = { secret: secretKey(), publishable: publishableKey() };
const globex = { secret: secretKey() };
const initech = { secret: secretKey() };

/** What is said to a right key over the wrong connection. */
const wrongConnection = "KEY_FORBIDDEN";
/** Nothing is said to whom TLS refuses. */
const noConnection = "no connection";
const accepted = "accepted";

let authority: Authority;
let strangers: Authority;
let server: Certificate;
let service: TenantsService;
const certificates = new Map<string, Certificate>();

beforeAll(async () => {
  // The strangers' authority has the same name, and signs the same names.
  [authority, strangers] = await Promise.all([createAuthority("authority"), createAuthority("authority")]);
  server = await authority.sign("server");
  service = await startWithTenants(tenants(), { env: tlsSettings(), world: { lookEveryMs: 10 } });
  const sign = async (what: string, by: Authority, ...given: Parameters<Authority["sign"]>) =>
    certificates.set(what, await by.sign(...given));
  await sign("its URI", authority, "uri", { names: [billing] });
  await sign("its DNS name", authority, "dns", { names: [machine] });
  await sign("its name among others", authority, "several", { names: ["DNS:other.internal", billing] });
  await sign("the name of globex", authority, "globex", { names: ["URI:spiffe://globex.example/web"] });
  await sign("the names of both", authority, "both", { names: ["URI:spiffe://globex.example/web", machine] });
  await sign("a longer name", authority, "longer", { names: [`${billing}/2`, `DNS:a.${machine.slice(4)}`] });
  await sign("a shorter name", authority, "shorter", {
    names: ["URI:spiffe://acme.example", "DNS:acme.internal"],
  });
  await sign("another case", authority, "case", { names: ["URI:spiffe://ACME.example/billing"] });
  await sign("its name as another kind", authority, "kind", { names: [`URI:${machine.slice(4)}`] });
  await sign("a wildcard", authority, "wildcard", { names: ["DNS:*.acme.internal", "DNS:*"] });
  await sign("no name", authority, "no-name", { names: [] });
  await sign("its name as CN only", authority, machine.slice(4), { names: [] });
  await sign("its URI inside of a DNS name", authority, "comma", { names: [`DNS:x, ${billing}`] });
  await sign("its URI inside of quotes", authority, "quote", { names: [`DNS:x\\", ${billing}, DNS:\\"`] });
  await sign("its URI, but of strangers", strangers, "strangers", { names: [billing] });
  await sign("its URI, but expired", authority, "expired", { names: [billing], days: -1 });
  await sign("its URI, but for servers", authority, "usage", { names: [billing], usage: "serverAuth" });
  certificates.set("itself as its authority", strangers);
});
afterAll(async () => {
  await service.stop();
  await Promise.all([authority[Symbol.asyncDispose](), strangers[Symbol.asyncDispose]()]);
});

const matrix = [
  { shows: "its URI", acme: accepted, globex: wrongConnection },
  { shows: "its DNS name", acme: accepted, globex: wrongConnection },
  { shows: "its name among others", acme: accepted, globex: wrongConnection },
  { shows: "the name of globex", acme: wrongConnection, globex: accepted },
  { shows: "the names of both", acme: accepted, globex: accepted },
  { shows: "a longer name", acme: wrongConnection, globex: wrongConnection },
  { shows: "a shorter name", acme: wrongConnection, globex: wrongConnection },
  { shows: "another case", acme: wrongConnection, globex: wrongConnection },
  { shows: "its name as another kind", acme: wrongConnection, globex: wrongConnection },
  { shows: "a wildcard", acme: wrongConnection, globex: wrongConnection },
  { shows: "no name", acme: wrongConnection, globex: wrongConnection },
  { shows: "its name as CN only", acme: wrongConnection, globex: wrongConnection },
  { shows: "its URI inside of a DNS name", acme: wrongConnection, globex: wrongConnection },
  { shows: "its URI inside of quotes", acme: wrongConnection, globex: wrongConnection },
  { shows: "its URI, but of strangers", acme: noConnection, globex: noConnection },
  { shows: "its URI, but expired", acme: noConnection, globex: noConnection },
  { shows: "its URI, but for servers", acme: noConnection, globex: noConnection },
  { shows: "itself as its authority", acme: noConnection, globex: noConnection },
  { shows: "nothing", acme: noConnection, globex: noConnection },
] as const;

type Call = (headers: Readonly<Record<string, string>>, shows: string) => Promise<string>;

const calls = {
  "HTTP/1.1": (headers, shows) => outcome(overHttp1(service.url, sendCode(headers), undefined, tlsOf(shows))),
  "HTTP/2": (headers, shows) => outcome(overHttp2(service.url, sendCode(headers), tlsOf(shows))),
  "grpc-js": async (headers, shows) => {
    const client = openGrpcJs({ url: service.url, headers, tls: tlsOf(shows) });
    try {
      await client.sendCode({ email: anAddress() }, { timeoutMs: 5_000 });
      return accepted;
    } catch (error) {
      const { reason, code } = await refusalOf(Promise.reject(error));
      return reason ?? (code === "unavailable" ? noConnection : code);
    } finally {
      client.close();
    }
  },
} as const satisfies Record<string, Call>;

describe.for(Object.entries(calls))("over %s", ([, call]) => {
  test.for(matrix)("a client that shows $shows", async ({ shows, ...want }) => {
    const heard = {
      acme: await call(fromServer(acme.secret), shows),
      globex: await call(fromServer(globex.secret), shows),
    };
    expect(heard).toEqual(want);
  });

  test.for(matrix.filter(({ acme }) => acme !== noConnection))(
    "a tenant without certificates is called by one that shows $shows",
    async ({ shows }) => expect(await call(fromServer(initech.secret), shows)).toBe(accepted),
  );

  test("the right certificate does not stand in for a key", async () => {
    expect(await call({}, "its URI")).toBe("KEY_UNKNOWN");
    expect(await call(fromServer(secretKey()), "its URI")).toBe("KEY_UNKNOWN");
  });
});

test.for([
  { shows: "its URI", want: accepted },
  { shows: "the name of globex", want: wrongConnection },
  { shows: "no name", want: wrongConnection },
])("a publishable key of a page that shows $shows is $want", async ({ shows, want }) => {
  expect(await calls["HTTP/2"](fromPage(acme.publishable), shows)).toBe(want);
});

test("what a client writes into its request counts for nothing", async () => {
  const headers = {
    "x-forwarded-client-cert": `URI=${billing.slice(4)}`,
    "x-client-cert": billing,
    "ssl-client-verify": "SUCCESS",
  };
  for (const call of Object.values(calls))
    expect(await call({ ...fromServer(acme.secret), ...headers }, "no name")).toBe(wrongConnection);
});

test("the refusal says what is wrong, and no name", async () => {
  const sent = sendCode(fromServer(acme.secret));
  const { status, body } = await overHttp1(service.url, sent, undefined, tlsOf("no name"));
  expect(status).toBe(403);
  expect(JSON.parse(body)).toMatchObject({
    code: "permission_denied",
    message: "the client certificate is not one of this tenant",
  });
  expect(body).not.toContain("spiffe");
});

test("connections do not share their certificates, nor do the calls of one", async () => {
  const sessions = ["its URI", "the name of globex", "no name"].map((shows) =>
    http2.connect(service.url, tlsOf(shows)),
  );
  for (const _ of [1, 2, 3]) {
    const heard = sessions.flatMap((session) =>
      [acme, globex].map(({ secret }) => outcome(overSession(session, sendCode(fromServer(secret))))),
    );
    expect(await Promise.all(heard)).toEqual([
      ...[accepted, wrongConnection],
      ...[wrongConnection, accepted],
      ...[wrongConnection, wrongConnection],
    ]);
  }
  for (const session of sessions) session.destroy();
});

test("a name that is added to the tenants file, or taken out, counts on open connections too", async () => {
  const session = http2.connect(service.url, tlsOf("a longer name"));
  const call = () => outcome(overSession(session, sendCode(fromServer(acme.secret))));
  expect(await call()).toBe(wrongConnection);
  await reload(tenants([`${billing}/2`]));
  expect(await call()).toBe(accepted);
  await reload(tenants());
  expect(await call()).toBe(wrongConnection);
  session.destroy();
});

test.for(["TLSv1.2", "TLSv1.3"] as const)(
  "a connection by %s is never resumed: its certificate is looked at each time",
  async (version) => {
    const options = {
      ...tlsOf("its URI"),
      host: "127.0.0.1",
      port: service.port,
      minVersion: version,
      maxVersion: version,
    };
    const session = await aSession(options);
    const again = connectTls({ ...options, ...(session === undefined ? {} : { session }) });
    await once(again, "secureConnect");
    expect(again.isSessionReused()).toBe(false);
    again.destroy();
  },
);

function tenants(names: readonly string[] = [billing, machine]): readonly object[] {
  const of = (id: string, keys: readonly object[], entry: object) =>
    aTenantEntry({ id, limits: unlimited, keys, ...entry });
  return [
    of("acme", [acme.secret.entry, acme.publishable.entry], { client_certificates: names }),
    of("globex", [globex.secret.entry], { client_certificates: ["URI:spiffe://globex.example/web"] }),
    of("initech", [initech.secret.entry], {}),
  ];
}

function tlsSettings() {
  return {
    NOPASS_TLS_CERT: server.certFile,
    NOPASS_TLS_KEY: server.keyFile,
    NOPASS_TLS_CLIENT_CA: authority.certFile,
  };
}

async function reload(file: readonly object[]): Promise<void> {
  const before = service.logs.length;
  await service.edit(file);
  await vi.waitFor(() => expect(service.logs.slice(before).join()).toContain("tenants_reloaded"), 5_000);
}

/** What a client trusts, and what it shows. */
function tlsOf(shows: string): { readonly ca: string; readonly cert?: string; readonly key?: string } {
  const ca = authority.cert;
  if (shows === "nothing") return { ca };
  const certificate = certificates.get(shows);
  if (certificate === undefined) throw new Error(`there is no certificate with ${shows}`);
  return { ca, cert: certificate.cert, key: certificate.key };
}

let addresses = 0;
function anAddress(): string {
  return `ada-${addresses++}@example.com`;
}

function sendCode(headers: Readonly<Record<string, string>>): Sent {
  return {
    method: "POST",
    path: "/nopass.v1.NoPassService/SendCode",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ email: anAddress() }),
  };
}

async function outcome(answer: Promise<Answer>): Promise<string> {
  const { status, body } = await answer.catch(() => ({ status: 0, body: "" }));
  if (status === 0) return noConnection;
  return status === 200 ? accepted : JSON.parse(body).details[0].debug.reason;
}

/** The session that the service offers to resume, if it does. */
async function aSession(options: ConnectionOptions): Promise<Buffer | undefined> {
  const socket = connectTls(options);
  let session: Buffer | undefined;
  socket.on("session", (given) => {
    session = given;
  });
  await once(socket, "secureConnect");
  socket.write("GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n");
  await once(socket, "data");
  socket.destroy();
  return session ?? socket.getSession();
}
