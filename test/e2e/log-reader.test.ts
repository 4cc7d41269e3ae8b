import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { metricsToken, scrape } from "../telemetry/support/scrape.ts";
import { targetOf } from "./support/clients/client.ts";
import { connectClients } from "./support/clients/connect.ts";
import { createEnvironment } from "./support/environment.ts";
import { refusalOf } from "./support/refusal.ts";

test("a service whose log nobody reads any more goes on, and counts the lines", async () => {
  const { settings, secretKey, folder } = await createEnvironment({});
  const { PATH = "" } = process.env;
  const cli = join(import.meta.dirname, "../../src/cli.ts");
  const env = { PATH, ...settings, NOPASS_METRICS_TOKEN: metricsToken, NOPASS_DRAIN_DELAY: "0" };
  const child = spawn(process.execPath, [cli, "serve"], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close");
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  try {
    const [started] = await once(child.stdout.setEncoding("utf8"), "data");
    const url = `http://127.0.0.1:${/"port":(\d+)/.exec(started)?.[1]}`;
    child.stdout.destroy();
    const client = connectClients["connect-node, gRPC"](targetOf({ url, secretKey }));
    const call = () => refusalOf(client.verifyCode({ challengeId: "nc1_made-up", code: "123456" }));
    for (let i = 0; i < 5; i++) expect(await call()).toMatchObject({ reason: "CHALLENGE_UNKNOWN" });
    client.close();
    await vi.waitFor(async () => {
      const lost = (await scrape({ url })).find(({ name }) => name === "nopass_log_lines_lost_total");
      expect(lost?.value).toBe(5);
    });
  } finally {
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    await rm(folder, { recursive: true });
  }
  expect(errors).toBe("");
});
