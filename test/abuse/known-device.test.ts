import { describe, expect, test } from "vitest";
import { parseEmail } from "../../src/core/email.ts";
import { isKnownDevice } from "../../src/core/known-device.ts";
import { aTenantEntry } from "../config/support/tenants.ts";
import { aKeyring } from "../support/keyrings.ts";
import { hours, minutes, noonMs, scriptedClock, seconds } from "../support/noon.ts";
import { keyringSetting } from "./support/keyring.ts";
import { fromPage, fromServer, publishableKey, secretKey } from "./support/keys.ts";
import { post } from "./support/post.ts";
import { tallyOf } from "./support/tally.ts";
import { behindProxy, startWithTenants, type TenantsService, unlimited } from "./support/tenants-service.ts";

const page = publishableKey();
const secret = secretKey();
const theirs = publishableKey();
const email = "ada@example.com";

function start(world: object, policy: object = {}, ring = keyringSetting()): Promise<TenantsService> {
  const tenants = [
    aTenantEntry({ policy, limits: unlimited, keys: [page.entry, secret.entry] }),
    aTenantEntry({ id: "globex", policy, limits: unlimited, keys: [theirs.entry] }),
  ];
  return startWithTenants(tenants, { world, env: { ...behindProxy, ...ring } });
}

let networks = 0;
const somewhere = () => `198.51.${networks >> 8}.${networks++ & 255}`;

async function send({ url }: TenantsService, headers: Record<string, string>, fields: object = {}) {
  return (await post(url, "SendCode", headers, { email, ...fields })).reason ?? "ok";
}

/** Signs in, and returns the token of the device. */
async function signIn(
  service: TenantsService,
  as = fromPage(page, somewhere()),
  fields: object = {},
): Promise<string> {
  const sent = await post(service.url, "SendCode", as, { email, ...fields });
  const { challengeId } = sent.message as { readonly challengeId?: string };
  const code = service.codeFor("email" in fields ? String(fields.email) : email);
  const { message } = await post(service.url, "VerifyCode", as, { challengeId, code });
  expect(message.knownDevice).toMatch(/^nd1_/);
  return String(message.knownDevice);
}

describe("while strangers from many networks ask for codes to an address without a pause", () => {
  /** Every second for a while, each from a network of its own. */
  async function besiege(
    service: TenantsService,
    pass: (ms: number) => void,
    count: number,
  ): Promise<string[]> {
    const answers: string[] = [];
    for (let i = 0; i < count; i++) {
      answers.push(await send(service, fromPage(page, somewhere())));
      pass(seconds(1));
    }
    return answers;
  }

  test("they get seven mails through, and no more until its window ends", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ clock });
    const tally = tallyOf(await besiege(service, pass, 400));
    expect(tally.ok).toBe(7);
    expect(service.mails).toHaveLength(7);
    expect(tally.ADDRESS_LIMITED).toBeGreaterThan(150);
  });

  test("its owner, whose device is known, signs in at once, time and again", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ clock });
    let device = await signIn(service);
    for (let day = 0; day < 5; day++) {
      await besiege(service, pass, 60);
      device = await signIn(service, fromPage(page, somewhere()), { knownDevice: device });
    }
    await besiege(service, pass, 300);
    expect(await send(service, fromPage(page, somewhere()))).toBe("ADDRESS_LIMITED");
    await signIn(service, fromPage(page, somewhere()), { knownDevice: device });
  });

  test("a server that vouches for its owner signs in at once too", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ clock });
    await besiege(service, pass, 5);
    await signIn(service, fromServer(secret));
    await besiege(service, pass, 300);
    await signIn(service, fromServer(secret));
  });

  test("a server that does not vouch is one of them", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ clock });
    await send(service, fromPage(page, somewhere()));
    expect(await send(service, fromServer(secret), { stranger: true })).toBe("COOLING_DOWN");
    await besiege(service, pass, 300);
    expect(await send(service, fromServer(secret), { stranger: true })).toBe("ADDRESS_LIMITED");
    expect(await send(service, fromServer(secret), { stranger: false })).toBe("ok");
  });

  test("the mails together never exceed the budget, and then nobody gets one", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ clock });
    const knownDevice = await signIn(service);
    const before = service.mails.length;
    await besiege(service, pass, 300);
    for (let i = 0; i < 8; i++) {
      await send(service, fromPage(page, somewhere()), { knownDevice });
      pass(seconds(30));
      await send(service, fromServer(secret));
      pass(seconds(30));
    }
    expect(service.mails.length - before).toBe(10);
    expect(await send(service, fromServer(secret))).toBe("ADDRESS_LIMITED");
  });

  test("an owner who is known waits for a cool-down of their own", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ clock });
    const knownDevice = await signIn(service);
    pass(minutes(1));
    expect(await send(service, fromPage(page), { knownDevice })).toBe("ok");
    expect(await send(service, fromPage(page), { knownDevice })).toBe("COOLING_DOWN");
    expect(await send(service, fromPage(page))).toBe("ok");
    pass(seconds(30));
    expect(await send(service, fromPage(page), { knownDevice })).toBe("ok");
  });
});

/** One mail for strangers, and one for who is known. */
const narrow = { budget: 2, known_reserve: 1, cool_down: "0s" };

describe("a token of a known device", () => {
  /** What becomes of a send with this token, once strangers have had their part. */
  async function answerTo(service: TenantsService, knownDevice: string): Promise<string> {
    while ((await send(service, fromPage(page, somewhere()))) === "ok");
    return send(service, fromPage(page, somewhere()), { knownDevice });
  }

  test("opens the part that strangers have not", async () => {
    await using service = await start(scriptedClock(), narrow);
    const token = await signIn(service);
    expect(await answerTo(service, token)).toBe("ok");
  });

  test.for([
    ["garbage", () => "garbage"],
    ["empty but for its form", () => "nd1_k1.0.AAAAAAAAAAAAAAAAAAAAAA"],
    ["cut short", (token: string) => token.slice(0, -1)],
    ["longer by a letter", (token: string) => `${token}A`],
    ["in capitals", (token: string) => token.toUpperCase()],
    [
      "changed in its proof",
      (token: string) => token.replace(/.{12}$/, (end) => [...end].reverse().join("")),
    ],
    [
      "made younger by a day",
      (token: string) => token.replace(/\.(\d+)\./, (_, day) => `.${Number(day) + 1}.`),
    ],
    [
      "made older by a day",
      (token: string) => token.replace(/\.(\d+)\./, (_, day) => `.${Number(day) - 1}.`),
    ],
    ["of a day without end", (token: string) => token.replace(/\.\d+\./, ".999999.")],
    ["of another key of the ring", (token: string) => token.replace("nd1_k1", "nd1_k2")],
    ["of a key that nobody has", (token: string) => token.replace("nd1_k1", "nd1___proto__")],
  ] as const)("that is %s is ignored", async ([, change]) => {
    await using service = await start(scriptedClock(), narrow, keyringSetting("k1", "k2"));
    const token = change(await signIn(service));
    expect(await answerTo(service, token)).toBe("ADDRESS_LIMITED");
  });

  test("of another address is ignored", async () => {
    await using service = await start(scriptedClock(), narrow);
    const token = await signIn(service, fromPage(page, somewhere()), { email: "eve@example.com" });
    expect(await answerTo(service, token)).toBe("ADDRESS_LIMITED");
  });

  test("of another tenant is ignored", async () => {
    await using service = await start(scriptedClock(), narrow);
    const token = await signIn(service, fromPage(theirs, somewhere()));
    expect(await answerTo(service, token)).toBe("ADDRESS_LIMITED");
  });

  test("is good for the same mailbox, however it is typed", async () => {
    await using service = await start(scriptedClock(), narrow);
    const token = await signIn(service, fromPage(page, somewhere()), { email });
    expect(await send(service, fromPage(page, somewhere()))).toBe("ok");
    const fields = { email: " ADA@Example.COM", knownDevice: token };
    expect(await send(service, fromPage(page, somewhere()), fields)).toBe("ok");
  });

  test("is good for 180 days, and not for two more", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ clock }, narrow);
    const token = await signIn(service);
    pass(180 * hours(24) - 1);
    expect(await answerTo(service, token)).toBe("ok");
    pass(2 * hours(24));
    expect(await answerTo(service, token)).toBe("ADDRESS_LIMITED");
  });

  test("is worth nothing before the day on which it was made", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ clock }, narrow);
    const token = await signIn(service);
    pass(-hours(24));
    expect(await answerTo(service, token)).toBe("ADDRESS_LIMITED");
  });

  test("outlives a rotation of the key ring for as long as the old key is in it", async () => {
    const { clock } = scriptedClock();
    await using before = await start({ clock }, narrow, keyringSetting("old"));
    const token = await signIn(before);
    await using rotated = await start({ clock }, narrow, keyringSetting("new", "old"));
    expect(await answerTo(rotated, token)).toBe("ok");
    await using after = await start({ clock }, narrow, keyringSetting("new"));
    expect(await answerTo(after, token)).toBe("ADDRESS_LIMITED");
  });

  test("that is longer than any is told to be so", async () => {
    await using service = await start(scriptedClock(), narrow);
    expect(await send(service, fromPage(page), { knownDevice: "n".repeat(129) })).toBe("REQUEST_INVALID");
    expect(await send(service, fromPage(page), { knownDevice: "n".repeat(128) })).toBe("ok");
  });

  test("lets nobody in by itself: the code is needed as ever", async () => {
    await using service = await start(scriptedClock(), narrow);
    const knownDevice = await signIn(service);
    const { message } = await post(service.url, "VerifyCode", fromPage(page), {
      challengeId: knownDevice,
      code: "123456",
    });
    expect(message).toMatchObject({ code: "not_found" });
  });

  test("says nothing about the address, and is the same for all sign-ins of a day", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ clock }, narrow);
    const token = await signIn(service);
    pass(hours(1));
    expect(await signIn(service)).toBe(token);
    expect(Buffer.from(token.slice(-22), "base64url").toString("latin1")).not.toContain("ada@");
    const someoneElse = parseEmail("eve@example.com");
    if (someoneElse === undefined) throw new Error("an address");
    expect(isKnownDevice(aKeyring(), token, "acme", someoneElse, noonMs)).toBe(false);
  });
});
