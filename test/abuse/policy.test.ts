import { rm, writeFile } from "node:fs/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { aTenantEntry } from "../config/support/tenants.ts";
import { targetOf } from "../e2e/support/clients/client.ts";
import { otherThan } from "../e2e/support/codes.ts";
import { createEnvironment } from "../e2e/support/environment.ts";
import { portOf, runNoPass } from "../e2e/support/process.ts";
import { allProtocols, connect } from "../e2e/support/protocols.ts";
import { refusalOf } from "../e2e/support/refusal.ts";
import { noonMs, scriptedClock, seconds } from "../support/noon.ts";
import { fromPage, fromServer, publishableKey, secretKey } from "./support/keys.ts";
import { post } from "./support/post.ts";
import { startWithTenants, type TenantsService } from "./support/tenants-service.ts";

const key = secretKey();
const page = publishableKey();
const email = "ada@example.com";

function start(tenant: object, world: object = {}): Promise<TenantsService> {
  return startWithTenants(
    [aTenantEntry({ policy: { cool_down: "0s" }, keys: [key.entry, page.entry], ...tenant })],
    {
      world,
    },
  );
}

async function send(
  { url }: TenantsService,
  fields: object,
  headers: Record<string, string> = fromServer(key),
) {
  return (await post(url, "SendCode", headers, { email, ...fields })).reason ?? "ok";
}

describe("purposes", () => {
  test("are whatever the caller says, unless the tenant lists some", async () => {
    await using service = await start({});
    expect(await send(service, { purpose: "anything.at-all_9" })).toBe("ok");
  });

  test("that are listed may be stated, by servers and pages alike, and no others", async () => {
    await using service = await start({ purposes: ["sign-in", "transfer"] });
    for (const headers of [fromServer(key), fromPage(page)]) {
      expect(await send(service, {}, headers)).toBe("ok");
      expect(await send(service, { purpose: "transfer" }, headers)).toBe("ok");
      for (const purpose of ["transfers", "transfe", "sign-up", "sign_in"])
        expect(await send(service, { purpose }, headers)).toBe("REQUEST_INVALID");
    }
    expect(service.mails).toHaveLength(4);
  });

  test("without the default one have to be stated", async () => {
    await using service = await start({ purposes: ["transfer"] });
    expect(await send(service, {})).toBe("REQUEST_INVALID");
    expect(await send(service, { purpose: "transfer" })).toBe("ok");
  });
});

describe("recipients", () => {
  const denied = { recipients: { deny: ["evil.example", "xn--bcher-kva.example"] } };
  const allowed = {
    recipients: { allow: ["acme.example", "xn--bcher-kva.example"], deny: ["hr.acme.example"] },
  };

  test.for([
    [denied, "ada@evil.example", "EMAIL_INVALID"],
    [denied, "ada@EVIL.Example", "EMAIL_INVALID"],
    [denied, "ada@mail.evil.example", "EMAIL_INVALID"],
    [denied, "ada@a.b.c.evil.example", "EMAIL_INVALID"],
    [denied, "ada@\uff45vil.example", "EMAIL_INVALID"],
    [denied, "ada@evil\u3002example", "EMAIL_INVALID"],
    [denied, "ada@b\u00fccher.example", "EMAIL_INVALID"],
    [denied, "ada@B\u00dcCHER.EXAMPLE", "EMAIL_INVALID"],
    [denied, "ada@shop.b\u00fccher.example", "EMAIL_INVALID"],
    [denied, "ada@devil.example", "ok"],
    [denied, "ada@evil.example.com", "ok"],
    [denied, "evil.example@acme.example", "ok"],
    [allowed, "ada@acme.example", "ok"],
    [allowed, "ada@Mail.ACME.example", "ok"],
    [allowed, "ada@b\u00fccher.example", "ok"],
    [allowed, "ada@hr.acme.example", "EMAIL_INVALID"],
    [allowed, "ada@x.hr.acme.example", "EMAIL_INVALID"],
    [allowed, "ada@notacme.example", "EMAIL_INVALID"],
    [allowed, "ada@acme.example.evil.example", "EMAIL_INVALID"],
    [allowed, "acme.example@evil.example", "EMAIL_INVALID"],
    [allowed, "ada@example", "EMAIL_INVALID"],
  ] as const)("of %o: %s is %s", async ([tenant, to, want]) => {
    await using service = await start(tenant);
    expect(await send(service, { email: to })).toBe(want);
    expect(service.mails).toHaveLength(want === "ok" ? 1 : 0);
  });

  test("that an edit denies are mailed no more, not even for a challenge that is open", async () => {
    await using service = await start({}, { lookEveryMs: 10 });
    const { message } = await post(service.url, "SendCode", fromServer(key), { email });
    await service.edit([
      aTenantEntry({ policy: { cool_down: "0s" }, keys: [key.entry], recipients: { deny: ["example.com"] } }),
    ]);
    await expect.poll(() => service.logs.join("\n")).toContain("tenants_reloaded");
    expect(await send(service, {})).toBe("EMAIL_INVALID");
    expect(await send(service, { email: "", challengeId: message.challengeId })).toBe("EMAIL_INVALID");
    expect(service.mails).toHaveLength(1);
  });
});

describe("codes", () => {
  test.for(allProtocols)(
    "of base 32 are mailed, and understood however they are typed, over %s",
    async (protocol) => {
      await using service = await start({
        policy: { cool_down: "0s", code: { alphabet: "base32", length: 8 } },
      });
      const client = connect(protocol, targetOf({ ...service, secretKey: key.text }));
      for (const typed of [
        (code: string) => code,
        (code: string) => code.toLowerCase(),
        (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`,
        (code: string) => code.replaceAll("0", "O").replaceAll("1", "l"),
        (code: string) => [...code].join(" "),
      ]) {
        const { challengeId, codeLength } = await client.sendCode({ email });
        const code = service.codeFor(email);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
        expect(codeLength).toBe(8);
        expect(await client.verifyCode({ challengeId, code: typed(code) })).toMatchObject({ email });
      }
    },
  );

  test.for([
    [{ length: 8 }, /^\d{8}$/, "CODE_ALPHABET_DIGITS"],
    [{ length: 10 }, /^\d{10}$/, "CODE_ALPHABET_DIGITS"],
    [{ alphabet: "base32", length: 12 }, /^[0-9A-HJKMNP-TV-Z]{12}$/, "CODE_ALPHABET_BASE32"],
  ] as const)("of %o have that form, and the answer says so", async ([code, form, alphabet]) => {
    await using service = await start({ policy: { code } });
    const { message } = await post(service.url, "SendCode", fromServer(key), { email });
    expect(message).toMatchObject({ codeLength: code.length, codeAlphabet: alphabet });
    expect(service.codeFor(email)).toMatch(form);
    const { challengeId } = message;
    const attempt = { challengeId, code: service.codeFor(email) };
    expect((await post(service.url, "VerifyCode", fromServer(key), attempt)).reason).toBeUndefined();
  });
});

test.for(allProtocols)("three attempts are three, over %s", async (protocol) => {
  await using service = await start({ policy: { attempts: 3, cool_down: "0s" } });
  const client = connect(protocol, targetOf({ ...service, secretKey: key.text }));
  const { challengeId } = await client.sendCode({ email });
  const code = service.codeFor(email);
  for (const left of ["2", "1", "0"]) {
    const { reason, metadata } = await refusalOf(client.verifyCode({ challengeId, code: otherThan(code) }));
    expect({ reason, metadata }).toEqual({ reason: "CODE_REJECTED", metadata: { attempts_left: left } });
  }
  expect((await refusalOf(client.verifyCode({ challengeId, code }))).reason).toBe("CHALLENGE_CLOSED");

  const again = await client.sendCode({ email });
  const right = service.codeFor(email);
  for (let i = 0; i < 2; i++)
    await refusalOf(client.verifyCode({ challengeId: again.challengeId, code: otherThan(right) }));
  expect(await client.verifyCode({ challengeId: again.challengeId, code: right })).toMatchObject({ email });
});

describe("validity", () => {
  test.for([
    ["29.999s", "REQUEST_INVALID"],
    ["30s", "ok"],
    ["600s", "ok"],
    ["600.001s", "REQUEST_INVALID"],
    ["0s", "REQUEST_INVALID"],
    ["-30s", "REQUEST_INVALID"],
    ["315576000000s", "REQUEST_INVALID"],
  ])("of %s, where ten minutes are the most, is %s", async ([ttl, want]) => {
    await using service = await start({ policy: { ttl: "1m", max_ttl: "10m" } });
    expect(await send(service, { ttl })).toBe(want);
  });

  test("is the tenant's where none is stated, to the millisecond", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ policy: { ttl: "45s", cool_down: "0s" } }, { clock });
    const sendOne = async () => (await post(service.url, "SendCode", fromServer(key), { email })).message;
    const [early, late] = [await sendOne(), await sendOne()];
    expect(Date.parse(String(late.expireTime))).toBe(noonMs + seconds(45));
    const codes = service.mails.map(({ code }) => code);
    const judge = async (sent: typeof early, code = "") =>
      (await post(service.url, "VerifyCode", fromServer(key), { challengeId: sent.challengeId, code }))
        .reason;
    pass(seconds(45) - 1);
    expect(await judge(early, codes[0])).toBeUndefined();
    pass(1);
    expect(await judge(late, codes[1])).toBe("CHALLENGE_EXPIRED");
  });
});

describe("`nopass serve`", () => {
  test.for([
    [{ budget: 1001 }, "1 in 999 per address and day, which is 1.001 times the most allowed (1 in 1000)"],
    [{ budget: 10_000 }, "1 in 100 per address and day, which is 10 times the most allowed (1 in 1000)"],
    [
      { attempts: 5, budget: 500 },
      "1 in 400 per address and day, which is 2.5 times the most allowed (1 in 1000)",
    ],
    [
      { code: { length: 8 }, budget: 100_000, attempts: 5 },
      "1 in 200 per address and day, which is 5 times the most allowed (1 in 1000)",
    ],
  ] as const)("does not start with a policy of %o, and says by how much", async ([policy, says]) => {
    const service = await serve({ policy });
    expect(await service.ended).toBe(2);
    expect(service.output).toContain("the service cannot start:");
    expect(service.output).toContain(says);
    expect(service.output).toContain("lower budget or attempts, or make codes longer");
    expect(service.output).not.toContain("    at ");
  });

  test.for([
    [{ code: { length: 5 } }, "policy.code.length"],
    [{ code: { length: 11 } }, "a code of digits has 6 to 10 characters"],
    [{ code: { alphabet: "base32", length: 7 } }, "a code of base32 has 8 to 12 characters"],
    [{ attempts: 6 }, "policy.attempts"],
    [{ attempts: 0 }, "policy.attempts"],
    [{ ttl: "29s" }, "must be from 30s to 86400s"],
    [{ max_ttl: "25h" }, "must be from 30s to 86400s"],
    [{ ttl: "2h" }, "is longer than max_ttl"],
    [{ budget: 3, known_reserve: 3 }, "must be smaller than budget"],
    [{ budgets: 3 }, "budgets"],
  ] as const)("does not start with a policy of %o, which is out of bounds", async ([policy, says]) => {
    const service = await serve({ policy });
    expect(await service.ended).toBe(2);
    expect(service.output).toContain(says);
  });

  test("starts with the worst odds that are allowed", async () => {
    const service = await serve({ policy: { budget: 1000, known_reserve: 0 } });
    expect(await portOf(service)).toBeGreaterThan(0);
    service.kill("SIGTERM");
    expect(await service.ended).toBe(0);
  });
});

/** The real command, in a process of its own. */
async function serve(tenant: object) {
  const { settings, folder, tenantsFile } = await createEnvironment({});
  await writeFile(tenantsFile, stringify({ tenants: [aTenantEntry({ keys: [key.entry], ...tenant })] }));
  const service = runNoPass(["serve"], { ...settings, NOPASS_DRAIN_DELAY: "0" });
  onTestFinished(async () => {
    service[Symbol.dispose]();
    await rm(folder, { recursive: true, force: true });
  });
  return service;
}
