import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { createReceiptKey } from "../../src/commands/keys.ts";
import { createApiKey } from "../../src/rpc/api-key.ts";
import { freePort } from "../support/free-port.ts";
import { type Instruction, parseDockerfile } from "./dockerfile.ts";

// No container engine is needed: the file's own COPY and RUN are carried out in empty folders.

const run = promisify(execFile);
let root: string;
let image: string;
let instructions: readonly Instruction[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nopass-image-"));
  instructions = parseDockerfile(await readFile("Dockerfile", "utf8"));
  const build = join(root, "build");
  image = join(root, "image");
  await mkdir(build);
  await mkdir(image);
  for (const { stage, name, words } of instructions) {
    const folder = stage === "build" ? build : image;
    if (name === "COPY") await copy(words, build, folder);
    if (name === "RUN") await run("sh", ["-c", words.join(" ")], { cwd: folder, maxBuffer: 1 << 26 });
  }
}, 180_000);

afterAll(() => rm(root, { recursive: true, force: true }));

/** A folder gives its content, a file goes under its name, as with COPY. */
async function copy(words: readonly string[], build: string, folder: string): Promise<void> {
  const fromBuild = words[0] === "--from=build";
  const [target = "", ...sources] = (fromBuild ? words.slice(1) : words).toReversed();
  for (const source of sources) {
    const from = fromBuild ? join(build, source.replace(/^\/app\//, "")) : source;
    const isFolder = (await stat(from)).isDirectory();
    await cp(from, join(folder, target, isFolder ? "" : basename(from)), { recursive: true });
  }
}

test("the image holds the bundle and its licences, and nothing of development, tests or keys", async () => {
  const files = await readdir(image, { recursive: true });
  expect(files.toSorted()).toEqual([
    "LICENSE",
    "nopass-remember.js",
    "nopass-verify.js",
    "nopass.js",
    "nopass.js.LEGAL.txt",
    "nopass.js.map",
  ]);
  const bundle = await readFile(join(image, "nopass.js"), "utf8");
  for (const word of ["dynalite", "startEmbeddedDynamo", "htmlparser2", "/inbox", "/session"])
    expect(bundle).not.toContain(word);
  for (const file of files)
    expect(await readFile(join(image, file), "utf8"), file).not.toMatch(
      /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\w/,
    );
});

test("what the bundle was made of is the service and what it depends on, no part of development", async () => {
  const map: { readonly sources: readonly string[] } = JSON.parse(
    await readFile(join(image, "nopass.js.map"), "utf8"),
  );
  const { packages } = JSON.parse(await readFile("package-lock.json", "utf8"));
  const sources = map.sources.map((source) => source.replace(/^(?:\.\.\/)+/, ""));
  const isOurs = (source: string) => /^(?:src\/(?!dev\/)|gen\/)/.test(source);
  const folderOf = (source: string) =>
    /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? source;
  const others = new Set(sources.filter((source) => !isOurs(source)).map(folderOf));
  expect(others.size).toBeGreaterThan(10);
  expect(
    [...others].filter((folder) => packages[folder] === undefined || packages[folder].dev === true),
  ).toEqual([]);
});

test("the image runs as another user than root and says how its health is asked", () => {
  const last = (name: string) => instructions.findLast((each) => each.name === name)?.words.join(" ");
  // The user `node`, by number: Kubernetes looks whether it is root.
  expect(last("USER")).toBe("1000:1000");
  expect(last("ENTRYPOINT")).toBe('["node", "nopass.js"]');
  expect(last("CMD")).toBe('["serve"]');
  expect(last("HEALTHCHECK")).toContain("/livez");
});

test("the image serves, passes its own health check, and ends on SIGTERM", async () => {
  const key = createApiKey("secret", "live");
  const keys = [{ id: key.id, kind: "secret", sha256: [key.sha256] }];
  const tenants = join(root, "tenants.yaml");
  await writeFile(
    tenants,
    stringify({ tenants: [{ id: "acme", brand: { name: "Acme", host: "acme.example" }, keys }] }),
  );
  const env = {
    PATH: process.env.PATH,
    PORT: String(await freePort()),
    NOPASS_STORE: "memory",
    NOPASS_MAIL: "console",
    NOPASS_MAIL_FROM: "Acme <no-reply@acme.example>",
    NOPASS_KEYRING: `k1:${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64")}`,
    NOPASS_RECEIPT_KEYS: JSON.stringify({ keys: [await createReceiptKey("ES256")] }),
    NOPASS_TENANTS: tenants,
    NOPASS_DRAIN_DELAY: "0",
  };
  const server = spawn("node", ["nopass.js", "serve"], {
    cwd: image,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(server, "exit");
  const healthCheck = instructions.findLast(({ name }) => name === "HEALTHCHECK")?.words.join(" ") ?? "";
  const [command, ...args] = JSON.parse(healthCheck.slice(healthCheck.indexOf("["))) as [string, ...string[]];
  const healthy = () =>
    run(command, args, { env }).then(
      () => true,
      () => false,
    );

  for (let tries = 0; tries < 50 && !(await healthy()); tries++) await sleep(100);
  expect(await healthy()).toBe(true);

  const answer = await fetch(`http://127.0.0.1:${env.PORT}/nopass.v1.NoPassService/SendCode`, {
    method: "POST",
    headers: { authorization: `Bearer ${key.text}`, "content-type": "application/json" },
    body: JSON.stringify({ email: "ada@example.com" }),
  });
  expect(answer.status).toBe(200);
  const element = await fetch(`http://127.0.0.1:${env.PORT}/nopass-verify.js`);
  expect(await element.text()).toBe(await readFile(join(image, "nopass-verify.js"), "utf8"));
  server.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  expect(await healthy()).toBe(false);
});
