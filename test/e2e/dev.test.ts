import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import { seconds } from "../support/noon.ts";
import { targetOf } from "./support/clients/client.ts";
import { type NoPassProcess, runNoPass } from "./support/process.ts";
import { connect } from "./support/protocols.ts";

const ada = "ada@example.com";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nopass-dev-"));
  return () => rm(folder, { recursive: true, force: true });
});

describe("`nopass dev` in an empty folder", () => {
  test("is ready in a moment, and the calls that it prints work as they stand", async () => {
    const startedAt = performance.now();
    using dev = await startDev();
    expect(performance.now() - startedAt).toBeLessThan(seconds(15));
    const [send, read, judge, bufCurl] = commandsOf(dev.process.output);

    const { challengeId, codeLength } = JSON.parse(await bash(send));
    const [mail] = JSON.parse(await bash(read));
    expect(mail).toMatchObject({ to: ada, code: expect.stringMatching(/^\d{6}$/) });
    expect(mail.code).toHaveLength(codeLength);
    const filled = judge?.replace("CHALLENGE_ID", challengeId).replace("CODE", mail.code);
    const verified = JSON.parse(await bash(filled));
    expect(verified).toMatchObject({ email: ada, purpose: "sign-in" });

    const keys = createRemoteJWKSet(new URL(`${dev.url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(verified.receipt, keys, { typ: "nopass-receipt+jwt" });
    expect(payload).toMatchObject({ email: ada, aud: "dev" });

    expect(JSON.parse(await bash(bufCurl))).toMatchObject({ challengeId: expect.stringMatching(/^nc1_/) });
    expect(await inbox(dev.url, "bob@example.com")).toHaveLength(1);
  });

  test("shows each mail on the console, and keeps it for the inbox", async () => {
    using dev = await startDev();
    await sendCode(dev, ada);
    await sendCode(dev, "bob@example.com");
    const messages = await inbox(dev.url);
    expect(messages.map(({ to }) => to)).toEqual(["bob@example.com", ada]);
    const [, mail] = messages;
    expect(Object.keys(mail ?? {}).sort()).toEqual(["code", "html", "sent_at", "subject", "text", "to"]);
    expect(mail?.text).toContain(mail?.code);
    expect(Math.abs(Date.parse(mail?.sent_at ?? "") - Date.now())).toBeLessThan(seconds(60));
    await dev.process.printed(new RegExp(`To: ${ada}\\n[\\s\\S]*${mail?.code}`));
    expect(await inbox(dev.url, " ADA@Example.com ")).toEqual([mail]);
    expect(await inbox(dev.url, "nobody@example.com")).toEqual([]);
  });

  test("serves everybody who comes at once, though it shares its processor with the database", async () => {
    using dev = await startDev();
    const client = connect("gRPC", targetOf(dev));
    const sends = Array.from({ length: 300 }, (_, i) => client.sendCode({ email: `person${i}@example.com` }));
    expect(new Set((await Promise.all(sends)).map(({ challengeId }) => challengeId)).size).toBe(300);
  });

  test("has a page to sign in on, with its own publishable key, and an inbox", async () => {
    using dev = await startDev();
    const [, publishable = ""] = await dev.process.printed(/Publishable key +(np_live_pk_\w+)/);
    for (const path of ["/", "/inbox"]) {
      const page = await fetch(`${dev.url}${path}`);
      expect(page.status).toBe(200);
      expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
      const html = await page.text();
      expect(html).not.toContain("{{");
      expect(html).not.toContain(dev.secretKey);
      if (path === "/") expect(html).toContain(`api-key="${publishable}"`);
    }
  });

  test("checks a receipt as a back end does: by the published keys, and once", async () => {
    using dev = await startDev();
    const challengeId = await sendCode(dev, ada);
    const code = (await inbox(dev.url))[0]?.code ?? "";
    const { receipt } = await connect("gRPC", targetOf(dev)).verifyCode({ challengeId, code });
    const bring = (text: string) =>
      fetch(`${dev.url}/session`, { headers: { authorization: `Bearer ${text}` } });
    expect((await bring(`${receipt.slice(0, -4)}AAAA`)).status).toBe(401);
    const session = await bring(receipt);
    expect(session.status).toBe(200);
    expect(await session.json()).toMatchObject({ email: ada, audience: "dev", purpose: "sign-in" });
    expect((await bring(receipt)).status).toBe(401);
    expect((await fetch(`${dev.url}/session`)).status).toBe(401);
  });

  test("lets pages on this machine use the publishable key, and no others", async () => {
    using dev = await startDev();
    const [, publishable = ""] = await dev.process.printed(/Publishable key +(np_live_pk_\w+)/);
    const send = (origin: string) =>
      fetch(`${dev.url}/nopass.v1.NoPassService/SendCode`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${publishable}`, origin },
        body: JSON.stringify({ email: `${new URL(origin).host.replace(/\W/g, "-")}@example.com` }),
      });
    expect((await send("http://localhost:5173")).status).toBe(200);
    expect((await send("http://127.0.0.1:8080")).status).toBe(200);
    expect((await send("https://evil.example")).status).toBe(403);
    expect((await send("http://localhost.evil.example")).status).toBe(403);
  });

  test("keeps its keys and its challenges: a code that was sent before a restart is right after it", async () => {
    let challengeId: string;
    let code: string;
    let secretKey: string;
    {
      using dev = await startDev();
      secretKey = dev.secretKey;
      challengeId = await sendCode(dev, ada);
      code = (await inbox(dev.url))[0]?.code ?? "";
      dev.process.kill("SIGTERM");
      expect(await dev.process.ended).toBe(0);
    }
    using again = await startDev();
    expect(again.secretKey).toBe(secretKey);
    const verified = await connect("gRPC", targetOf(again)).verifyCode({ challengeId, code });
    expect(verified.email).toBe(ada);
  });

  test("keeps its keys to its user", async () => {
    using dev = await startDev();
    expect(dev.secretKey).toMatch(/^np_/);
    expect((await stat(join(folder, ".nopass/dev.json"))).mode & 0o077).toBe(0);
  });

  test("works with the store in memory, without a database", async () => {
    using dev = await startDev({ NOPASS_STORE: "memory" });
    const challengeId = await sendCode(dev, ada);
    const code = (await inbox(dev.url))[0]?.code ?? "";
    expect(await connect("gRPC", targetOf(dev)).verifyCode({ challengeId, code })).toMatchObject({
      email: ada,
    });
    await expect(stat(join(folder, ".nopass/dynamodb"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("ends with code 0 when it is interrupted", async () => {
    using dev = await startDev();
    dev.process.kill("SIGINT");
    expect(await dev.process.ended).toBe(0);
  });
});

describe("`nopass dev` refuses to start", () => {
  test.for([
    { env: { AWS_ENDPOINT_URL: "https://dynamodb.eu-central-1.amazonaws.com" }, names: "AWS_ENDPOINT_URL" },
    { env: { AWS_ENDPOINT_URL_DYNAMODB: "http://10.0.0.5:8000" }, names: "AWS_ENDPOINT_URL_DYNAMODB" },
    { env: { AWS_ENDPOINT_URL_SES: "http://localhost.evil.example" }, names: "AWS_ENDPOINT_URL_SES" },
    { env: { NOPASS_MAIL: "ses" }, names: "NOPASS_MAIL" },
    { env: { NOPASS_STOR: "memory" }, names: "NOPASS_STORE" },
  ])("with $env, and says why", async ({ env, names }) => {
    using refused = runNoPass(["dev"], { PORT: "0", ...env }, folder);
    expect(await refused.ended).toBe(2);
    expect(refused.output).toMatch(new RegExp(`\\b${names}\\b`));
    expect(refused.output).not.toMatch(/^ {4}at /m);
  });

  test("on a port that is taken, and says so", async () => {
    using dev = await startDev();
    using second = runNoPass(["dev"], { PORT: new URL(dev.url).port, NOPASS_STORE: "memory" }, folder);
    expect(await second.ended).not.toBe(0);
    expect(second.output).toContain("EADDRINUSE");
  });
});

interface Dev extends Disposable {
  readonly process: NoPassProcess;
  readonly url: string;
  readonly secretKey: string;
}

/** Starts development in the folder of the test, and waits until it is ready. */
async function startDev(env: Record<string, string> = {}): Promise<Dev> {
  const started = runNoPass(["dev"], { PORT: "0", ...env }, folder);
  const [, url = ""] = await started.printed(/running on (http:\S+)/);
  const [, secretKey = ""] = await started.printed(/Secret key +(np_live_sk_\w+)\n/);
  await started.printed(/grpcurl [\s\S]*\n\n/);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  return { process: started, url, secretKey, [Symbol.dispose]: () => started[Symbol.dispose]() };
}

/** The commands of the banner, as a person would copy them: from their first word to the last line that is not continued. */
function commandsOf(output: string): readonly string[] {
  return [...output.matchAll(/^(?:curl|buf curl|grpcurl) (?:.*\\\n)*.*$/gm)].map(([command]) => command);
}

async function bash(command = ""): Promise<string> {
  const path = `${join(import.meta.dirname, "../../node_modules/.bin")}:${process.env.PATH}`;
  const options = { cwd: folder, env: { ...process.env, PATH: path } };
  return (await promisify(execFile)("bash", ["-c", command], options)).stdout;
}

async function sendCode(dev: Dev, email: string): Promise<string> {
  return (await connect("Connect in JSON", targetOf(dev)).sendCode({ email })).challengeId;
}

interface Message {
  readonly to: string;
  readonly text: string;
  readonly code: string;
  readonly sent_at: string;
}

async function inbox(url: string, to?: string): Promise<readonly Message[]> {
  const query = to === undefined ? "" : `?to=${encodeURIComponent(to)}`;
  const response = await fetch(`${url}/inbox/messages${query}`);
  expect(response.headers.get("content-type")).toContain("application/json");
  return (await response.json()) as readonly Message[];
}
