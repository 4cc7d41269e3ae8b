import { createHash, createHmac } from "node:crypto";
import type { SESClient } from "@aws-sdk/client-ses";
import { type Finding, ok, problem, warning } from "./finding.ts";

/** Where the second version of the SES API is, unless the SDK's own settings say otherwise. */
export interface SesAccountOptions {
  readonly endpoint: string | undefined;
  readonly now?: Date;
}

/** What `GetAccount` answers, as far as it is looked at. */
interface Account {
  readonly ProductionAccessEnabled?: boolean;
  readonly EnforcementStatus?: string;
  readonly SuppressionAttributes?: { readonly SuppressedReasons?: readonly string[] };
}

/** Looks at what AWS thinks of the account: the sandbox, its reputation, and its list of suppressed addresses. */
export async function checkSesAccount(
  client: SESClient,
  options: SesAccountOptions,
): Promise<readonly Finding[]> {
  const { status, body } = await ask(client, "/v2/email/account", options);
  if (status !== 200)
    return [
      warning(
        "SES account",
        `cannot be looked at (HTTP ${status}): allow ses:GetAccount to whoever checks, to see sandbox and suppression`,
      ),
    ];
  const account = body as Account;
  return [checkSandbox(account), checkReputation(account), checkSuppression(account)];
}

/** Whether SES keeps mails from an address, because one bounced or was complained about. */
export async function isSuppressed(
  client: SESClient,
  email: string,
  options: SesAccountOptions,
): Promise<boolean> {
  const path = `/v2/email/suppression/addresses/${encodeURIComponent(email)}`;
  return (await ask(client, path, options)).status === 200;
}

function checkSandbox({ ProductionAccessEnabled }: Account): Finding {
  return ProductionAccessEnabled === false
    ? problem(
        "sandbox",
        "mails go to verified addresses only: ask for production access (SES console, Account dashboard)",
      )
    : ok("sandbox", "the account has production access");
}

function checkReputation({ EnforcementStatus: status = "HEALTHY" }: Account): Finding {
  if (status === "HEALTHY") return ok("reputation", "AWS has no complaint about the account");
  return status === "PROBATION"
    ? warning("reputation", "AWS has put the account under review: answer its mail, and lower bounces")
    : problem("reputation", "AWS has stopped the account's sending: answer its mail in the support centre");
}

function checkSuppression({ SuppressionAttributes: { SuppressedReasons = [] } = {} }: Account): Finding {
  const missing = ["BOUNCE", "COMPLAINT"].filter((reason) => !SuppressedReasons.includes(reason));
  return missing.length === 0
    ? ok("suppression list", "addresses that bounce or complain are not mailed again")
    : warning(
        "suppression list",
        `does not take ${missing.join(" and ")}: turn it on (aws sesv2 put-account-suppression-attributes --suppressed-reasons BOUNCE COMPLAINT)`,
      );
}

/**
 * One signed GET of the second version of the API. A whole client for it would be a dependency for two reads that the
 * service itself never makes.
 */
async function ask(
  { config }: SESClient,
  path: string,
  { endpoint, now = new Date() }: SesAccountOptions,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const region = await config.region();
  const url = new URL(path, endpoint ?? `https://email.${region}.amazonaws.com`);
  const headers = sign(url, region, await config.credentials(), now);
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(5_000) });
  const text = await answer.text();
  return { status: answer.status, body: answer.ok ? JSON.parse(text) : undefined };
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** AWS Signature Version 4 of a GET without a body or a query (IAM user guide, "Create a signed AWS API request"). */
function sign(url: URL, region: string, credentials: Credentials, now: Date): Record<string, string> {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = `${time.slice(0, 8)}/${region}/ses/aws4_request`;
  const token = credentials.sessionToken;
  const signed = { host: url.host, "x-amz-date": time, ...(token ? { "x-amz-security-token": token } : {}) };
  const names = Object.keys(signed).join(";");
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
  // Each part of the path is encoded once more than it stands in the URL.
  const path = url.pathname.split("/").map(encodeURIComponent).join("/");
  const request = ["GET", path, "", lines.join(""), names, sha256("")].join("\n");
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(request)].join("\n");
  const key = scope
    .split("/")
    .reduce<Buffer>((secret, part) => hmac(secret, part), Buffer.from(`AWS4${credentials.secretAccessKey}`));
  const { host: _sentByFetch, ...headers } = signed;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${hmac(key, text).toString("hex")}`,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
