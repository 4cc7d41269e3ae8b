import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { type Answer, openWebhookReceiver } from "../mail/support/webhook-receiver.ts";
import { type Target, targetOf } from "./support/clients/client.ts";
import { connectClients } from "./support/clients/connect.ts";
import { openGrpcJs } from "./support/clients/grpc-js.ts";
import { sdks } from "./support/clients/sdk.ts";
import { createEnvironment } from "./support/environment.ts";
import {
  type Caller,
  callerOf,
  keepAliveCaller,
  type Load,
  newConnectionCaller,
  startLoad,
} from "./support/load.ts";
import { type NoPassProcess, portOf, runNoPass } from "./support/process.ts";

interface Ended {
  readonly code: number | NodeJS.Signals;
  readonly output: string;
  readonly calls: number;
}

// Node.js shares no port on macOS and Windows.
describe.runIf(process.platform === "linux")(
  "two processes on one port, one of which is told to stop while callers call all the while",
  () => {
    let load: Load;
    let mailed: readonly string[] = [];
    let stopped: Ended;
    let staying: Ended;
    let stayingCallsBefore = 0;
    const { answered, reconnectingOnce } = trackAnswers();

    beforeAll(async () => {
      const { settings, folder, secretKey } = await createEnvironment({});
      await using receiver = await openWebhookReceiver([slowly]);
      const shared = {
        ...settings,
        NOPASS_REUSE_PORT: "on",
        NOPASS_DRAIN_DELAY: "1",
        NOPASS_MAIL: "webhook",
        NOPASS_WEBHOOK_URL: receiver.url,
        NOPASS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString("base64")}`,
      };
      using first = runNoPass(["serve"], shared);
      const port = await portOf(first);
      using second = runNoPass(["serve"], { ...shared, PORT: String(port) });
      await portOf(second);
      const target = targetOf({ url: `http://127.0.0.1:${port}`, secretKey });
      load = startLoad(callersOf(target).map(reconnectingOnce));
      for (const each of [first, second]) await each.printed(answeredCall);
      await sleep(500);
      stopped = await stop(first);
      stayingCallsBefore = callsOf(second);
      await sleep(500);
      await load.stop();
      staying = await stop(second);
      mailed = receiver.posts.map(({ body }) => JSON.parse(body).to);
      await rm(folder, { recursive: true });
    }, 60_000);

    test("both took calls", () => {
      expect(stopped.calls).toBeGreaterThan(20);
      expect(staying.calls).toBeGreaterThan(20);
    });

    test("no call that was accepted is lost: whoever was mailed a code, their caller knows", () => {
      expect(mailed.toSorted()).toEqual(answered.toSorted());
      expect(stopped.calls + staying.calls).toBe(mailed.length);
    });

    test("no caller has to connect more than once again", () => {
      expect(load.failures).toEqual([]);
    });

    test("the other serves on", () => {
      expect(staying.calls).toBeGreaterThan(stayingCallsBefore + 20);
    });

    test("both end with code 0 and cut off no connection", () => {
      for (const { code, output } of [stopped, staying]) {
        expect(code).toBe(0);
        expect(output).toContain('"aborted":0');
      }
    });
  },
);

/** At any instant, mails are on their way. */
const slowly: Answer = (_request, response) => {
  setTimeout(() => response.writeHead(204).end(), 100);
};

const answeredCall = /"event":"call".*"answered":true/;

function callsOf({ output }: NoPassProcess): number {
  return output.split("\n").filter((line) => answeredCall.test(line)).length;
}

async function stop(service: NoPassProcess): Promise<Ended> {
  service.kill("SIGTERM");
  const code = await service.ended;
  return { code, output: service.output, calls: callsOf(service) };
}

function callersOf(target: Target): readonly Caller[] {
  const four = Array.from({ length: 4 });
  return [
    ...four.map(() => callerOf("grpc-js", openGrpcJs(target))),
    ...four.map(() => callerOf("connect-node", connectClients["connect-node, gRPC"](target))),
    ...four.map(() => keepAliveCaller("HTTP/1.1 keep-alive", target)),
    ...four.map(() => newConnectionCaller("HTTP/1.1, a connection for each call", target)),
    ...four.map(() => callerOf("SDK for Node", sdks["SDK for Node, gRPC"](target))),
  ];
}

/**
 * Callers that call once more when their connection was refused or reset, or their stream refused (RFC 9113 §8.7: nothing
 * of it was done). They note whom they were told that a code was sent to; the second call names another address, so that
 * it shows if the first was done after all.
 */
function trackAnswers() {
  const answered: string[] = [];
  const note = async (caller: Caller, email: string) => {
    await caller.call(email);
    answered.push(email);
  };
  return {
    answered,
    reconnectingOnce: (caller: Caller): Caller => ({
      ...caller,
      call: (email) =>
        note(caller, email).catch((error) => {
          if (!/ECONNRESET|ECONNREFUSED|hang up|REFUSED_STREAM/.test(String(error))) throw error;
          return note(caller, `again-${email}`);
        }),
    }),
  };
}
