import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { keyActions, keys, type Tab } from "./tab.ts";

/** Opens a tab of Firefox, without a window, by WebDriver BiDi: https://w3c.github.io/webdriver-bidi/ */
export async function openFirefox(binary: string): Promise<Tab> {
  const profile = await mkdtemp(join(tmpdir(), "nopass-firefox-"));
  const firefox = spawn(binary, ["--headless", "--remote-debugging-port=0", "--profile", profile], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const socket = new WebSocket(`${await addressOf(createInterface(firefox.stderr))}/session`);
  await once(socket, "open");
  const send = commandsOver(socket);
  const { capabilities } = (await send("session.new", { capabilities: {} })) as {
    readonly capabilities: { readonly browserVersion: string };
  };
  const tree = (await send("browsingContext.getTree", {})) as {
    readonly contexts: readonly { readonly context: string }[];
  };
  const context = tree.contexts[0]?.context;
  const press = (actions: unknown) => send("input.performActions", { context, actions });
  return {
    engine: `Firefox ${capabilities.browserVersion}`,
    async open(url) {
      await send("browsingContext.navigate", { context, url, wait: "complete" });
    },
    async evaluate(expression) {
      const answer = (await send("script.evaluate", {
        expression: `JSON.stringify(${expression})`,
        target: { context },
        awaitPromise: true,
        userActivation: true,
      })) as { readonly type: string; readonly result?: { readonly value?: string } };
      if (answer.type !== "success") throw new Error(`${expression}: ${JSON.stringify(answer)}`);
      return JSON.parse(answer.result?.value ?? "null");
    },
    async type(text) {
      await press(keyActions(text));
    },
    async control(key) {
      await press(keyActions(key, keys.control));
    },
    async [Symbol.asyncDispose]() {
      socket.close();
      firefox.kill();
      await once(firefox, "exit");
      await rm(profile, { recursive: true, force: true });
    },
  };
}

async function addressOf(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const address = /WebDriver BiDi listening on (\S+)/.exec(line)?.[1];
    if (address) return address;
  }
  throw new Error("Firefox ended before it listened");
}

/** Sends commands, each of which is answered by a message with its id. */
function commandsOver(socket: WebSocket) {
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let count = 0;
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as {
      readonly id?: number;
      readonly type: string;
      readonly result?: unknown;
      readonly message?: string;
    };
    const waiter = waiting.get(message.id ?? 0);
    if (message.type === "error") waiter?.reject(new Error(message.message));
    else waiter?.resolve(message.result);
  });
  return (method: string, params: object) =>
    new Promise<unknown>((resolve, reject) => {
      count += 1;
      waiting.set(count, { resolve, reject });
      socket.send(JSON.stringify({ id: count, method, params }));
    });
}
