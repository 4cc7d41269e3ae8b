import { readFile, rm, writeFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import { addressKey, windowAt, windowMs } from "../../src/core/address-key.ts";
import { createKeyring } from "../../src/core/keyring.ts";
import { createEnvironment } from "../../test/e2e/support/environment.ts";
import { createEmulator } from "../../test/support/emulator.ts";
import { dump, openLocalTable } from "../../test/support/local-table.ts";
import { type HttpProxy, startHttpProxy } from "./http-proxy.ts";
import { createPostOffice, type PostOffice, sesSays } from "./post-office.ts";
import { type ServiceProcess, startProcess } from "./service-process.ts";
import { startSmtp } from "./smtp-proxy.ts";

export const mailers = ["ses", "smtp", "webhook"] as const;
export type MailerName = (typeof mailers)[number];

/** One process of the service, and a proxy that spoils its way to each of the two things that it needs. */
export interface Actor {
  readonly mailer: MailerName;
  readonly service: ServiceProcess;
  readonly database: Pick<HttpProxy, "spoil" | "closeIdle">;
  readonly mails: {
    spoil(email: string, faults: readonly (string | undefined)[]): void;
    closeIdle(): void;
  };
  /** All items of its table. */
  dump(): Promise<readonly unknown[]>;
}

export interface Stage {
  readonly actors: readonly Actor[];
  readonly office: PostOffice;
  /** Secret keys: `once` allows one attempt at a challenge, `thrice` three. */
  readonly keys: { readonly once: string; readonly thrice: string };
  readonly keyring: string;
  /** Where the item of an address is, on this day and the next. */
  addressKeys(email: string, tenant: string): readonly string[];
  close(): Promise<void>;
}

/** Sets up a service for each way in which mails leave. `settings` are added to those of each. */
export async function openStage(settings: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const environment = await createEnvironment(policy);
  await allowThreeAttempts(environment.tenantsFile);
  const office = createPostOffice();
  const [ses, smtp, webhook] = await Promise.all([
    startHttpProxy({
      keyOf: (body) => new URLSearchParams(body).get("Destinations.member.1") ?? undefined,
      reach: ({ body }) => office.ses(body),
      throttled: sesSays(400, "Throttling"),
      broken: sesSays(500, "InternalFailure"),
    }),
    startSmtp(office.smtp),
    startHttpProxy({
      keyOf: (body) => JSON.parse(body).to,
      reach: async ({ headers, body }) => office.webhook(String(headers["webhook-id"]), body),
      throttled: { status: 429, body: "" },
      broken: { status: 500, body: "" },
    }),
  ]);
  const common = { ...environment.settings, ...amazon, NOPASS_STORE: "dynamodb", NOPASS_DRAIN_DELAY: "0" };
  const ways = {
    ses: {
      mails: ses as Actor["mails"],
      settings: { NOPASS_MAIL: "ses", AWS_ENDPOINT_URL_SES: ses.endpoint },
    },
    smtp: {
      mails: smtp as Actor["mails"],
      settings: {
        NOPASS_MAIL: "smtp",
        NOPASS_SMTP_URL: smtp.url,
        NOPASS_SMTP_TLS: "off",
        // As many as there may be cells at once: those that wait must not hold up the others.
        NOPASS_SMTP_CONNECTIONS: "50",
      },
    },
    webhook: {
      mails: webhook as Actor["mails"],
      settings: {
        NOPASS_MAIL: "webhook",
        NOPASS_WEBHOOK_URL: webhook.endpoint,
        NOPASS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
      },
    },
  } as const;
  const opened = await Promise.all(
    mailers.map(async (mailer) => {
      // One of them has a database that does not say what made a condition fail: then it is read.
      const database = await openDatabase({ givesItem: mailer !== "webhook" });
      const service = await startProcess({
        ...common,
        ...settings,
        ...ways[mailer].settings,
        ...database.settings,
      });
      const { mails } = ways[mailer];
      const { proxy, dump, close } = database;
      return { mailer, service, mails, database: proxy, dump, close };
    }),
  );
  const keys = keysOf(environment.keyring);
  return {
    actors: opened,
    office,
    keys: { once: environment.secretKey, thrice: environment.otherKey },
    ...keys,
    async close() {
      for (const { service, close } of opened) {
        service.kill("SIGKILL");
        await close();
      }
      await Promise.all([ses.close(), smtp.close(), webhook.close()]);
      await rm(environment.folder, { recursive: true });
    },
  };
}

const policy = { cool_down: "0s", budget: 100, code: { length: 10 } };

/** What can be told from the key ring of a service. */
export function keysOf(ring: string): Pick<Stage, "keyring" | "addressKeys"> {
  const [id = "", keyring = ""] = ring.split(":");
  const { primary } = createKeyring([{ id, secret: Buffer.from(keyring, "base64") }]);
  return {
    keyring,
    addressKeys: (email, tenant) =>
      [0, windowMs].map((later) => {
        const window = windowAt(primary, tenant, email, Date.now() + later);
        return addressKey(primary, { tenant, window, email, test: false } as never);
      }),
  };
}

/** The second tenant of the environment gets a policy of its own. */
async function allowThreeAttempts(tenantsFile: string): Promise<void> {
  const { tenants } = parse(await readFile(tenantsFile, "utf8"));
  tenants[1].policy = { ...policy, attempts: 3 };
  await writeFile(tenantsFile, stringify({ tenants }));
}

export const amazon = {
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
} as const;

const exception = (status: number, name: string) => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "no" }),
});

/** A table on a socket, with a proxy before it. */
export async function openDatabase({ givesItem }: { readonly givesItem: boolean }) {
  const emulator = createEmulator({ givesItem });
  const local = await openLocalTable(emulator);
  const proxy = await startHttpProxy({
    keyOf: (body) => JSON.parse(body).Key?.pk?.S,
    async reach({ headers, body }) {
      const operation = String(headers["x-amz-target"]).split(".")[1] ?? "";
      return {
        ...(await emulator.answer({ operation, headers: headers as Record<string, string>, body })),
        headers: { "content-type": "application/x-amz-json-1.0" },
      };
    },
    throttled: exception(400, "ProvisionedThroughputExceededException"),
    broken: exception(500, "InternalServerError"),
  });
  return {
    proxy,
    settings: { AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint, NOPASS_DYNAMODB_TABLE: local.table },
    local,
    dump: () => dump(local),
    async close() {
      await proxy.close();
      await local.close();
    },
  };
}
