import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { createReceiptKey } from "../../../src/commands/keys.ts";
import { start, type World } from "../../../src/compose.ts";
import { parseSettings } from "../../../src/config/settings.ts";
import type { Delivery } from "../../../src/core/ports.ts";
import type { Mail } from "../../../src/mail/mail.ts";
import { createApiKey } from "../../../src/rpc/api-key.ts";

/** A whole service on a free port of this machine, in this process. */
export interface TestService extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** A secret key of the tenant `acme`. */
  readonly secretKey: string;
  /** A secret key of another tenant, `globex`. */
  readonly otherKey: string;
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
  const folder = await mkdtemp(join(tmpdir(), "nopass-test-"));
  const tenantsFile = join(folder, "tenants.yaml");
  const [acme, globex] = [createApiKey("secret", "live"), createApiKey("secret", "live")];
  const tenants = [
    { id: "acme", brand: { name: "Acme", host: "acme.example" }, key: acme },
    { id: "globex", brand: { name: "Globex", host: "globex.example" }, key: globex },
  ].map(({ id, brand, key }) => ({
    id,
    brand,
    policy,
    keys: [{ id: key.id, kind: "secret", sha256: [key.sha256] }],
  }));
  await writeFile(tenantsFile, stringify({ tenants }));

  const mails: Mail[] = [];
  const logs: string[] = [];
  const keyring = `k1:${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64")}`;
  const settings = parseSettings({
    PORT: "0",
    HOST: "127.0.0.1",
    LOG_LEVEL: "debug",
    NOPASS_STORE: "memory",
    NOPASS_MAIL: "console",
    NOPASS_MAIL_FROM: "Acme <no-reply@acme.example>",
    NOPASS_KEYRING: keyring,
    NOPASS_RECEIPT_KEYS: JSON.stringify({ keys: [await createReceiptKey("ES256")] }),
    NOPASS_TENANTS: tenantsFile,
    NOPASS_PUBLIC_URL: "https://nopass.example",
    NOPASS_REFLECTION: "on",
    NOPASS_DRAIN_DELAY: "0",
    ...env,
  });
  const service = await start(settings, {
    log: { write: (line) => void logs.push(line) },
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
    secretKey: acme.text,
    otherKey: globex.text,
    keyring,
    mails,
    logs,
    tenantsFile,
    codeFor(email) {
      const mail = mails.findLast(({ to }) => to === email);
      if (mail === undefined) throw new Error("no mail was sent to that address");
      return mail.code;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
