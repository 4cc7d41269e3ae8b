import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../../test/support/free-port.ts";
import { keyActions, keys, type Tab } from "./tab.ts";

/** Opens a tab of WebKitGTK, on a display of its own, by WebDriver: https://www.w3.org/TR/webdriver2/ */
export async function openWebKit(binary: string): Promise<Tab> {
  const port = await freePort();
  const driver = spawn("xvfb-run", ["-a", binary, `--port=${port}`], { stdio: "ignore", detached: true });
  const url = `http://127.0.0.1:${port}`;
  await until(() => fetch(`${url}/status`).then(({ ok }) => ok));
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(url + path, { method, body: body ? JSON.stringify(body) : null });
    const { value } = (await response.json()) as { readonly value: unknown };
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(value)}`);
    return value;
  };
  const { sessionId, capabilities } = (await ask("POST", "/session", {
    capabilities: {},
  })) as { readonly sessionId: string; readonly capabilities: { readonly browserVersion: string } };
  const session = `/session/${sessionId}`;
  const press = (actions: unknown) => ask("POST", `${session}/actions`, { actions });
  return {
    engine: `WebKitGTK ${capabilities.browserVersion}`,
    async open(address) {
      await ask("POST", `${session}/url`, { url: address });
    },
    async evaluate(expression) {
      const script = `return JSON.stringify(${expression})`;
      return JSON.parse(
        ((await ask("POST", `${session}/execute/sync`, { script, args: [] })) as string) ?? "null",
      );
    },
    async type(text) {
      await press(keyActions(text));
    },
    async control(key) {
      await press(keyActions(key, keys.control));
    },
    async [Symbol.asyncDispose]() {
      await ask("DELETE", session);
      // With the display, which is the driver's parent.
      if (driver.pid) process.kill(-driver.pid);
      await once(driver, "exit");
    },
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await isSo().catch(() => false)) return;
    await pause(100);
  }
  throw new Error("WebKitWebDriver does not answer");
}
