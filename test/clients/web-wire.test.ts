import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { Call } from "../../clients/web/src/flow/machine.ts";
import { post } from "../../clients/web/src/flow/wire.ts";

const options = { url: "https://nopass.example.com/", apiKey: "np_test_pk_k1_c2VjcmV0" };
const call: Call = { rpc: "SendCode", body: { email: "ada@example.com" }, id: "4294967295-2-3-4-5" };

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

/** Makes the call against a service that always answers so, until it is settled. */
async function settle(answer: (signal: AbortSignal) => Response | Promise<Response>) {
  const requests: { readonly url: string; readonly body: unknown; readonly atMs: number }[] = [];
  const beganAtMs = Date.now();
  vi.stubGlobal("fetch", async (url: string, init: RequestInit & { readonly signal: AbortSignal }) => {
    requests.push({ url, body: JSON.parse(String(init.body)), atMs: Date.now() - beganAtMs });
    return answer(init.signal);
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  const settled = post(options, call, new AbortController());
  await vi.runAllTimersAsync();
  return { requests, answer: await settled };
}

/** As the service refuses: an ErrorInfo of protobuf in the details. */
function refusal(reason: string, headers: Readonly<Record<string, string>> = {}): Response {
  const value = btoa(`\n${String.fromCharCode(reason.length)}${reason}\x12\x09nopass.v1`);
  return Response.json({ code: "unavailable", details: [{ value }] }, { status: 400, headers });
}

const broken = () => Promise.reject(new TypeError("Failed to fetch"));

test.for(["STORE_UNAVAILABLE", "OVERLOADED", "DELIVERY_FAILED", "UNREACHABLE"])(
  "%s is repeated twice, with the same request",
  async (reason) => {
    const { requests, answer } = await settle(reason === "UNREACHABLE" ? broken : () => refusal(reason));
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ url, body }) => JSON.stringify([url, body]))).size).toBe(1);
    expect(requests[0]).toMatchObject({
      url: "https://nopass.example.com/nopass.v1.NoPassService/SendCode",
      body: { email: "ada@example.com", idempotencyKey: call.id },
    });
    expect(answer.refusal?.reason).toBe(reason);
  },
);

test.for([
  "REQUEST_INVALID",
  "EMAIL_INVALID",
  "KEY_UNKNOWN",
  "COOLING_DOWN",
  "ADDRESS_LIMITED",
  "CALLER_LIMITED",
  "DELIVERY_UNKNOWN",
  "CODE_REJECTED",
  "CHALLENGE_EXPIRED",
  "CHALLENGE_CLOSED",
  "CHALLENGE_UNKNOWN",
  "INTERNAL",
])(
  "%s could mail a second code or waste an attempt, or does not get better: it is not repeated",
  async (reason) => {
    const { requests, answer } = await settle(() => refusal(reason));
    expect(requests).toHaveLength(1);
    expect(answer.refusal?.reason).toBe(reason);
  },
);

test("a repetition waits as long as the service asks", async () => {
  const { requests } = await settle(() => refusal("OVERLOADED", { "retry-after": "2" }));
  expect(requests).toHaveLength(3);
  for (const [i, { atMs }] of requests.entries()) expect(atMs).toBeGreaterThanOrEqual(2_000 * i);
});

test("a service that asks for more time than a person has is not asked again", async () => {
  const { requests, answer } = await settle(() => refusal("STORE_UNAVAILABLE", { "retry-after": "60" }));
  expect(requests).toHaveLength(1);
  expect(answer.refusal).toMatchObject({ reason: "STORE_UNAVAILABLE", retryAfterMs: 60_000 });
});

test("a service that does not answer is given up after ten seconds", async () => {
  const hanging = (signal: AbortSignal) =>
    new Promise<Response>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  const beganAtMs = Date.now();
  const { requests, answer } = await settle(hanging);
  expect(answer.refusal?.reason).toBe("TIMEOUT");
  expect(requests).toHaveLength(1);
  expect(Date.now() - beganAtMs).toBe(10_000);
});

test("a proxy's page is no answer of the service's", async () => {
  const { answer } = await settle(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
  expect(answer.refusal?.reason).toBe("UNREACHABLE");
});
