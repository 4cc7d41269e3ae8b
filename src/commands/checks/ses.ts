import {
  GetAccountSendingEnabledCommand,
  GetIdentityVerificationAttributesCommand,
  GetSendQuotaCommand,
  type SESClient,
} from "@aws-sdk/client-ses";
import type { MailSettings } from "../../config/mail-settings.ts";
import { parseSender } from "../../core/sender.ts";
import { createSesClient } from "../../mail/ses.ts";
import { type Finding, kindOf, ok, problem, warning } from "./finding.ts";

/** Looks at the sender's identity and at what the account may send. */
export async function checkSes({ from }: MailSettings): Promise<readonly Finding[]> {
  const client = createSesClient({}, { connectMs: 2_000, requestMs: 5_000 });
  const address = parseSender(from)?.address ?? "";
  try {
    return await Promise.all(
      [checkIdentity(client, address), checkQuota(client), checkSending(client)].map(answered),
    );
  } finally {
    client.destroy();
  }
}

async function checkIdentity(client: SESClient, address: string): Promise<Finding> {
  const domain = address.slice(address.indexOf("@") + 1);
  const command = new GetIdentityVerificationAttributesCommand({ Identities: [domain, address] });
  const { VerificationAttributes: found = {} } = await client.send(command);
  const verified = [domain, address].find((identity) => found[identity]?.VerificationStatus === "Success");
  if (verified === domain) return ok("sender", "the domain is verified");
  if (verified === address)
    return warning(
      "sender",
      "only the address is verified: verify its domain, or mails are not signed by DKIM",
    );
  return problem(
    "sender",
    `neither ${domain} nor the address is verified in this region: verify the domain in SES`,
  );
}

/** New accounts may send 200 mails a day, to verified recipients only (SES developer guide, sandbox). */
const sandboxQuota = 200;

async function checkQuota(client: SESClient): Promise<Finding> {
  const {
    Max24HourSend: quota = 0,
    SentLast24Hours: sent = 0,
    MaxSendRate: rate = 0,
  } = await client.send(new GetSendQuotaCommand({}));
  if (quota <= sandboxQuota && quota >= 0)
    return warning(
      "quota",
      `${quota} mails a day: the account is in the sandbox; ask AWS for production access`,
    );
  if (quota > 0 && sent > 0.8 * quota)
    return warning("quota", `${sent} of ${quota} mails a day are used: ask for more`);
  return ok("quota", `${quota < 0 ? "unlimited" : quota} mails a day, ${rate} a second`);
}

async function checkSending(client: SESClient): Promise<Finding> {
  const { Enabled } = await client.send(new GetAccountSendingEnabledCommand({}));
  return Enabled === false
    ? problem("sending", "is paused for the account: see the SES reputation page, then enable it")
    : ok("sending", "is enabled");
}

async function answered(check: Promise<Finding>): Promise<Finding> {
  return check.catch((error) =>
    problem(
      "SES",
      `cannot be asked (${kindOf(error)}): see that AWS_REGION, credentials and the ses:Get* permissions are right`,
    ),
  );
}
