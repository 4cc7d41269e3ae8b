import {
  GetIdentityDkimAttributesCommand,
  GetIdentityMailFromDomainAttributesCommand,
  GetIdentityVerificationAttributesCommand,
  type SESClient,
} from "@aws-sdk/client-ses";
import { parseSender } from "../../core/sender.ts";
import { type Finding, kindOf, ok, problem, warning } from "./finding.ts";

/** Reads the TXT records of a name: `node:dns`, or what a test has in its place. */
export type ReadTxt = (name: string) => Promise<readonly (readonly string[])[]>;

/** The addresses that mails come from, each once: that of the settings, and those of tenants' brands. */
export function sendersOf(froms: readonly string[]): readonly string[] {
  return [...new Set(froms.map((from) => parseSender(from)?.address ?? "").filter((each) => each !== ""))];
}

/** Looks at one sender: whether SES may use it, signs for it, and whether receivers will find that in order. */
export async function checkSender(
  client: SESClient,
  address: string,
  readTxt: ReadTxt,
): Promise<readonly Finding[]> {
  const domain = address.slice(address.indexOf("@") + 1);
  // A verified domain covers its subdomains.
  const labels = domain.split(".");
  const parents = labels.map((_, i) => labels.slice(i).join(".")).slice(0, -1);
  const Identities = [...parents, address];
  const { VerificationAttributes: found = {} } = await client.send(
    new GetIdentityVerificationAttributesCommand({ Identities }),
  );
  const verified = Identities.find((identity) => found[identity]?.VerificationStatus === "Success");
  const dmarc = checkDmarc(domain, readTxt);
  if (verified === undefined)
    return [
      problem(
        "sender",
        `neither ${domain} nor the address is verified in this region: verify the domain in SES (Identities, Create identity) and publish the records that it shows`,
      ),
      await dmarc,
    ];
  const sender =
    verified === address
      ? warning(
          "sender",
          `only the address at ${domain} is verified: verify its domain, so that mails are signed by DKIM for it`,
        )
      : ok("sender", `${domain} is verified`);
  return [
    sender,
    await checkDkim(client, verified),
    await checkAlignment(client, verified, domain),
    await dmarc,
  ];
}

/** Looks at what the senders' domains want done with mails that cannot prove to be theirs, by whatever mailer they go. */
export async function checkDmarcOf(froms: readonly string[], readTxt: ReadTxt): Promise<readonly Finding[]> {
  const domains = new Set(sendersOf(froms).map((address) => address.slice(address.indexOf("@") + 1)));
  return Promise.all([...domains].map((domain) => checkDmarc(domain, readTxt)));
}

async function checkDkim(client: SESClient, identity: string): Promise<Finding> {
  const { DkimAttributes: found = {} } = await client.send(
    new GetIdentityDkimAttributesCommand({ Identities: [identity] }),
  );
  const { DkimEnabled: enabled, DkimVerificationStatus: status } = found[identity] ?? {};
  const { 1: domain = identity } = identity.split("@");
  if (status !== "Success")
    return problem(
      "DKIM",
      `of ${domain} is not verified (${status ?? "no answer"}): publish the three CNAME records of its identity in SES`,
    );
  return enabled
    ? ok("DKIM", `mails of ${domain} are signed`)
    : problem("DKIM", `is switched off for ${domain}: enable it in its identity in SES`);
}

/** DMARC wants DKIM or SPF for the domain of the From line (RFC 7489 §3.1); DKIM by SES is, SPF only with a MAIL FROM of it. */
async function checkAlignment(client: SESClient, identity: string, domain: string): Promise<Finding> {
  const { MailFromDomainAttributes: found = {} } = await client.send(
    new GetIdentityMailFromDomainAttributesCommand({ Identities: [identity] }),
  );
  const { MailFromDomain: mailFrom, MailFromDomainStatus: status } = found[identity] ?? {};
  if (!mailFrom)
    return warning(
      "MAIL FROM",
      `bounces go to amazonses.com, so SPF does not speak for ${domain}: set a custom MAIL FROM domain below it in SES`,
    );
  return status === "Success"
    ? ok("MAIL FROM", `${mailFrom} is aligned with ${domain}`)
    : problem("MAIL FROM", `${mailFrom} is not verified (${status}): publish its MX and TXT records`);
}

async function checkDmarc(domain: string, readTxt: ReadTxt): Promise<Finding> {
  const advice = `publish a TXT record at _dmarc.${domain}, to begin with "v=DMARC1; p=none; rua=mailto:you@${domain}"`;
  const labels = domain.split(".");
  // The organisation's own record counts where the subdomain has none (RFC 7489 §6.6.3).
  for (const name of [domain, labels.slice(-2).join(".")]) {
    try {
      const records = (await readTxt(`_dmarc.${name}`)).map((parts) => parts.join(""));
      const policy = records.find((record) => /^v=DMARC1\b/i.test(record));
      if (policy === undefined) continue;
      const wanted = /;\s*p=(\w+)/i.exec(policy)?.[1]?.toLowerCase();
      return wanted === "none"
        ? ok("DMARC", `of ${name} only reports: p=quarantine or p=reject protects the name`)
        : ok("DMARC", `of ${name} is ${wanted}`);
    } catch (error) {
      if (!noRecord.has(kindOf(error)))
        return warning(
          "DMARC",
          `DNS could not be asked (${kindOf(error)}): see that names can be resolved here`,
        );
    }
  }
  return warning("DMARC", `${domain} has no policy, so large providers may refuse its mails: ${advice}`);
}

const noRecord: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA"]);
