import { afterAll, beforeAll, expect, test } from "vitest";
import { aCaller, aPolicy } from "../support/callers.ts";
import { dump, type LocalTable, openLocalTable, storeOn } from "../support/local-table.ts";
import { minutes, seconds } from "../support/noon.ts";
import { aService, failureOf } from "../support/service.ts";

let table: LocalTable;
beforeAll(async () => {
  table = await openLocalTable();
});
afterAll(() => table.close());

test("after everything that can be done with a code, the table holds nothing that names a person or opens a door", async () => {
  const refused = { kind: "refused", cause: new Error("canary") } as const;
  const accepted = { kind: "accepted" } as const;
  const service = aService({
    around: () => storeOn(table),
    deliveries: [accepted, accepted, accepted, accepted, refused, refused, accepted],
    caller: aCaller({ id: "canary-tenant", policy: aPolicy({ attempts: 2 }) }),
  });
  const sent = {
    email: "canary.person@canary-host.example",
    purpose: "canary-purpose",
    nonce: "canary-nonce",
    idempotencyKey: "canary-idempotency-key",
  };
  const attempt = { attemptId: "canary-attempt-id-canary" };
  const ids: string[] = [];
  const again = { idempotencyKey: "canary-idempotency-again" };

  const opened = await service.send(sent);
  await service.send(sent);
  await failureOf(service.verify({ challengeId: opened.challengeId, code: "canary-guess", ...attempt }));
  service.pass(seconds(30));
  await service.send({ email: "", challengeId: opened.challengeId, ...again });
  await service.verify({ challengeId: opened.challengeId, code: service.code(), ...attempt });
  await service.verify({ challengeId: opened.challengeId, code: service.code(), ...attempt });
  service.pass(seconds(30));
  const wiped = await service.send({ ...sent, nonce: "canary-second" });
  for (const code of ["canary-guess", "111111"])
    await failureOf(service.verify({ challengeId: wiped.challengeId, code }));
  service.pass(minutes(1));
  const open = await service.send({ ...sent, nonce: "canary-third" });
  service.pass(minutes(1));
  await failureOf(service.send({ email: "", challengeId: open.challengeId }));
  await failureOf(service.send({ ...sent, nonce: "canary-fourth" }));
  ids.push(opened.challengeId, wiped.challengeId, open.challengeId);

  const codes = service.mails.map(({ code }) => code);
  expect(codes).toHaveLength(6);
  const items = await dump(table);
  expect(items).toHaveLength(1);
  const stored = JSON.stringify(items);
  const decoded = stored.replace(/[A-Za-z0-9_-]{4,}/g, (word) =>
    Buffer.from(word, "base64url").toString("latin1"),
  );
  for (const secret of ["canary", "person", "Key00001", "acme", ...ids, ...codes])
    for (const form of formsOf(secret)) {
      expect(stored).not.toContain(form);
      expect(decoded).not.toContain(secret);
    }
});

/** How a value would stand somewhere by mistake. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString("base64url"), bytes.toString("base64"), bytes.toString("hex")];
}
