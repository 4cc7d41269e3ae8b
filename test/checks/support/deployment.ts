import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createCheck } from "../../../src/commands/check.ts";
import type { Finding } from "../../../src/commands/checks/finding.ts";
import type { ReadTxt } from "../../../src/commands/checks/sender-domains.ts";
import { createReceiptKey } from "../../../src/commands/keys.ts";
import { tableCreate } from "../../../src/commands/table.ts";
import { type Account, soundAccount, startAws } from "./aws-double.ts";

/** What is wrong with a deployment. */
export interface Faults {
  readonly account?: Partial<Account>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly withoutTable?: boolean;
  /** More of the tenant and of its brand, as YAML. */
  readonly tenant?: string;
  readonly brand?: string;
  /** TXT records; a name without any is not there. */
  readonly txt?: Readonly<Record<string, string>>;
  /** What the public URL answers, beside the keys of the receipts. */
  readonly published?: "other keys" | "nothing";
}

export interface Checked {
  readonly exitCode: number;
  readonly findings: readonly Finding[];
  readonly text: string;
  readonly asked: readonly string[];
}

/** Plants faults in a deployment that is sound otherwise, and runs the command on it, as the command line does. */
export async function runCheck(
  folder: string,
  faults: Faults,
  words: readonly string[] = ["--json"],
  type: (mails: readonly string[]) => string = () => "",
): Promise<Checked> {
  const receiptKeys = JSON.stringify({ keys: [await createReceiptKey("ES256")] });
  const tenants = join(folder, "tenants.yaml");
  const key = `{ id: Key00001, kind: secret, sha256: ["${"0".repeat(64)}"] }`;
  const brand = `{ name: Acme, host: acme.example ${faults.brand ?? ""} }`;
  await writeFile(tenants, `tenants: [{ id: acme, brand: ${brand}, keys: [${key}] ${faults.tenant ?? ""} }]`);
  await using aws = await startAws({ ...soundAccount, ...faults.account });
  await using published = await publish(receiptKeys, faults.published);
  const env: Record<string, string> = {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL: aws.url,
    NOPASS_MAIL_FROM: "Acme <no-reply@acme.example>",
    NOPASS_KEYRING: `k1:${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64")}`,
    NOPASS_RECEIPT_KEYS: receiptKeys,
    NOPASS_TENANTS: tenants,
    NOPASS_PUBLIC_URL: published.url,
    NOPASS_SES_CONFIGURATION_SET: "codes",
    ...faults.settings,
  };
  const records = faults.txt ?? { "_dmarc.acme.example": "v=DMARC1; p=reject" };
  const readTxt: ReadTxt = async (name) => {
    const record = records[name];
    if (record === undefined) throw Object.assign(new Error("canary"), { code: "ENOTFOUND" });
    return [[record]];
  };
  const written: string[] = [];
  const asked: string[] = [];
  const terminal = {
    env,
    out: (text: string) => void written.push(text),
    err() {},
    async ask(question: string) {
      asked.push(question);
      return type(aws.mails);
    },
  };
  // The SDK reads its own settings from the process.
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    if (faults.withoutTable !== true) await tableCreate.run([], terminal);
    written.length = 0;
    const exitCode = await createCheck(readTxt).run(words, terminal);
    const text = written.join("");
    return { exitCode, findings: words.includes("--json") ? JSON.parse(text) : [], text, asked };
  } finally {
    process.env = before;
  }
}

/** Stands for the running service and what is in front of it. */
async function publish(receiptKeys: string, fault: Faults["published"]) {
  const [first] = JSON.parse(receiptKeys).keys;
  const server = createServer((req, res) => {
    if (req.url !== "/.well-known/jwks.json" || fault === "nothing") res.statusCode = 404;
    res.end(JSON.stringify({ keys: [fault === "other keys" ? { ...first, kid: "r-other" } : first] }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
