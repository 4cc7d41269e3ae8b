import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { ReceiptVerifierOptions } from "../../clients/node/src/index.ts";
import { scriptedClock } from "../support/noon.ts";
import { createKeyServer, type KeyAnswer, type KeyServer, keySet } from "./support/key-server.ts";
import {
  aClaimSet,
  aReceipt,
  aVerifier,
  createKey,
  noon,
  refusalOf,
  type TestKey,
} from "./support/receipts.ts";
import { serve } from "./support/server.ts";

const seconds = 1000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

const [first, second] = [createKey("k-1"), createKey("k-2", "EdDSA")];
const failing = (): never => {
  throw new TypeError("fetch failed");
};

describe("the keys of a service", () => {
  test("are fetched once for a thousand receipts at a time", async () => {
    const { server, show } = aBackEnd();
    await Promise.all(Array.from({ length: 1000 }, () => show(first)));
    expect(server.asked).toBe(1);
  });

  test("can be rotated while a thousand receipts are verified, and none is refused", async () => {
    const { server, show, pass } = aBackEnd();
    // Publish the next key, sign with it, withdraw the old one when its receipts are over.
    const sets = [[first.jwk], [first.jwk, second.jwk], [second.jwk, first.jwk], [second.jwk]];
    const signers = [first, first, second, second];
    for (let step = 0; step < 1000; step += 1) {
      const phase = Math.floor(step / 250);
      server.answer = keySet(sets[phase] ?? []);
      // The last receipt of the old key, carried for as long as receipts live.
      if (step % 250 < 20 && phase === 2) await show(first);
      await show(signers[phase] ?? first);
      pass(2 * seconds);
    }
    expect(server.asked).toBeLessThan(10);
  });

  test("are asked for again when a receipt names one that is not known", async () => {
    const { server, show, pass } = aBackEnd();
    await show(first);
    server.answer = keySet([second.jwk]);
    pass(31 * seconds);
    await Promise.all(Array.from({ length: 50 }, () => show(second)));
    expect(server.asked).toBe(2);
    expect(await refusalOf(show(first))).toMatchObject({ reason: "KEY_UNKNOWN" });
  });

  test("are not asked for more than once in a cool-down, however many unknown keys are named", async () => {
    const { server, show, pass } = aBackEnd();
    await show(first);
    for (let second = 0; second < 90; second += 1) {
      const flood = Array.from({ length: 20 }, (_, index) => refusalOf(show(first, `${second}-${index}`)));
      for (const refusal of await Promise.all(flood)) expect(refusal.reason).toBe("KEY_UNKNOWN");
      await show(first);
      pass(1 * seconds);
    }
    expect(server.asked).toBe(3);
  });

  test("are not asked for by what is no receipt", async () => {
    const server = createKeyServer(first.jwk);
    const verifier = aVerifier({ fetch: server.fetch });
    for (const text of [
      "",
      "a.b.c",
      aReceipt(first, { header: { ...first.header, jku: "https://evil.example" } }),
    ])
      expect(await refusalOf(verifier.verify(text))).toMatchObject({ reason: "MALFORMED" });
    expect(server.asked).toBe(0);
  });

  test("are found where they are said to be, and nothing is told in asking", async () => {
    const asked: unknown[] = [];
    const fetch = (async (url: string, init: RequestInit) => {
      asked.push(url, init.method, init.redirect, [...new Headers(init.headers).keys()].sort());
      return Response.json({ keys: [first.jwk] });
    }) as unknown as typeof globalThis.fetch;
    await aVerifier({ fetch }).verify(aReceipt(first));
    await aVerifier({ fetch, jwksUrl: "https://keys.example/a?b=c" }).verify(aReceipt(first));
    const how = ["GET", "manual", ["accept", "user-agent"]];
    const issuers = "https://nopass.example/.well-known/jwks.json";
    expect(asked).toEqual([issuers, ...how, "https://keys.example/a?b=c", ...how]);
  });
});

describe("keys are kept for", () => {
  test.for([
    { name: "5 minutes, if nothing is said", headers: {}, keptMs: 5 * minutes },
    {
      name: "as long as max-age says",
      headers: { "cache-control": "public, max-age=600" },
      keptMs: 10 * minutes,
    },
    { name: "an hour at most", headers: { "cache-control": "max-age=99999999999" }, keptMs: 1 * hours },
    { name: "the cool-down at least", headers: { "cache-control": "max-age=0" }, keptMs: 30 * seconds },
    {
      name: "the cool-down, if they should not be",
      headers: { "cache-control": "no-store" },
      keptMs: 30 * seconds,
    },
    {
      name: "5 minutes, if only others are meant",
      headers: { "cache-control": "s-maxage=900" },
      keptMs: 5 * minutes,
    },
    {
      name: "5 minutes, if max-age is none",
      headers: { "cache-control": "max-age=soon" },
      keptMs: 5 * minutes,
    },
  ])("$name", async ({ headers, keptMs }) => {
    const { server, show, pass } = aBackEnd();
    server.answer = keySet([first.jwk], headers);
    await show(first);
    pass(keptMs - 1);
    await show(first);
    expect(server.asked).toBe(1);
    pass(1);
    await show(first);
    expect(server.asked).toBe(2);
  });

  test("as long as the back end says, and no longer after the clock was set back", async () => {
    const { server, show, pass } = aBackEnd({ cacheMs: 2 * minutes });
    await show(first);
    pass(2 * minutes);
    await show(first);
    expect(server.asked).toBe(2);
    pass(-10 * minutes);
    await show(first);
    expect(server.asked).toBe(3);
  });
});

describe("while the service cannot give its keys", () => {
  const outages: readonly { name: string; answer: KeyAnswer }[] = [
    { name: "as it cannot be reached", answer: failing },
    { name: "and answers 500", answer: () => new Response("{}", { status: 500 }) },
    { name: "and answers 404", answer: () => Response.json({ keys: [second.jwk] }, { status: 404 }) },
    { name: "and redirects", answer: () => Response.redirect("https://evil.example/keys", 302) },
    { name: "and was followed to another place", answer: redirected },
    { name: "and answers a page", answer: () => new Response("<html>canary</html>") },
    { name: "and answers nothing", answer: () => new Response("") },
    { name: "and answers JSON of another kind", answer: () => Response.json({ keys: "none" }) },
    { name: "and answers a list", answer: () => Response.json([first.jwk]) },
    { name: "and answers keys that are none", answer: () => Response.json({ keys: [null, "k-1"] }) },
    { name: "and answers half a set", answer: () => new Response('{"keys":[{"kty":"EC"') },
    {
      name: "and answers 64 KiB and more",
      answer: () => Response.json({ keys: [first.jwk], x: "x".repeat(65_536) }),
    },
    { name: "and answers without end", answer: () => new Response(endless()) },
    { name: "and answers nothing in time", answer: () => new Promise(() => {}) },
    { name: "and stops in the middle", answer: () => new Response(new ReadableStream({})) },
  ];

  test.for(outages)("$name, receipts are judged by its last keys", async ({ answer }) => {
    const { server, show, pass } = aBackEnd({ timeoutMs: 50 });
    await show(first);
    server.answer = answer;
    pass(6 * minutes);
    await show(first);
    expect(server.asked).toBe(2);
    const refusal = await refusalOf(show(second));
    expect(refusal).toMatchObject({ reason: "KEYS_UNAVAILABLE", cause: expect.any(Error) });
    expect(await refusalOf(show(createKey("k-1")))).toMatchObject({ reason: "SIGNATURE" });
  });

  test.for(outages)("$name, nothing is believed that was never known", async ({ answer }) => {
    const { server, show, pass } = aBackEnd({ timeoutMs: 50 });
    server.answer = answer;
    const refusals = await Promise.all(Array.from({ length: 20 }, () => refusalOf(show(first))));
    for (const refusal of refusals)
      expect(refusal).toMatchObject({ reason: "KEYS_UNAVAILABLE", cause: expect.any(Error) });
    await refusalOf(show(first));
    expect(server.asked).toBe(1);
    server.answer = keySet([first.jwk]);
    pass(1 * seconds);
    await show(first);
    expect(server.asked).toBe(2);
  });

  test("its last keys are good for a day, and it is asked once in a cool-down", async () => {
    const { server, show, pass } = aBackEnd();
    await show(first);
    server.answer = failing;
    pass(5 * minutes);
    for (let minute = 5; minute < 24 * 60; minute += 1) {
      await show(first);
      await show(first);
      pass(1 * minutes);
    }
    expect(server.asked).toBe(1 + 24 * 60 - 5);
    expect(await refusalOf(show(first))).toMatchObject({ reason: "KEYS_UNAVAILABLE" });
  });

  test("only the first receipt waits for it", async () => {
    const { server, show, pass } = aBackEnd({ timeoutMs: 200 });
    await show(first);
    server.answer = () => new Promise(() => {});
    pass(6 * minutes);
    expect(await timeMs(() => show(first))).toBeGreaterThan(150);
    pass(1 * minutes);
    expect(await timeMs(() => show(first))).toBeLessThan(100);
    expect(server.asked).toBe(3);
  });

  test("an unknown key does not make it busy", async () => {
    const { server, show, pass } = aBackEnd();
    await show(first);
    server.answer = failing;
    for (let second = 0; second < 60; second += 1) {
      pass(1 * seconds);
      await refusalOf(show(first, `u-${second}`));
    }
    expect(server.asked).toBe(3);
  });

  test("a service that comes back is believed again, with its new keys", async () => {
    const { server, show, pass } = aBackEnd();
    await show(first);
    server.answer = failing;
    pass(6 * minutes);
    await show(first);
    server.answer = keySet([second.jwk]);
    pass(30 * seconds);
    await show(second);
    expect(await refusalOf(show(first))).toMatchObject({ reason: "KEY_UNKNOWN" });
  });
});

test("all of this holds by the machine's own clock", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: noon });
  onTestFinished(() => void vi.useRealTimers());
  const { server, show } = aBackEnd({ now: undefined }, () => new Date());
  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);
  await show(first);
  pass(31 * seconds);
  for (const name of ["u-1", "u-2"]) await refusalOf(show(first, name));
  expect(server.asked).toBe(2);
  server.answer = failing;
  pass(6 * minutes);
  await show(first);
  pass(6 * minutes);
  await show(first);
  pass(23 * hours);
  await show(first);
  expect(server.asked).toBe(5);
  pass(1 * hours);
  expect(await refusalOf(show(first))).toMatchObject({ reason: "KEYS_UNAVAILABLE" });
});

describe("over a network", () => {
  test("a redirect is not followed, and nothing is asked of its target", async () => {
    const target = await serve("1.1", (_, response) => {
      response.writeHead(200, {});
      response.end(JSON.stringify({ keys: [first.jwk] }));
    });
    const { url } = await serve("1.1", (_, response) => {
      response.writeHead(302, { location: target.url });
      response.end("");
    });
    const verifier = aVerifier({ jwksUrl: url });
    expect(await refusalOf(verifier.verify(aReceipt(first)))).toMatchObject({ reason: "KEYS_UNAVAILABLE" });
    expect(target.opened).toBe(0);
  });

  test("a service that accepts and never answers is given up", async () => {
    const { url } = await serve("1.1", () => {});
    const verifier = aVerifier({ jwksUrl: url, timeoutMs: 100 });
    expect(await refusalOf(verifier.verify(aReceipt(first)))).toMatchObject({ reason: "KEYS_UNAVAILABLE" });
  });

  test("a service that is not there is given up", async () => {
    const verifier = aVerifier({ jwksUrl: "http://localhost:1/keys" });
    expect(await refusalOf(verifier.verify(aReceipt(first)))).toMatchObject({ reason: "KEYS_UNAVAILABLE" });
  });

  test("a body of a gigabyte is not read", async () => {
    let sent = 0;
    const { url } = await serve("1.1", (_, response) => {
      response.writeHead(200, {});
      const socket = response as unknown as NodeJS.WritableStream & { destroyed: boolean };
      const more = (): void => {
        if (socket.destroyed || sent > 1e9) return;
        sent += 65_536;
        socket.write("x".repeat(65_536), () => setImmediate(more));
      };
      more();
    });
    expect(await refusalOf(aVerifier({ jwksUrl: url }).verify(aReceipt(first)))).toMatchObject({
      reason: "KEYS_UNAVAILABLE",
    });
    expect(sent).toBeLessThan(50e6);
  });

  test("keys are fetched with the global fetch", async () => {
    const { url } = await serve("1.1", (_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ keys: [first.jwk] }));
    });
    expect(await aVerifier({ jwksUrl: url }).verify(aReceipt(first))).toMatchObject({ id: "jti-canary" });
  });
});

/** A back end on a day that passes only when it is told to, and is shown receipts of that very second. */
function aBackEnd(options: Partial<ReceiptVerifierOptions> = {}, now?: () => Date) {
  const server: KeyServer = createKeyServer(first.jwk);
  const { clock, pass } = scriptedClock(noon);
  const verifier = aVerifier({ fetch: server.fetch, now: clock, ...options });
  const show = (key: TestKey, kid: unknown = key.header.kid) => {
    const iat = Math.floor((now ?? clock)().getTime() / 1000);
    const claims = aClaimSet({ auth_time: iat, iat, exp: iat + 300 });
    return verifier.verify(aReceipt(key, { header: { ...key.header, kid }, claims }));
  };
  return { server, show, pass };
}

function redirected(): Response {
  return Object.defineProperty(Response.json({ keys: [first.jwk] }), "redirected", { value: true });
}

function endless(): ReadableStream {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1024)) });
}

async function timeMs(act: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await act();
  return performance.now() - startMs;
}
