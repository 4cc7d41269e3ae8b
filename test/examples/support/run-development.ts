import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { runNoPass } from "../../e2e/support/process.ts";
import { freePort } from "../../support/free-port.ts";

/** `npm start` in a folder of its own. */
export interface RunningNoPass extends AsyncDisposable {
  readonly url: string;
  /** What it wrote for programs that want to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** The code in the last mail to an address. */
  codeFor(email: string): Promise<string>;
}

/** Starts what `npm start` starts, and waits until it is ready. */
export async function runDevelopment(): Promise<RunningNoPass> {
  const folder = await mkdtemp(join(tmpdir(), "nopass-example-"));
  const env = { PORT: String(await freePort()), NOPASS_STORE: "memory" };
  const started = runNoPass(["dev"], env, folder);
  const [, url = ""] = await started.printed(/running on (http:\S+)/);
  const written = parseEnv(await readFile(join(folder, ".nopass/.env"), "utf8"));
  return {
    url,
    env: written as Record<string, string>,
    async codeFor(email) {
      const answer = await fetch(`${url}/inbox/messages?to=${encodeURIComponent(email)}`);
      const [mail] = (await answer.json()) as readonly { readonly code: string }[];
      if (mail === undefined) throw new Error("no mail was sent to that address");
      return mail.code;
    },
    async [Symbol.asyncDispose]() {
      started.kill("SIGTERM");
      await started.ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
