import { once } from "node:events";
import { createServer } from "node:http";
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
  clockMs: 0,
  denied: [],
};

/** Plays DynamoDB and SES for the real SDK: the emulator does not know TTL, and no local SES knows quotas. */
export async function startAws(account: Account): Promise<AsyncDisposable & { readonly url: string }> {
  const emulator = createEmulator();
  const server = createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    res.setHeader("date", new Date(Date.now() + account.clockMs).toUTCString());
    const target = String(req.headers["x-amz-target"] ?? "").split(".")[1];
    const action = new URLSearchParams(body).get("Action") ?? "";
    if (account.denied.includes(target ?? action)) {
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
    } else {
      res.setHeader("content-type", "text/xml");
      res.end(answers[action]?.(account) ?? "");
    }
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
