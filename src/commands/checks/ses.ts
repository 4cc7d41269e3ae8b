import {
  DescribeConfigurationSetCommand,
  GetAccountSendingEnabledCommand,
  GetSendQuotaCommand,
  type SESClient,
} from "@aws-sdk/client-ses";
import { createSesClient } from "../../mail/ses-client.ts";
import { type Finding, kindOf, ok, problem, warning } from "./finding.ts";
import { checkSender, type ReadTxt, sendersOf } from "./sender-domains.ts";
import { checkSesAccount, isSuppressed } from "./ses-account.ts";

export interface SesCheck {
  /** Every sender that mails may have, as it stands in the settings. */
  readonly froms: readonly string[];
  readonly configurationSet: string | undefined;
  /** Where SES is, if the SDK's own settings say. */
  readonly endpoint: string | undefined;
  readonly readTxt: ReadTxt;
}

/** Looks at the senders' identities and at what the account may send. */
export async function checkSes(options: SesCheck): Promise<readonly Finding[]> {
  const { froms, configurationSet, endpoint, readTxt } = options;
  const client = createSesClient({}, { connectMs: 2_000, requestMs: 5_000 });
  try {
    const looked = await Promise.all(
      [
        ...sendersOf(froms).map((address) => checkSender(client, address, readTxt)),
        checkQuota(client),
        checkSending(client),
        checkSesAccount(client, { endpoint }),
        ...(configurationSet === undefined ? [] : [checkConfigurationSet(client, configurationSet)]),
      ].map(answered),
    );
    return looked.flat();
  } finally {
    client.destroy();
  }
}

/** Looks whether SES would take a mail to this address and drop it without a word. */
export async function checkSuppressed(
  email: string,
  endpoint: SesCheck["endpoint"],
): Promise<readonly Finding[]> {
  const client = createSesClient({}, { connectMs: 2_000, requestMs: 5_000 });
  try {
    if (!(await isSuppressed(client, email, { endpoint }))) return [];
    return [
      problem(
        "live",
        "SES drops mails to this address, as one bounced or was complained about: take it off the list (aws sesv2 delete-suppressed-destination --email-address ADDRESS), or try another",
      ),
    ];
  } catch {
    // Whoever cannot ask hears of it from the findings on the account.
    return [];
  } finally {
    client.destroy();
  }
}

async function checkQuota(client: SESClient): Promise<readonly Finding[]> {
  const {
    Max24HourSend: quota = 0,
    SentLast24Hours: sent = 0,
    MaxSendRate: rate = 0,
  } = await client.send(new GetSendQuotaCommand({}));
  if (quota > 0 && sent > 0.8 * quota)
    return [
      warning("quota", `${sent} of ${quota} mails a day are used: ask for more (Service Quotas, Amazon SES)`),
    ];
  // New accounts may send 200 mails a day, to verified recipients only (SES developer guide, sandbox).
  if (quota >= 0 && quota <= 200)
    return [warning("quota", `is ${quota} mails a day, as in the sandbox: ask AWS for production access`)];
  return [ok("quota", `${quota < 0 ? "unlimited" : quota} mails a day, ${rate} a second`)];
}

async function checkSending(client: SESClient): Promise<readonly Finding[]> {
  const { Enabled } = await client.send(new GetAccountSendingEnabledCommand({}));
  return [
    Enabled === false
      ? problem("sending", "is paused for the account: see the SES reputation page, then enable it")
      : ok("sending", "is enabled"),
  ];
}

async function checkConfigurationSet(client: SESClient, name: string): Promise<readonly Finding[]> {
  try {
    await client.send(new DescribeConfigurationSetCommand({ ConfigurationSetName: name }));
    return [ok("configuration set", `${name} is there`)];
  } catch (error) {
    if (!/ConfigurationSetDoesNotExist/.test(kindOf(error))) throw error;
    return [
      problem(
        "configuration set",
        `there is no ${name} in this region, so SES would refuse every mail: create it, or correct NOPASS_SES_CONFIGURATION_SET`,
      ),
    ];
  }
}

async function answered(check: Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  return check.catch((error) => [
    problem(
      "SES",
      `cannot be asked (${kindOf(error)}): see that AWS_REGION, credentials and the ses:Get* permissions are right`,
    ),
  ]);
}
