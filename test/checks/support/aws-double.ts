import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createEmulator } from "../../support/emulator.ts";

/** What AWS says of an account. */
export interface Account {
  readonly ttl: "ENABLED" | "DISABLED";
  readonly quota: number;
  readonly sentToday: number;
  /** Identities that are verified. */
  readonly verified: readonly string[];
  readonly sendingEnabled: boolean;
  readonly dkim: "Success" | "Pending";
  readonly dkimEnabled: boolean;
  readonly mailFrom: "Success" | "Failed" | "none";
  readonly production: boolean;
  readonly enforcement: "HEALTHY" | "PROBATION" | "SHUTDOWN";
  readonly suppressed: readonly string[];
  /** Addresses that SES mails nothing to. */
  readonly suppressedAddresses: readonly string[];
  readonly configurationSets: readonly string[];
  /** What SendRawEmail is answered with, if not with success. */
  readonly mailRefusal: string | undefined;
  /** How far AWS's clock is from ours. */
  readonly clockMs: number;
  /** Operations that the caller may not use. */
  readonly denied: readonly string[];
}

export const soundAccount: Account = {
  ttl: "ENABLED",
  quota: 50_000,
  sentToday: 10,
  verified: ["acme.example"],
  sendingEnabled: true,
  dkim: "Success",
  dkimEnabled: true,
  mailFrom: "Success",
  production: true,
  enforcement: "HEALTHY",
  suppressed: ["BOUNCE", "COMPLAINT"],
  suppressedAddresses: [],
  configurationSets: ["codes"],
  mailRefusal: undefined,
  clockMs: 0,
  denied: [],
};

export interface Aws extends AsyncDisposable {
  readonly url: string;
  /** Mails that were accepted, as they were written. */
  readonly mails: readonly string[];
}

/** Plays DynamoDB and SES for the real SDK: the emulator does not know TTL, and no local SES knows quotas. */
export async function startAws(account: Account): Promise<Aws> {
  const mails: string[] = [];
  const emulator = createEmulator();
  const server = createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    res.setHeader("date", new Date(Date.now() + account.clockMs).toUTCString());
    const target = String(req.headers["x-amz-target"] ?? "").split(".")[1];
    const form = new URLSearchParams(body);
    const action = form.get("Action") ?? "";
    const suppressedAddress = /^\/v2\/email\/suppression\/addresses\/(.+)$/.exec(req.url ?? "")?.[1];
    if (req.url === "/v2/email/account") {
      answerAccount(req, res, account);
    } else if (suppressedAddress !== undefined) {
      const isListed = account.suppressedAddresses.includes(decodeURIComponent(suppressedAddress));
      res.statusCode = !isSigned(req) ? 403 : isListed ? 200 : 404;
      res.end("{}");
    } else if (account.denied.includes(target ?? action)) {
      res.statusCode = 400;
      res.end(JSON.stringify({ __type: "com.amazonaws#AccessDeniedException", message: "canary" }));
    } else if (target === "DescribeTimeToLive") {
      const description = { TimeToLiveStatus: account.ttl, AttributeName: "ttl" };
      res.end(JSON.stringify({ TimeToLiveDescription: description }));
    } else if (target !== undefined) {
      const headers = req.headers as Record<string, string>;
      const answer = await emulator.answer({ operation: target, headers, body });
      res.statusCode = answer.status;
      res.end(answer.body);
    } else if (refusalOf(action, form, account) !== undefined) {
      res.statusCode = 400;
      const code = refusalOf(action, form, account);
      res.end(`<ErrorResponse><Error><Code>${code}</Code><Message>canary</Message></Error></ErrorResponse>`);
    } else {
      if (action === "SendRawEmail")
        mails.push(Buffer.from(form.get("RawMessage.Data") ?? "", "base64").toString());
      res.setHeader("content-type", "text/xml");
      res.end(answers[action]?.(account) ?? "");
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The second version of the API speaks JSON, and looks whether it was signed for SES. */
function answerAccount(req: IncomingMessage, res: ServerResponse, account: Account): void {
  const allowed = isSigned(req) && !account.denied.includes("GetAccount");
  res.statusCode = allowed ? 200 : 403;
  const { production: ProductionAccessEnabled, enforcement: EnforcementStatus, suppressed } = account;
  const SuppressionAttributes = { SuppressedReasons: suppressed };
  res.end(
    JSON.stringify(allowed ? { ProductionAccessEnabled, EnforcementStatus, SuppressionAttributes } : {}),
  );
}

function isSigned({ headers }: IncomingMessage): boolean {
  const signature =
    /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/[a-z0-9-]+\/ses\/aws4_request, SignedHeaders=host;x-amz-date, Signature=[0-9a-f]{64}$/;
  return signature.test(headers.authorization ?? "");
}

function refusalOf(action: string, form: URLSearchParams, account: Account): string | undefined {
  const set = form.get("ConfigurationSetName") ?? "";
  if (action === "DescribeConfigurationSet" && !account.configurationSets.includes(set))
    return "ConfigurationSetDoesNotExist";
  return action === "SendRawEmail" ? account.mailRefusal : undefined;
}

const answers: Readonly<Record<string, (account: Account) => string>> = {
  GetIdentityVerificationAttributes: ({ verified }) =>
    result(
      "GetIdentityVerificationAttributes",
      `<VerificationAttributes>${verified
        .map(
          (name) =>
            `<entry><key>${name}</key><value><VerificationStatus>Success</VerificationStatus></value></entry>`,
        )
        .join("")}</VerificationAttributes>`,
    ),
  GetIdentityDkimAttributes: ({ verified, dkim, dkimEnabled }) =>
    result(
      "GetIdentityDkimAttributes",
      `<DkimAttributes>${entries(verified, () => `<DkimEnabled>${dkimEnabled}</DkimEnabled><DkimVerificationStatus>${dkim}</DkimVerificationStatus>`)}</DkimAttributes>`,
    ),
  GetIdentityMailFromDomainAttributes: ({ verified, mailFrom }) =>
    result(
      "GetIdentityMailFromDomainAttributes",
      `<MailFromDomainAttributes>${mailFrom === "none" ? "" : entries(verified, (name) => `<MailFromDomain>bounce.${name}</MailFromDomain><MailFromDomainStatus>${mailFrom}</MailFromDomainStatus><BehaviorOnMXFailure>UseDefaultValue</BehaviorOnMXFailure>`)}</MailFromDomainAttributes>`,
    ),
  DescribeConfigurationSet: () =>
    result("DescribeConfigurationSet", "<ConfigurationSet><Name>codes</Name></ConfigurationSet>"),
  SendRawEmail: () => result("SendRawEmail", "<MessageId>1</MessageId>"),
  GetSendQuota: ({ quota, sentToday }) =>
    result(
      "GetSendQuota",
      `<Max24HourSend>${quota}</Max24HourSend><SentLast24Hours>${sentToday}</SentLast24Hours><MaxSendRate>14</MaxSendRate>`,
    ),
  GetAccountSendingEnabled: ({ sendingEnabled }) =>
    result("GetAccountSendingEnabled", `<Enabled>${sendingEnabled}</Enabled>`),
};

function result(name: string, content: string): string {
  return `<${name}Response><${name}Result>${content}</${name}Result></${name}Response>`;
}

function entries(names: readonly string[], content: (name: string) => string): string {
  return names.map((name) => `<entry><key>${name}</key><value>${content(name)}</value></entry>`).join("");
}
