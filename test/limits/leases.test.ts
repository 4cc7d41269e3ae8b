import { expect, test } from "vitest";
import { createKeyring } from "../../src/core/keyring.ts";
import { defaultLimits, type LeaseRequest, type LeaseStore } from "../../src/core/limits.ts";
import { createLeases } from "../../src/limits/leases.ts";
import { createMemoryLeaseStore } from "../../src/store/memory-leases.ts";
import { aTenant } from "../support/callers.ts";
import { noon } from "../support/noon.ts";

const keyring = createKeyring([{ id: "k1", secret: crypto.getRandomValues(new Uint8Array(32)) }]);
const limited = (dailySends: number) => aTenant({ limits: { ...defaultLimits, dailySends } });
const now = noon.getTime();

function counting(store: LeaseStore): LeaseStore & { readonly requests: LeaseRequest[] } {
  const requests: LeaseRequest[] = [];
  return {
    requests,
    reserve(request) {
      requests.push(request);
      return store.reserve(request);
    },
  };
}

test("a tenant without a limit costs nothing", async () => {
  const store = counting(createMemoryLeaseStore());
  const leases = createLeases(store, keyring);
  for (let i = 0; i < 1_000; i++) await leases.take(aTenant(), now);
  expect(store.requests).toHaveLength(0);
});

test("a thousand mails cost ten writes", async () => {
  const store = counting(createMemoryLeaseStore());
  const leases = createLeases(store, keyring);
  for (let i = 0; i < 1_000; i++) await leases.take(limited(100_000), now);
  expect(store.requests).toHaveLength(10);
});

test("several instances together never send more than the day allows", async () => {
  const store = createMemoryLeaseStore();
  const instances = Array.from({ length: 5 }, () => createLeases(store, keyring));
  const takes = Array.from({ length: 2_000 }, (_, i) => instances[i % 5]?.take(limited(777), now));
  const taken = (await Promise.allSettled(takes)).filter(({ status }) => status === "fulfilled");
  expect(taken).toHaveLength(777);
});

test("who comes when the day is spent is told to come tomorrow", async () => {
  const leases = createLeases(createMemoryLeaseStore(), keyring);
  await leases.take(limited(1), now);
  const midnight = Math.ceil(now / 86_400_000) * 86_400_000;
  await expect(leases.take(limited(1), now)).rejects.toMatchObject({
    reason: "CALLER_LIMITED",
    retryAfterMs: midnight - now,
  });
  await expect(leases.take(limited(1), midnight)).resolves.toBeTypeOf("function");
});

test("a mail that was put back can be sent by another", async () => {
  const leases = createLeases(createMemoryLeaseStore(), keyring);
  const putBack = await leases.take(limited(1), now);
  putBack();
  await expect(leases.take(limited(1), now)).resolves.toBeTypeOf("function");
});

test("the name of a day says neither tenant nor date", async () => {
  const store = counting(createMemoryLeaseStore());
  await createLeases(store, keyring).take(limited(10), now);
  expect(store.requests[0]?.name).toMatch(/^1\|k1\|[A-Za-z0-9_-]{43}$/);
});
