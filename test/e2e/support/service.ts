import { rm } from "node:fs/promises";
import { start } from "../../../src/compose.ts";
import { parseSettings } from "../../../src/config/settings.ts";
import type { Delivery } from "../../../src/core/ports.ts";
import type { Mail } from "../../../src/mail/mail.ts";
import type { World } from "../../../src/world.ts";
import { keptLog } from "../../support/logs.ts";
import { createEnvironment } from "./environment.ts";

/** A whole service on a free port of this machine, in this process. */
export interface TestService extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** A secret key of the tenant `acme`. */
  readonly secretKey: string;
  /** A secret key of another tenant, `globex`. */
  readonly otherKey: string;
  /** A publishable key of `acme`, for pages of `pageOrigin`. */
  readonly publishableKey: string;
  readonly keyring: string;
  /** Mails in the order in which they were sent. */
  readonly mails: readonly Mail[];
  /** Log lines, as written. */
  readonly logs: readonly string[];
  readonly tenantsFile: string;
  /** The code in the last mail to an address. */
  codeFor(email: string): string;
  stop(): Promise<void>;
}

export interface TestServiceOptions {
  /** Settings beside those of this harness. */
  readonly env?: Readonly<Record<string, string>>;
  readonly world?: Partial<World>;
  /** The policy of both tenants, as in the tenants file. */
  readonly policy?: object;
  /** What becomes of the mails, in this order; they are accepted after that. */
  readonly deliveries?: readonly Delivery[];
}

/** Starts a service over the memory store, without cool-down, that keeps its mails. Differences are stated by the test. */
export async function startService(options: TestServiceOptions = {}): Promise<TestService> {
  const { env = {}, world = {}, policy = { cool_down: "0s" }, deliveries = [] } = options;
  const { settings: given, folder, ...known } = await createEnvironment(policy);
  const mails: Mail[] = [];
  const logs: string[] = [];
  const settings = parseSettings({ ...given, LOG_LEVEL: "debug", NOPASS_DRAIN_DELAY: "0", ...env });
  const service = await start(settings, {
    log: keptLog(logs),
    transport: {
      async deliver(mail) {
        const delivery = deliveries[mails.length] ?? { kind: "accepted" };
        mails.push(mail);
        return delivery;
      },
    },
    ...world,
  });
  const scheme = settings.tls === undefined ? "http" : "https";

  async function stop(): Promise<void> {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  }

  return {
    url: `${scheme}://127.0.0.1:${service.port}`,
    port: service.port,
    ...known,
    mails,
    logs,
    codeFor(email) {
      const mail = mails.findLast(({ to }) => to === email);
      if (mail === undefined) throw new Error("no mail was sent to that address");
      return mail.code;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
