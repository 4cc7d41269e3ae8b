import { describe, expect, test } from "vitest";
import { aTenantEntry } from "../config/support/tenants.ts";
import { minutes, scriptedClock, seconds } from "../support/noon.ts";
import { fromPage, fromServer, publishableKey, secretKey, type TestKey } from "./support/keys.ts";
import { post } from "./support/post.ts";
import { tallyOf } from "./support/tally.ts";
import { behindProxy, startWithTenants, type TenantsService } from "./support/tenants-service.ts";

const secret = secretKey();
const second = secretKey();
const page = publishableKey();
const theirs = secretKey();

let addresses = 0;

function start(limits: object, clock = scriptedClock().clock): Promise<TenantsService> {
  const tenants = [
    aTenantEntry({ limits, keys: [secret.entry, second.entry, page.entry] }),
    aTenantEntry({ id: "globex", limits, keys: [theirs.entry] }),
  ];
  return startWithTenants(tenants, { world: { clock }, env: behindProxy });
}

async function sends(
  service: TenantsService,
  count: number,
  key: TestKey,
  fields: (i: number) => object = () => ({}),
) {
  const answers: string[] = [];
  for (let i = 0; i < count; i++) {
    const body = { email: `ada-${addresses++}@example.com`, ...fields(i) };
    answers.push((await post(service.url, "SendCode", fromServer(key), body)).reason ?? "ok");
  }
  return tallyOf(answers);
}

describe("client_ip, of an end user behind a server", () => {
  const user = (clientIp: string) => () => ({ clientIp });

  test("is allowed ten sends in ten minutes, for all secret keys of the tenant together", async () => {
    await using service = await start({});
    expect(await sends(service, 6, secret, user("192.0.2.1"))).toEqual({ ok: 6 });
    expect(await sends(service, 6, second, user("192.0.2.1"))).toEqual({ ok: 4, CALLER_LIMITED: 2 });
    expect(await sends(service, 1, secret, user("192.0.2.2"))).toEqual({ ok: 1 });
    expect(await sends(service, 1, theirs, user("192.0.2.1"))).toEqual({ ok: 1 });
  });

  test("is counted by its /64 if it is IPv6", async () => {
    await using service = await start({});
    const tally = await sends(service, 15, secret, (i) => ({ clientIp: `2001:db8::${i + 1}` }));
    expect(tally).toEqual({ ok: 10, CALLER_LIMITED: 5 });
  });

  test("may come again exactly when it was said", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({}, clock);
    const body = { email: "grace@example.com", clientIp: "192.0.2.1" };
    await sends(service, 10, secret, user("192.0.2.1"));
    const { status, headers, reason } = await post(service.url, "SendCode", fromServer(secret), body);
    expect({ status, reason, after: headers["retry-after"] }).toEqual({
      status: 429,
      reason: "CALLER_LIMITED",
      after: "60",
    });
    pass(minutes(1) - 1);
    expect(await sends(service, 1, secret, user("192.0.2.1"))).toEqual({ CALLER_LIMITED: 1 });
    pass(1);
    expect(await sends(service, 2, secret, user("192.0.2.1"))).toEqual({ ok: 1, CALLER_LIMITED: 1 });
  });

  test("that was held back costs its address nothing", async () => {
    await using service = await start({ network_sends: { count: 1, per: "10m" } });
    await sends(service, 1, secret, user("192.0.2.1"));
    const email = "grace@example.com";
    await sends(service, 20, secret, () => ({ email, clientIp: "192.0.2.1" }));
    expect(await sends(service, 1, secret, () => ({ email }))).toEqual({ ok: 1 });
  });

  test("may not be stated by a page", async () => {
    await using service = await start({});
    const body = { email: "ada@example.com", clientIp: "192.0.2.1" };
    const { status, reason } = await post(service.url, "SendCode", fromPage(page), body);
    expect({ status, reason }).toEqual({ status: 403, reason: "KEY_FORBIDDEN" });
    expect(service.mails).toEqual([]);
  });

  test.for([
    "somewhere",
    "192.0.2.1:80",
    "[2001:db8::1]",
    "192.0.2.0/24",
    "fe80::1%eth0",
    " 192.0.2.1",
    "0x7f.1",
    "::1]",
  ])("must be an address, and not %s", async (clientIp) => {
    await using service = await start({});
    const body = { email: "ada@example.com", clientIp };
    const { reason, message } = await post(service.url, "SendCode", fromServer(secret), body);
    expect(reason).toBe("REQUEST_INVALID");
    expect(message.details).toMatchObject([{}, { debug: { fieldViolations: [{ field: "client_ip" }] } }]);
  });
});

describe("calls of one key", () => {
  test("are counted over both RPCs and all networks, and apart from other keys", async () => {
    await using service = await start({ key_calls: { count: 4, per: "1m" } });
    expect(await sends(service, 3, secret)).toEqual({ ok: 3 });
    const verify = () =>
      post(service.url, "VerifyCode", fromServer(secret), { challengeId: "nc1_made-up", code: "123456" });
    expect((await verify()).reason).toBe("CHALLENGE_UNKNOWN");
    expect((await verify()).reason).toBe("CALLER_LIMITED");
    expect(await sends(service, 1, secret)).toEqual({ CALLER_LIMITED: 1 });
    expect(await sends(service, 4, second)).toEqual({ ok: 4 });
    expect(await sends(service, 4, theirs)).toEqual({ ok: 4 });
  });

  // Not all of these divide evenly: nobody may lose a call to rounding.
  test.for([1, 3, 6, 7, 11, 13, 30, 97])(
    "are %i where so many are allowed, and then one at a time",
    async (count) => {
      const { clock, pass } = scriptedClock();
      await using service = await start({ key_calls: { count, per: "1s" } }, clock);
      for (let round = 0; round < 3; round++) {
        expect(await sends(service, count + 1, secret)).toEqual({ ok: count, CALLER_LIMITED: 1 });
        pass(seconds(1));
      }
    },
  );

  test("may be made again exactly when it was said, also by pages that two limits hold", async () => {
    const { clock, pass } = scriptedClock();
    const limits = { key_calls: { count: 2, per: "10s" }, network_sends: { count: 3, per: "30s" } };
    await using service = await start(limits, clock);
    const send = () =>
      post(service.url, "SendCode", fromPage(page, "198.51.100.7"), {
        email: `ada-${addresses++}@example.com`,
      });
    const waitMs = async () => {
      const { reason, message } = await send();
      expect(reason).toBe("CALLER_LIMITED");
      const [, retry] = message.details as { readonly debug: { readonly retryDelay: string } }[];
      return Number.parseFloat(retry?.debug.retryDelay ?? "") * 1000;
    };
    for (let i = 0; i < 2; i++) expect((await send()).reason).toBeUndefined();
    for (let round = 0; round < 6; round++) {
      const told = await waitMs();
      // Who asks again meanwhile must not be made to wait longer for it.
      for (let i = 0; i < 5; i++) expect(await waitMs()).toBe(told);
      pass(told);
      expect((await send()).reason).toBeUndefined();
    }
  });
});
