import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "../../../src/compose.ts";
import { openDevelopment } from "../../../src/dev/development.ts";
import type { World } from "../../../src/world.ts";
import { freePort } from "../../support/free-port.ts";

/** Development as `npm start` makes it, in this process and with the store in memory. */
export interface RunningDevelopment extends AsyncDisposable {
  /** The address that its receipts name, too. */
  readonly url: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  /** The mails that were sent to an address, newest first. */
  mailsTo(email: string): Promise<readonly SentMail[]>;
}

/** A mail as `/inbox/messages` tells of it. */
export interface SentMail {
  readonly code: string;
  readonly subject: string;
  readonly text: string;
}

/** Starts it in a world in which this differs from the real one. */
export async function startDevelopment(world: Partial<World> = {}): Promise<RunningDevelopment> {
  const folder = await mkdtemp(join(tmpdir(), "nopass-pages-"));
  const port = await freePort();
  const env = { PORT: String(port), NOPASS_STORE: "memory", LOG_LEVEL: "silent" };
  const development = await openDevelopment(folder, env, () => undefined);
  const service = await start(development.settings, { ...development.world, ...world });
  const url = `http://localhost:${port}`;
  return {
    url,
    publishableKey: development.state.publishableKey,
    secretKey: development.state.secretKey,
    async mailsTo(email) {
      const answer = await fetch(`${url}/inbox/messages?to=${encodeURIComponent(email)}`);
      return (await answer.json()) as readonly SentMail[];
    },
    async [Symbol.asyncDispose]() {
      await service.stop();
      await development.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
