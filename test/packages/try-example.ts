import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { ToolchainMissing } from "../conformance/executor.ts";
import { clients, type Example, programOf } from "./readme.ts";
import type { Service } from "./service.ts";

/** What every program prints when the right code is typed, and when a wrong one is. */
const printed = {
  right: (address: string) => `${announcement}${address} is theirs\nthe receipt says ${address}\n`,
  wrong: () => `${announcement}wrong, 0 attempts left\n`,
};

const announcement = "a code of 6 characters is on its way\n";

/**
 * Puts the program of a README alone into a folder, has its package built and installed there, and runs it against the
 * service, with the right code and with a wrong one. Throws where it does not do what the README says.
 */
export async function tryExample(example: Example, service: Service): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), `nopass-${example.name}-`));
  try {
    await writeFile(join(folder, example.file), programOf(example));
    const script = join(clients, example.client, "try-package.sh");
    const built = await run(script, [], folder, {}, buildMs);
    if (built.code === 127) throw new ToolchainMissing(built.complaints || `${script}: a tool is missing`);
    if (built.code !== 0)
      throw new Error(`the package was not installed: ${built.printed}${built.complaints}`);
    await chmod(join(folder, "run"), 0o755);
    for (const typed of ["right", "wrong"] as const) await play(example, service, folder, typed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function play({ name }: Example, service: Service, folder: string, typed: keyof typeof printed) {
  const address = `${name}.${typed}@example.com`;
  const env = {
    NOPASS_URL: service.url,
    NOPASS_KEY: service.secretKey,
    NOPASS_PUBLISHABLE_KEY: service.publishableKey,
  };
  const ended = run(join(folder, "run"), [address], folder, env, 60_000, async () => {
    const code = await service.codeFor(address);
    return typed === "right" ? code : anotherThan(code);
  });
  const { code, printed: got, complaints } = await ended;
  const wanted = printed[typed](address);
  if (code !== 0 || got !== wanted || complaints !== "")
    throw new Error(
      `with the ${typed} code it ended with ${code} and printed ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}: ${complaints}`,
    );
}

/** A build may have to fetch and compile all that a package depends on. */
const buildMs = 600_000;

function anotherThan(code: string): string {
  return code.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
}

interface Ended {
  readonly code: number | null;
  readonly printed: string;
  readonly complaints: string;
}

/** Runs a program in a folder; what `typing` resolves to is typed when it is known. */
async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  given: Readonly<Record<string, string>>,
  timeout: number,
  typing?: () => Promise<string>,
): Promise<Ended> {
  // What npm tells its own children about its folder would send a package manager to the wrong one.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_local_prefix|package|lifecycle)/.test(name),
  );
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  const env = { ...Object.fromEntries(own), PATH, ...given };
  const child = spawn(program, args, { cwd, env, timeout, killSignal: "SIGKILL" });
  let printed = "";
  let complaints = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  // What it does not read is told by its end.
  child.stdin.on("error", () => {});
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  if (typing) {
    const typed = await Promise.race([typing(), ended]);
    if (typeof typed === "string") child.stdin.write(`${typed}\n`);
  }
  child.stdin.end();
  return { code: await ended, printed, complaints: complaints.trim() };
}
