import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { parseSettings } from "../../src/config/settings.ts";
import { Secret } from "../../src/core/secret.ts";
import { parseWebhookSecret } from "../../src/core/webhook-signature.ts";
import { createPost, type Post } from "../../src/mail/post.ts";
import { createWebhookTransport } from "../../src/mail/webhook.ts";
import { anEnv } from "../config/support/settings.ts";
import { aMail } from "../mail/support/fixtures.ts";

const page = readFileSync("docs/mailers.md", "utf8");
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const timeouts = { connectMs: 2_000, wholeMs: 5_000 };

test("the receiver of docs/mailers.md takes a signed mail once, and no other", async () => {
  const { url, lines } = await startReceiver();
  const post = createPost(url, timeouts);
  const transport = (over: Post, secretText = secret) =>
    createWebhookTransport(over, {
      secrets: new Secret([parseWebhookSecret(secretText) ?? new Uint8Array()]),
      clock: () => new Date(),
      randomInt: () => 0,
      randomBytes,
    });
  /** Loses the first answer, as a network may. */
  const losesOne = (): Post => {
    let lost = false;
    return async (headers, body) => {
      const posted = await post(headers, body);
      if (lost) return posted;
      lost = true;
      return { kind: "lost", reached: true, code: "ECONNRESET" };
    };
  };
  expect(await transport(losesOne()).deliver(aMail())).toEqual({ kind: "accepted" });
  expect(await transport(post, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").deliver(aMail())).toMatchObject({
    kind: "refused",
  });
  expect(lines).toEqual(["one for tenant acme, valid until 2026-03-01T12:05:00.000Z"]);
});

test("the settings that docs/mailers.md shows are understood", () => {
  const blocks = [...page.matchAll(/```\n(NOPASS_[\s\S]*?)```/g)].map(([, block = ""]) => block);
  expect(blocks.length).toBeGreaterThan(1);
  for (const block of blocks) {
    const pairs = block
      .trim()
      .split("\n")
      .map((line) => line.split(/=(.*)/s).slice(0, 2));
    const {
      NOPASS_SMTP_PASSWORD_FILE: file,
      NOPASS_WEBHOOK_SECRET_FILE: other,
      ...env
    } = Object.fromEntries(pairs);
    const secrets = {
      ...(file && { NOPASS_SMTP_PASSWORD: "x" }),
      ...(other && { NOPASS_WEBHOOK_SECRET: secret }),
    };
    expect(() => parseSettings(anEnv({ ...env, ...secrets }))).not.toThrow();
  }
});

async function startReceiver() {
  const [, code = ""] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
  const { PATH = "" } = process.env;
  const env = { PATH, WEBHOOK_SECRET: secret, PORT: "0" };
  const child: ChildProcess = spawn(process.execPath, ["--input-type=module", "-"], { env });
  onTestFinished(() => void child.kill());
  child.stdin?.end(code);
  if (child.stdout === null) throw new Error("it has no output");
  const reader = createInterface(child.stdout);
  const [first] = (await once(reader, "line")) as [string];
  const lines: string[] = [];
  reader.on("line", (line) => lines.push(line));
  return { url: `http://127.0.0.1:${first.replace("port ", "")}/`, lines };
}
