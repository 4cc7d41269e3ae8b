import { readFile, writeFile } from "node:fs/promises";
import { expect, test, vi } from "vitest";
import { parse, stringify } from "yaml";
import { createMemoryStore } from "../../src/store/memory.ts";
import { storeUnavailable } from "../../src/store/retry.ts";
import { boundLabels } from "../../src/telemetry/labels.ts";
import { startService } from "../e2e/support/service.ts";
import { minutes, scriptedClock, seconds } from "../support/noon.ts";
import { callRpc } from "./support/rpc-calls.ts";
import { metricsToken, type Sample, scrape } from "./support/scrape.ts";

const env = { NOPASS_METRICS_TOKEN: metricsToken };

/** The samples of a name, without their values. */
function labelsOf(samples: readonly Sample[], name: string): readonly object[] {
  return samples.filter((sample) => sample.name === name).map(({ labels }) => labels);
}

function sumOf(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>>): number {
  const fits = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  return fits.reduce((sum, { value }) => sum + value, 0);
}

test("calls are counted by method, protocol, tenant, status and reason, and name nobody", async () => {
  await using service = await startService({ env });
  const { challengeId } = await callRpc(service, "SendCode", { email: "canary@example.com" });
  await callRpc(service, "VerifyCode", { challengeId, code: "wrong" });
  await callRpc({ ...service, secretKey: "none" }, "SendCode", { email: "canary@example.com" });
  const samples = await scrape(service);
  const send = { rpc_method: "nopass.v1.NoPassService/SendCode" };
  const verify = { rpc_method: "nopass.v1.NoPassService/VerifyCode" };
  const common = { rpc_system_name: "connectrpc" };
  expect(labelsOf(samples, "rpc_server_call_duration_count")).toEqual([
    { ...send, ...common, rpc_response_status_code: "OK" },
    { ...verify, ...common, rpc_response_status_code: "PERMISSION_DENIED", error_type: "CODE_REJECTED" },
    { ...send, ...common, rpc_response_status_code: "UNAUTHENTICATED", error_type: "KEY_UNKNOWN" },
  ]);
  expect(labelsOf(samples, "nopass_calls_total")).toEqual([
    { ...send, nopass_tenant: "acme", nopass_outcome: "OK" },
    { ...verify, nopass_tenant: "acme", nopass_outcome: "CODE_REJECTED" },
  ]);
  expect(JSON.stringify(samples)).not.toMatch(/canary|nc1_|np_live/);
});

test("the way of each code is counted once, with its provider and the time that it took", async () => {
  const { clock, pass } = scriptedClock();
  await using service = await startService({ env, world: { clock, store: createMemoryStore(clock) } });
  const attempt = { attemptId: "a".repeat(22) };
  for (const email of ["ada@gmail.com", "ada@googlemail.com", "ada@ada.example"]) {
    const { challengeId } = await callRpc(service, "SendCode", { email });
    pass(seconds(12));
    for (let i = 0; i < 2; i++) {
      await callRpc(service, "VerifyCode", { challengeId, code: service.codeFor(email), ...attempt });
      pass(seconds(1));
    }
  }
  const { challengeId } = await callRpc(service, "SendCode", { email: "late@gmail.com" });
  pass(minutes(5));
  await callRpc(service, "VerifyCode", { challengeId, code: service.codeFor("late@gmail.com") });

  const samples = await scrape(service);
  const codes = (step: string, domain: string) =>
    sumOf(samples, "nopass_codes_total", { nopass_step: step, nopass_mail_domain: domain });
  expect([codes("sent", "gmail.com"), codes("sent", "other")]).toEqual([3, 1]);
  expect([codes("verified", "gmail.com"), codes("verified", "other")]).toEqual([2, 1]);
  expect(codes("expired", "gmail.com")).toBe(1);
  const time = "nopass_code_time_to_verify";
  const gmail = { nopass_mail_domain: "gmail.com" };
  expect(sumOf(samples, `${time}_sum`, gmail)).toBe(24);
  expect(sumOf(samples, `${time}_bucket`, { ...gmail, le: "10" })).toBe(0);
  expect(sumOf(samples, `${time}_bucket`, { ...gmail, le: "15" })).toBe(2);
});

test("the time to verify begins with the last mail, also where sends cool down", async () => {
  const { clock, pass } = scriptedClock();
  const world = { clock, store: createMemoryStore(clock) };
  await using service = await startService({ env, world, policy: { cool_down: "30s" } });
  const email = "ada@gmail.com";
  const { challengeId } = await callRpc(service, "SendCode", { email });
  pass(seconds(40));
  await callRpc(service, "SendCode", { challengeId });
  pass(seconds(7));
  await callRpc(service, "VerifyCode", { challengeId, code: service.codeFor(email) });
  expect(sumOf(await scrape(service), "nopass_code_time_to_verify_sum", {})).toBe(7);
});

test("a repeated send and a test address are no codes", async () => {
  await using service = await startService({ env, world: { lookEveryMs: 20 } });
  const email = "reviewer@acme.example";
  const tenants = parse(await readFile(service.tenantsFile, "utf8"));
  tenants.tenants[0].test_addresses = [{ email, code: "246810", until: "2999-01-01T00:00:00Z" }];
  await writeFile(service.tenantsFile, stringify(tenants));
  await vi.waitFor(() => expect(service.logs.join("")).toContain("tenants_reloaded"));
  const { challengeId } = await callRpc(service, "SendCode", { email });
  await callRpc(service, "VerifyCode", { challengeId, code: "246810" });
  const send = { email: "ada@example.com", idempotencyKey: "k".repeat(22) };
  await callRpc(service, "SendCode", send);
  await callRpc(service, "SendCode", send);
  expect(sumOf(await scrape(service), "nopass_codes_total", {})).toBe(1);
});

test("calls of the store and of the mailer are measured, with what they failed with", async () => {
  const memory = createMemoryStore(() => new Date());
  const judge = async () => Promise.reject(storeUnavailable(new Error("canary")));
  await using service = await startService({
    env,
    world: { store: { ...memory, judge } },
    deliveries: [{ kind: "accepted" }, { kind: "refused", cause: new Error("canary") }],
  });
  const { challengeId } = await callRpc(service, "SendCode", { email: "ada@example.com" });
  await callRpc(service, "SendCode", { email: "bob@example.com" });
  await callRpc(service, "VerifyCode", { challengeId, code: "123456" });
  const samples = await scrape(service);
  const database = { db_system_name: "memory" };
  expect(labelsOf(samples, "db_client_operation_duration_count")).toEqual([
    { ...database, db_operation_name: "open" },
    { ...database, db_operation_name: "give_back" },
    { ...database, db_operation_name: "judge", error_type: "STORE_UNAVAILABLE" },
  ]);
  expect(labelsOf(samples, "nopass_mail_duration_count")).toEqual([
    { nopass_mailer: "console", nopass_outcome: "accepted" },
    { nopass_mailer: "console", nopass_outcome: "refused" },
  ]);
});

test("a tenant under attack is seen", async () => {
  await using service = await startService({ env });
  for (let i = 0; i < 210; i++) {
    const { challengeId } = await callRpc(service, "SendCode", { email: `person${i}@example.com` });
    await callRpc(service, "VerifyCode", { challengeId, code: "wrong" });
  }
  expect(sumOf(await scrape(service), "nopass_tenant_under_attack", { nopass_tenant: "acme" })).toBe(1);
});

test("an edit of the tenants file that is refused is seen, and what is in force", async () => {
  await using service = await startService({ env, world: { lookEveryMs: 20 } });
  const before = await scrape(service);
  expect(sumOf(before, "nopass_tenants", {})).toBe(2);
  expect(sumOf(before, "nopass_keys", {})).toBe(3);
  expect(sumOf(before, "nopass_file_broken", { nopass_file: "tenants" })).toBe(0);
  await writeFile(service.tenantsFile, "tenants: [");
  await vi.waitFor(async () =>
    expect(sumOf(await scrape(service), "nopass_file_broken", { nopass_file: "tenants" })).toBe(1),
  );
});

test("the process is measured", async () => {
  await using service = await startService({ env });
  const names = new Set((await scrape(service)).map(({ name }) => name));
  for (const name of ["nodejs_eventloop_delay_p99", "process_cpu_time_total", "process_memory_usage"])
    expect(names).toContain(name);
});

test("no attribute has more values than a scrape can hold", () => {
  const label = boundLabels(3);
  expect(["a", "b", "c", "d", "a", "e"].map(label)).toEqual(["a", "b", "c", "other", "a", "other"]);
});
