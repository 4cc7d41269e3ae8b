import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { beforeAll, describe, expect, test } from "vitest";
import { NoPassService } from "../../gen/nopass/v1/nopass_pb.js";
import { createCapacity } from "../../src/limits/capacity.ts";
import { createApiKey } from "../../src/rpc/api-key.ts";
import type { Call } from "../../src/rpc/call.ts";
import { createGate } from "../../src/rpc/gate.ts";
import { aTenantEntry } from "../config/support/tenants.ts";
import { overHttp1 } from "../http/support/requests.ts";
import { aTenant } from "../support/callers.ts";
import { noon, scriptedClock } from "../support/noon.ts";
import { inProcess } from "./support/in-process.ts";
import { fromPage, fromServer, publishableKey, secretKey } from "./support/keys.ts";
import { behindProxy, startWithTenants, type TenantsService } from "./support/tenants-service.ts";

/** Everybody may ask these; they tell nothing about people and change nothing. */
const openToAll = /^grpc\.(?:health|reflection)\./;

const page = publishableKey();
const secret = secretKey();

interface Path {
  readonly service: string;
  readonly path: string;
}

let served: readonly Path[];
beforeAll(async () => {
  await using service = await start({});
  const all = (await generatedServices()).flatMap(({ typeName, methods }) =>
    methods.map(({ name }) => ({ service: typeName, path: `/${typeName}/${name}` })),
  );
  const statuses = await Promise.all(all.map(({ path }) => call(service, path, {})));
  served = all.filter((_, i) => statuses[i]?.status !== 404);
});

test("every method of the service is served, beside health and reflection", () => {
  const own = served.filter(({ service }) => !openToAll.test(service)).map(({ path }) => path);
  expect(own).toEqual(NoPassService.methods.map(({ name }) => `/${NoPassService.typeName}/${name}`));
  expect(served.length).toBeGreaterThan(own.length);
});

test("whatever else is served refuses callers without a key, with a stranger's, and pages of elsewhere", async () => {
  await using service = await start({});
  for (const { path } of guarded()) {
    expect(await reasonOf(service, path, {})).toBe("KEY_UNKNOWN");
    expect(await reasonOf(service, path, fromServer(createApiKey("secret", "live")))).toBe("KEY_UNKNOWN");
    expect(await reasonOf(service, path, fromServer(page))).toBe("KEY_FORBIDDEN");
    expect(await reasonOf(service, path, { ...fromServer(secret), origin: "null" })).toBe("KEY_FORBIDDEN");
  }
  expect(service.mails).toEqual([]);
});

test("whatever else is served is counted with its key", async () => {
  for (const { path } of guarded()) {
    await using service = await start({ key_calls: { count: 1, per: "1h" } });
    expect(await reasonOf(service, path, fromServer(secret))).toBe("REQUEST_INVALID");
    expect(await reasonOf(service, path, fromServer(secret))).toBe("CALLER_LIMITED");
  }
});

test("whatever else is served is counted with its network", async () => {
  for (const { path } of guarded()) {
    const one = { count: 1, per: "1h" };
    await using service = await start({ network_sends: one, network_verifies: one });
    expect(await reasonOf(service, path, fromPage(page, "192.0.2.1"))).toBe("REQUEST_INVALID");
    expect(await reasonOf(service, path, fromPage(page, "192.0.2.1"))).toBe("CALLER_LIMITED");
    expect(await reasonOf(service, path, fromPage(page, "192.0.2.2"))).toBe("REQUEST_INVALID");
  }
});

test("no path of a call has a second spelling that goes around the gate", async () => {
  await using service = await start({});
  for (const { path } of guarded())
    for (const spelling of [
      path.toLowerCase(),
      `${path}/`,
      `/${path}`,
      `${path}%20`,
      path.replace("/Send", "/./Send"),
    ])
      expect([200, 400]).not.toContain((await call(service, spelling, {})).status);
});

describe("a service that is added one day", () => {
  const gateOf = (headers: Record<string, string>) => {
    const tenant = aTenant();
    const found = {
      id: page.id,
      kind: "publishable",
      mode: "live",
      tenant,
      origins: [fromPage(page).origin ?? ""],
    } as const;
    const secretHashes = page.entry.sha256.map((hex) => Buffer.from(hex, "hex"));
    const { clock } = scriptedClock(noon);
    const gate = createGate({
      findKey: (id) => (id === page.id ? { ...found, secretHashes } : undefined),
      allowsOrigin: ({ origins }, origin) => origins.includes(origin),
      limits: inProcess({ clock }).limits,
      capacity: createCapacity(10),
      clock,
    });
    return () => gate(method, headers, { ...strangersCall });
  };

  test("needs a key without anybody's thinking of it", () => {
    expect(gateOf({})()).toMatchObject({
      reason: "KEY_UNKNOWN",
      message: expect.stringContaining("a valid API key is needed"),
    });
  });

  test("is held to the tighter limit without anybody's thinking of it", () => {
    const pass = gateOf(fromPage(page));
    for (let i = 0; i < 10; i++) pass();
    expect(pass).toThrow("too many calls from here");
  });
});

const strangersCall: Call = { requestId: "", network: "192.0.2.1", certificateNames: [] };

const method = {
  name: "CreateAccount",
  parent: { typeName: "nopass.v2.AccountService" },
} as unknown as DescMethod;

function guarded(): readonly Path[] {
  return served.filter(({ service }) => !openToAll.test(service));
}

/** Every service of which there is generated code, whether or not it is routed. */
async function generatedServices(): Promise<readonly DescService[]> {
  const folder = join(import.meta.dirname, "../../gen");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    /_pb\.js$/.test(file),
  );
  const modules = await Promise.all(files.map((file) => import(join(folder, file))));
  return modules.flatMap((module) => Object.values(module).filter(isService));
}

function isService(value: unknown): value is DescService {
  return (value as { readonly kind?: unknown } | null)?.kind === "service";
}

function start(limits: object): Promise<TenantsService> {
  return startWithTenants([aTenantEntry({ limits, keys: [page.entry, secret.entry] })], {
    world: { clock: scriptedClock().clock },
    env: behindProxy,
  });
}

function call({ url }: TenantsService, path: string, headers: Readonly<Record<string, string>>) {
  return overHttp1(url, {
    method: "POST",
    path,
    headers: { "content-type": "application/json", ...headers },
    body: "{}",
  });
}

async function reasonOf(service: TenantsService, path: string, headers: Readonly<Record<string, string>>) {
  return JSON.parse((await call(service, path, headers)).body).details[0].debug.reason;
}
