import { cors } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApiKey } from "../../src/rpc/api-key.ts";
import { aTenantEntry } from "../config/support/tenants.ts";
import { overHttp1, overHttp2 } from "../http/support/requests.ts";
import { fromServer, publishableKey, secretKey } from "./support/keys.ts";
import { acmeOrigins, globexOrigin, listedRows, refusedRows } from "./support/origins.ts";
import { pathOf } from "./support/post.ts";
import { startWithTenants, type TenantsService, unlimited } from "./support/tenants-service.ts";

const publishable = publishableKey({ origins: acmeOrigins });
const theirs = publishableKey({ origins: [globexOrigin] });
const secret = secretKey();
const revoked = publishableKey({ origins: ["https://old.acme.example"], revoked: true });

let service: TenantsService;
beforeAll(async () => {
  service = await startWithTenants([
    aTenantEntry({ limits: unlimited, keys: [publishable.entry, secret.entry, revoked.entry] }),
    aTenantEntry({ id: "globex", limits: unlimited, keys: [theirs.entry] }),
  ]);
});
afterAll(() => service.stop());

const [page] = acmeOrigins;
const listed = [...acmeOrigins, globexOrigin];
const isListed = (origin: string | undefined) => origin !== undefined && listed.includes(origin);
const withOrigin = (origin: string | undefined) => (origin === undefined ? {} : { origin });

const versions = { "HTTP/1.1": overHttp1, "HTTP/2": overHttp2 } as const;

describe.for(Object.keys(versions) as (keyof typeof versions)[])("over %s", (version) => {
  const ask = (method: string, headers: Record<string, string>, path = pathOf("SendCode")) =>
    versions[version](service.url, { method, path, headers, ...(method === "POST" ? { body: "{}" } : {}) });
  const preflight = (origin: string | undefined, headers: Record<string, string> = {}) =>
    ask("OPTIONS", {
      ...withOrigin(origin),
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
      ...headers,
    });

  test.for([...listedRows, ...refusedRows])(
    "pages of listed origins may read answers: $what",
    async (row) => {
      const key = fromServer(publishable);
      const answers = [
        await preflight(row.origin),
        await ask("POST", { ...withOrigin(row.origin), "content-type": "application/json" }),
        await ask("POST", { ...withOrigin(row.origin), "content-type": "application/json", ...key }),
        await ask("POST", { ...withOrigin(row.origin), "content-type": "text/plain" }),
        await ask("GET", withOrigin(row.origin)),
      ];
      for (const { headers } of answers) {
        expect(headers.vary).toBe("Origin");
        expect(headers["access-control-allow-origin"]).toBe(isListed(row.origin) ? row.origin : undefined);
        expect(headers["access-control-allow-credentials"]).toBeUndefined();
        if (isListed(row.origin)) continue;
        expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
      }
    },
  );

  test("a preflight needs no key, and is kept by the browser for two hours", async () => {
    const { status, headers, body } = await preflight(page);
    expect([status, body]).toEqual([204, ""]);
    expect(headers["access-control-max-age"]).toBe("7200");
    expect(headers["access-control-allow-methods"]).toBe("POST");
  });

  test("a preflight allows every header that a client sends, and none more than those", async () => {
    const { headers } = await preflight(page);
    const allowed = headers["access-control-allow-headers"]?.split(", ").map((name) => name.toLowerCase());
    const wanted = [...cors.allowedHeaders, "Authorization", "X-Request-Id"];
    expect(allowed?.toSorted()).toEqual(wanted.map((name) => name.toLowerCase()).sort());
  });

  test("a page may read when to come again, and the id of its request", async () => {
    const { headers } = await ask("POST", { origin: page, "content-type": "application/json" });
    const exposed = headers["access-control-expose-headers"]?.split(", ") ?? [];
    expect(exposed).toEqual(expect.arrayContaining(["Retry-After", "X-Request-Id", "Grpc-Status"]));
  });

  test("a preflight says the same whatever key it comes with", async () => {
    const keys = [publishable, theirs, secret, revoked, createApiKey("publishable", "live")].map(fromServer);
    const plain = await preflight(page);
    for (const key of [...keys, { authorization: "nonsense" }]) {
      const { status, headers, body } = await preflight(page, key);
      const { date: _then, ...without } = plain.headers;
      const { date: _now, ...withKey } = headers;
      expect({ status, headers: withKey, body }).toEqual({ status: 204, headers: without, body: "" });
    }
  });

  test("the origin of a revoked key is listed no more", async () => {
    const { headers } = await preflight("https://old.acme.example");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("a preflight for something that is no call is not found, and is promised nothing", async () => {
    const { status, headers } = await ask("OPTIONS", { origin: page }, "/nopass.v1.NoPassService/DropTable");
    expect(status).toBe(404);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });
});

test("a hundred preflights in a row count as no call of anybody's", async () => {
  const limits = { network_sends: { count: 1, per: "10m" } };
  await using limited = await startWithTenants([aTenantEntry({ limits, keys: [publishable.entry] })]);
  const path = pathOf("SendCode");
  for (let i = 0; i < 100; i++)
    expect(
      (await overHttp1(limited.url, { method: "OPTIONS", path, headers: { origin: page } })).status,
    ).toBe(204);
  const headers = { ...fromServer(publishable), origin: page, "content-type": "application/json" };
  const body = JSON.stringify({ email: "ada@example.com" });
  expect((await overHttp1(limited.url, { method: "POST", path, headers, body })).status).toBe(200);
  expect(limited.logs.filter((line) => line.includes('"event":"call"'))).toHaveLength(1);
});
