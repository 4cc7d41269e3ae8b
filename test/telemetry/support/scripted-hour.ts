import { setTimeout as sleep } from "node:timers/promises";
import { start } from "../../../src/compose.ts";
import { parseSettings } from "../../../src/config/settings.ts";
import { Failure } from "../../../src/core/failure.ts";
import type { ChallengeStore, Delivery } from "../../../src/core/ports.ts";
import type { Mail } from "../../../src/mail/mail.ts";
import { createMemoryStore } from "../../../src/store/memory.ts";
import { createMemoryItems } from "../../../src/store/memory-items.ts";
import { createMemoryMarks } from "../../../src/store/memory-marks.ts";
import { createEnvironment, pageOrigin } from "../../e2e/support/environment.ts";
import { feedbackSecret, postSigned } from "../../feedback/support/signed-post.ts";
import { minutes, scriptedClock, seconds } from "../../support/noon.ts";
import { startOtlpReceiver } from "./otlp-receiver.ts";
import { callRpc } from "./rpc-calls.ts";
import { metricsToken, type Sample, scrape } from "./scrape.ts";

/** What was scraped and exported after an hour in which everything happened. */
export interface Hour {
  readonly samples: readonly Sample[];
  readonly spanNames: ReadonlySet<string>;
}

const providers = ["gmail.com", "outlook.com", "yahoo.de", "lovelace.example"];

/** Plays an hour against a whole service: people who sign in, err, or come late, and a store and a mailer that fail. */
export async function playHour(): Promise<Hour> {
  await using receiver = await startOtlpReceiver();
  const { clock, pass } = scriptedClock();
  const mails: Mail[] = [];
  const next: { delivery?: Delivery; storeFails?: boolean; held?: Promise<void> } = {};
  const transport = {
    async deliver(mail: Mail) {
      mails.push(mail);
      await next.held;
      return next.delivery ?? ({ kind: "accepted" } as const);
    },
  };
  const environment = await createEnvironment({ cool_down: "0s" });
  const settings = parseSettings({
    ...environment.settings,
    LOG_LEVEL: "silent",
    NOPASS_DRAIN_DELAY: "0",
    NOPASS_MAX_CALLS: "8",
    NOPASS_METRICS_TOKEN: metricsToken,
    NOPASS_FEEDBACK_SECRET: feedbackSecret,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  const items = createMemoryItems();
  const store = failing(createMemoryStore(clock, items), () => next.storeFails === true);
  const running = await start(settings, { clock, transport, store, marks: createMemoryMarks(items) });
  const service = { url: `http://127.0.0.1:${running.port}`, secretKey: environment.secretKey };
  const send = (email: string) => callRpc(service, "SendCode", { email });
  const verify = (challengeId: string | undefined, code: string) =>
    callRpc(service, "VerifyCode", { challengeId, code });
  const hear = (email: string, type: string) => postSigned(service, clock(), { type, email });

  for (let minute = 0; minute < 60; minute++) {
    for (const [i, provider] of providers.entries()) {
      const { challengeId } = await send(`person${minute}@${provider}`);
      const { code = "", to = "" } = mails.at(-1) ?? {};
      await hear(to, "email.delivered");
      pass(seconds(10 + i));
      // One of five gives up, one of five errs.
      if (minute % 5 === 1) await verify(challengeId, "wrong");
      else if (minute % 5 !== 2) await verify(challengeId, code);
    }
    pass(seconds(10));
  }
  const { challengeId } = await send("late@gmail.com");
  const late = mails.at(-1)?.code ?? "";
  pass(minutes(5));
  await verify(challengeId, late);
  next.delivery = { kind: "refused", cause: new Error("scripted") };
  for (let i = 0; i < 6; i++) await send(`refused${i}@gmail.com`);
  delete next.delivery;
  next.storeFails = true;
  await send("unavailable@gmail.com");
  next.storeFails = false;
  const held = Promise.withResolvers<void>();
  next.held = held.promise;
  const count = mails.length;
  const slow = Array.from({ length: 5 }, (_, i) => send(`slow${i}@gmail.com`));
  while (mails.length < count + 2) await sleep(5);
  // One is refused at once; two wait for their turn, and may do so in vain.
  await Promise.race(slow);
  held.resolve();
  await Promise.all(slow);
  await hear("bounced@gmail.com", "email.bounced");
  await hear("complained@gmail.com", "email.complained");
  await hear("slow@gmail.com", "email.delivery_delayed");
  await callRpc(
    { ...service, secretKey: environment.publishableKey },
    "SendCode",
    { email: "bounced@gmail.com" },
    { origin: pageOrigin },
  );
  for (let i = 0; i < 400; i++) {
    const attacked = await send(`attacked${i}@gmail.com`);
    await verify(attacked.challengeId, "wrong");
  }
  const samples = await scrape(service);
  await running.stop();
  return { samples, spanNames: new Set(receiver.spans().map(({ name }) => name)) };
}

/** The store of the service, which fails when the script says so. */
function failing(store: ChallengeStore, fails: () => boolean): ChallengeStore {
  return {
    ...store,
    async open(request) {
      if (fails()) throw new Failure("STORE_UNAVAILABLE", "scripted");
      return store.open(request);
    },
  };
}
