import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");

/** An example that runs, as its README says to start it. */
export interface RunningExample extends AsyncDisposable {
  /** Where it says that it is. */
  readonly url: string;
  /** All that it printed before it was ready. */
  readonly output: string;
}

/** Runs an example's one command, with these settings beside those of this machine, and waits until it says where it is. */
export async function runExample(
  name: string,
  settings: Readonly<Record<string, string>>,
): Promise<RunningExample> {
  // npm starts a shell that starts the program, so all of them are a group that ends together.
  const child = spawn("npm", ["start", "-w", name], {
    cwd: root,
    env: { ...process.env, PORT: "0", ...settings },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = once(child, "close");
  async function stop(): Promise<void> {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    await closed;
  }
  try {
    const { promise, resolve, reject } = Promise.withResolvers<RunningExample>();
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        const [, url] = /(http:\/\/localhost:\d+)[^\n]*\n/.exec(output) ?? [];
        if (url !== undefined) resolve({ url, output, [Symbol.asyncDispose]: stop });
      });
    closed.then(([code]) => reject(new Error(`${name} ended with ${code}:\n${output}`)));
    return await promise;
  } catch (error) {
    await stop();
    throw error;
  }
}
