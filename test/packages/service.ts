import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The service as a newcomer starts it. */
export interface Service {
  readonly url: string;
  readonly secretKey: string;
  readonly publishableKey: string;
  /** The code of the mail to an address, once there is one. */
  codeFor(address: string): Promise<string>;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, "../..");

/** Runs `npm start` on a free port, in a folder that is like the repository but has no state of an earlier start. */
export async function startService(): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), "nopass-start-"));
  for (const name of ["package.json", "src", "gen", "node_modules"])
    await symlink(join(root, name), join(folder, name));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  // A group of its own, as npm does not always pass the signal on.
  const child = spawn("npm", ["start"], {
    cwd: folder,
    detached: true,
    env: { ...process.env, PORT: String(port), LOG_LEVEL: "silent" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });

  async function stop(): Promise<void> {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  }

  const key = (kind: string) => new RegExp(`${kind} key +(np_\\w+)\\n`).exec(printed)?.[1];
  const isReady = () => key("Publishable") !== undefined;
  await until(() => isReady() || child.exitCode !== null);
  if (!isReady()) {
    await stop();
    throw new Error(`npm start did not start:\n${printed}`);
  }
  return {
    url,
    secretKey: key("Secret") ?? "",
    publishableKey: key("Publishable") ?? "",
    codeFor: (address) => until(() => codeFor(url, address)),
    stop,
  };
}

async function codeFor(url: string, address: string): Promise<string | undefined> {
  const answer = await fetch(`${url}/inbox/messages?to=${encodeURIComponent(address)}`);
  const [mail] = (await answer.json()) as readonly { readonly code: string }[];
  return mail?.code;
}

/** Looks again and again until there is something, for a minute at most. */
async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let looks = 0; looks < 600; looks++) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("nothing happened for a minute");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
}
