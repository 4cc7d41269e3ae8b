import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { start } from "../../src/compose.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { openSmtpCatcher } from "../mail/support/smtp-catcher.ts";
import { answers, openWebhookReceiver } from "../mail/support/webhook-receiver.ts";
import { keptLog } from "../support/logs.ts";
import { callRpc } from "../telemetry/support/rpc-calls.ts";
import { createEnvironment } from "./support/environment.ts";

test("a service whose first mailer is killed mails by the second from the next call on, and nobody hears of it", async () => {
  await using smtp = await openSmtpCatcher();
  await using webhook = await openWebhookReceiver([answers(204)]);
  const { settings, folder, secretKey } = await createEnvironment({});
  const logs: string[] = [];
  const service = await start(
    parseSettings({
      ...settings,
      NOPASS_MAIL: "smtp,webhook",
      NOPASS_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      NOPASS_SMTP_TLS: "off",
      NOPASS_WEBHOOK_URL: webhook.url,
      NOPASS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
      NOPASS_DRAIN_DELAY: "0",
    }),
    { log: keptLog(logs) },
  );
  const url = `http://127.0.0.1:${service.port}`;
  const send = (email: string) => callRpc({ url, secretKey }, "SendCode", { email });
  try {
    expect((await send("ada@example.com")).challengeId).toBeDefined();
    expect([smtp.caught.length, webhook.posts.length]).toEqual([1, 0]);
    await smtp.close();
    const people = Array.from({ length: 8 }, (_, i) => `person${i}@example.com`);
    const sent = [];
    for (const email of people) sent.push(await send(email));
    expect(smtp.caught).toHaveLength(1);
    const mails = webhook.posts.map(({ body }) => JSON.parse(body));
    expect(mails.map(({ to }) => to)).toEqual(people);
    const last = { challengeId: sent.at(-1)?.challengeId, code: mails.at(-1).code };
    expect(await callRpc({ url, secretKey }, "VerifyCode", last)).toMatchObject({ email: people.at(-1) });
    const breaker = logs.map((line) => JSON.parse(line)).filter(({ event }) => event === "mailer_breaker");
    expect(breaker.map(({ mailer, state }) => `${mailer} ${state}`)).toEqual(["smtp open"]);
  } finally {
    await service.stop();
    await rm(folder, { recursive: true });
  }
});
