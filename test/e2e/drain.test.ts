import { connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { MailTransport } from "../../src/mail/mail.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { seconds } from "../support/noon.ts";
import { targetOf } from "./support/clients/client.ts";
import { allProtocols, connect as open } from "./support/protocols.ts";
import { refusalOf } from "./support/refusal.ts";
import { startService } from "./support/service.ts";

const email = "ada@example.com";

describe("a service that is told to stop", () => {
  test.for(allProtocols)("finishes the call that it is in the middle of, over %s", async (protocol) => {
    const slow = slowTransport();
    await using service = await startService({ world: { transport: slow.transport } });
    const client = open(protocol, targetOf(service));
    const call = client.sendCode({ email });
    await slow.started;
    const stopped = service.stop();
    setTimeout(slow.finish, 300);
    expect(await call).toMatchObject({ challengeId: expect.stringMatching(/^nc1_/) });
    await stopped;
  });

  test("sends the mail of a send whose caller has given up", async () => {
    const slow = slowTransport();
    const service = await startService({ world: { transport: slow.transport } });
    const client = open("gRPC", targetOf(service));
    const refusal = refusalOf(client.sendCode({ email }, { timeoutMs: 200 }));
    await slow.started;
    expect((await refusal).code).toBe("deadline_exceeded");
    setTimeout(slow.finish, 300);
    await service.stop();
    expect(slow.delivered()).toBe(1);
  });

  test("records the verdict on a code whose caller has given up", async () => {
    const memory = createMemoryStore(() => new Date());
    const judging = Promise.withResolvers<void>();
    let judged = 0;
    const store = {
      ...memory,
      async judge(request: Parameters<typeof memory.judge>[0]) {
        await judging.promise;
        judged++;
        return memory.judge(request);
      },
    };
    const service = await startService({ world: { store } });
    const client = open("gRPC", targetOf(service));
    const { challengeId } = await client.sendCode({ email });
    const attempt = { challengeId, code: service.codeFor(email) };
    expect((await refusalOf(client.verifyCode(attempt, { timeoutMs: 200 }))).code).toBe("deadline_exceeded");
    setTimeout(judging.resolve, 300);
    await service.stop();
    expect(judged).toBe(1);
  });

  test("is not kept by connections on which nothing happens", async () => {
    const service = await startService();
    for (const protocol of allProtocols) await open(protocol, targetOf(service)).sendCode({ email });
    const silent = [await openSocket(service.port), await openSocket(service.port)];
    silent[1]?.write("PRI * HT");
    const startedAt = performance.now();
    await service.stop();
    expect(performance.now() - startedAt).toBeLessThan(seconds(2));
  });

  test("says at once that it is not ready, and takes calls until load balancers have noticed", async () => {
    await using service = await startService({ env: { NOPASS_DRAIN_DELAY: "1" } });
    const client = open("gRPC", targetOf(service));
    await client.sendCode({ email });
    const stopped = service.stop();
    expect((await fetch(`${service.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${service.url}/livez`)).status).toBe(200);
    await client.sendCode({ email });
    await open("Connect in JSON", targetOf(service)).sendCode({ email });
    await stopped;
    await expect(openSocket(service.port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

/** A way out for mails that stands still until it is told to finish. */
function slowTransport() {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  let delivered = 0;
  const transport: MailTransport = {
    async deliver() {
      started.resolve();
      await finish.promise;
      delivered++;
      return { kind: "accepted" };
    },
  };
  return { transport, started: started.promise, finish: finish.resolve, delivered: () => delivered };
}

async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("connect", resolve).once("error", reject);
  await promise;
  return socket;
}
