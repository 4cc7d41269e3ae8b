import { expect, test } from "vitest";
import { aCaller } from "../support/callers.ts";
import { hours, noonMs, seconds } from "../support/noon.ts";
import { aService, failureOf } from "../support/service.ts";

const repeated = { attemptId: "the-same-attempt-again" };

test("a right code is told to the limits, and to the statistics with the time since its mail", async () => {
  const service = aService();
  const { challengeId } = await service.send();
  service.pass(seconds(20));
  await service.verify({ challengeId, code: service.code(), ...repeated });
  expect(service.judgements).toEqual([
    { tenant: "acme", right: true, nowMs: noonMs + seconds(20), attempt: expect.any(String) },
  ]);
  expect(service.steps).toEqual([{ kind: "sent" }, { kind: "verified", afterMs: seconds(20) }]);
});

test("a code that was mailed by a clock which is ahead was typed at once, and not before it", async () => {
  const service = aService();
  const { challengeId } = await service.send();
  service.pass(-seconds(2));
  await service.verify({ challengeId, code: service.code() });
  expect(service.steps.at(-1)).toEqual({ kind: "verified", afterMs: 0 });
});

test("a repeated verdict is the same attempt to the limits, and no step", async () => {
  const service = aService();
  const { challengeId } = await service.send();
  const code = service.code();
  await service.verify({ challengeId, code, ...repeated });
  service.pass(seconds(1));
  await service.verify({ challengeId, code, ...repeated });
  expect(new Set(service.judgements.map(({ attempt }) => attempt)).size).toBe(1);
  expect(service.steps.filter(({ kind }) => kind === "verified")).toHaveLength(1);
});

test("a wrong code is told to the limits as one, and is no step", async () => {
  const service = aService();
  const { challengeId } = await service.send();
  expect((await failureOf(service.verify({ challengeId, code: "543210" }))).reason).toBe("CODE_REJECTED");
  expect(service.judgements).toEqual([
    { tenant: "acme", right: false, nowMs: noonMs, attempt: expect.any(String) },
  ]);
  expect(service.steps).toEqual([{ kind: "sent" }]);
});

test("a code that came too late is a step, and says nothing of guessing", async () => {
  const service = aService();
  const { challengeId } = await service.send();
  service.pass(hours(1));
  const failure = await failureOf(service.verify({ challengeId, code: service.code() }));
  expect(failure.reason).toBe("CHALLENGE_EXPIRED");
  expect(service.judgements).toEqual([]);
  expect(service.steps).toEqual([{ kind: "sent" }, { kind: "expired" }]);
});

test("a closed challenge is neither, and the log is told what it concerned", async () => {
  const service = aService();
  const { challengeId } = await service.send();
  await service.verify({ challengeId, code: service.code() });
  const before = [service.judgements.length, service.steps.length, service.facts.length] as const;
  const failure = await failureOf(service.verify({ challengeId, code: service.code() }));
  expect(failure.reason).toBe("CHALLENGE_CLOSED");
  expect([service.judgements.length, service.steps.length]).toEqual([before[0], before[1]]);
  expect(service.facts.slice(before[2])).toEqual([service.facts[0]]);
  expect(service.facts[0]).toEqual({ addressTag: expect.any(String), test: false, mailDomain: "other" });
});

test.for(["right", "wrong", "late"])("of a test nothing is told, here of a %s code", async (how) => {
  const service = aService({ caller: { ...aCaller(), test: true } });
  const { challengeId } = await service.send();
  if (how === "late") service.pass(hours(1));
  const verifying = service.verify({ challengeId, code: how === "wrong" ? "543210" : "000000" });
  if (how === "right") expect(await verifying).toMatchObject({ test: true, knownDevice: "" });
  else await failureOf(verifying);
  expect(service.judgements).toEqual([]);
  expect(service.steps).toEqual([]);
});
