import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secretKey } from "./support/clients.ts";
import { startFakeNoPass } from "./support/fake-no-pass.ts";
import { aClaimSet, aReceipt, createKey } from "./support/receipts.ts";
import { refuse } from "./support/refuse.ts";
import { serve } from "./support/server.ts";

const root = join(import.meta.dirname, "../..");
const fixtures = join(import.meta.dirname, "support/consumer");
const consumer = mkdtempSync(join(tmpdir(), "nopass-consumer-"));
const packed = new Map<string, readonly string[]>();

beforeAll(async () => {
  const tarballs = [await pack("node"), await pack("web")];
  writeFileSync(join(consumer, "package.json"), '{ "private": true, "type": "module" }');
  const nodeTypes = `@types/node@${versionOf("@types/node")}`;
  await npm(consumer, "install", "--prefer-offline", "--ignore-scripts", ...tarballs, nodeTypes);
}, 120_000);

afterAll(() => rmSync(consumer, { recursive: true, force: true }));

test.for(["node", "web"])("the package @nopass/%s contains the build, and nothing else", (name) => {
  const files = packed.get(name) ?? [];
  const beside = files.filter((file) => !file.startsWith("dist/")).sort();
  expect(beside).toEqual(["LICENSE", "README.md", "package.json"]);
  expect(files).toContain(`dist/${name}/src/index.js`);
  expect(files).toContain(`dist/${name}/src/index.d.ts`);
  if (name === "web")
    for (const entry of ["flow", "element", "react", "locales/de"]) {
      expect(files).toContain(`dist/web/src/${entry}.js`);
      expect(files).toContain(`dist/web/src/${entry}.d.ts`);
    }
  if (name === "node") expect(files).toContain("dist/node/src/middleware.js");
  expect(files.filter((file) => !/^dist\/(node|web|shared)\/.*(\.js|\.d\.ts)$|^[^/]+$/.test(file))).toEqual(
    [],
  );
});

test("an installed @nopass/node sends a code and proves a mailbox, and lets the process exit", async () => {
  const service = await startFakeNoPass({
    verifyCode: [refuse("CODE_REJECTED", { metadata: { attempts_left: "0" } })],
  });
  expect(await run("node.js", service.url)).toEqual({
    sent: "nc1_challenge",
    refused: { reason: "CODE_REJECTED", attemptsLeft: 0, isNoPassError: true },
  });
});

test("an installed @nopass/web sends a code and proves a mailbox", async () => {
  const answer = refuse("CODE_REJECTED", { metadata: { attempts_left: "0" } });
  const service = await startFakeNoPass({ verifyCode: [answer] }, "1.1");
  expect(await run("web.js", service.url)).toEqual({
    sent: "nc1_challenge",
    refused: { reason: "CODE_REJECTED", attemptsLeft: 0, isNoPassError: true },
  });
});

test("an installed @nopass/node believes a receipt, in the folder of a program that has nothing else", async () => {
  const key = createKey("k-1");
  const iat = Math.floor(Date.now() / 1000);
  const claims = aClaimSet({ auth_time: iat, iat, exp: iat + 300 });
  const { url } = await serve("1.1", (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ keys: [key.jwk] }));
  });
  expect(await run("receipt.js", url, { NOPASS_RECEIPT: aReceipt(key, { claims }) })).toEqual({
    email: "canary@example.com",
    purpose: "sign-in",
    refused: { reason: "REPLAYED", isReceiptError: true },
  });
});

test.for([
  { program: "node.ts", module: "nodenext", moduleResolution: "nodenext", types: ["node"] },
  { program: "node.ts", module: "esnext", moduleResolution: "bundler", types: ["node"] },
  { program: "receipt.ts", module: "nodenext", moduleResolution: "nodenext", types: ["node"] },
  { program: "receipt.ts", module: "esnext", moduleResolution: "bundler", types: ["node"] },
  { program: "web.ts", module: "esnext", moduleResolution: "bundler", types: [] },
])("the types of $program are right for $moduleResolution", async ({ program, ...options }) => {
  const compilerOptions = { ...options, target: "es2022", strict: true, skipLibCheck: false, noEmit: true };
  const source = readFileSync(join(fixtures, program), "utf8");
  writeFileSync(join(consumer, program), source);
  writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [program] }));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await exec(process.execPath, [compiler, "-p", consumer]).catch((error) => error);
  expect(stdout).toBe("");
});

async function pack(name: string): Promise<string> {
  const { stdout } = await npm(join(root, "clients", name), "pack", "--json", "--pack-destination", consumer);
  // What the build prints may come first.
  const report = JSON.parse(stdout.slice(stdout.search(/^[[{]/m)));
  const [tarball] = Object.values<{ filename: string; files: readonly { path: string }[] }>(report);
  if (!tarball) throw new Error("nothing was packed");
  packed.set(
    name,
    tarball.files.map(({ path }) => path),
  );
  return join(consumer, tarball.filename);
}

async function run(program: string, url: string, given: Record<string, string> = {}): Promise<unknown> {
  writeFileSync(join(consumer, program), readFileSync(join(fixtures, program)));
  const env = { ...process.env, NOPASS_URL: url, NOPASS_KEY: secretKey, ...given };
  const { stdout } = await exec(process.execPath, [program], { cwd: consumer, env, timeout: 10_000 });
  return JSON.parse(stdout);
}

function versionOf(name: string): string {
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return JSON.parse(readFileSync(path, "utf8")).version;
}

function npm(cwd: string, ...args: readonly string[]) {
  // What `npm test` tells its own children about its folder would send these to the wrong one.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_local_prefix|package|lifecycle)/.test(name),
  );
  const env = Object.fromEntries(own);
  return exec("npm", args, { cwd, env, shell: process.platform === "win32" });
}

const exec = promisify(execFile);
