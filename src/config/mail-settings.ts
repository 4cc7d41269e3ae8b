import { Secret } from "../core/secret.ts";
import { parseSender } from "../core/sender.ts";
import { parseWebhookSecret } from "../core/webhook-signature.ts";
import type { EnvReader } from "./env.ts";
import { parseSmtp, type SmtpSettings } from "./smtp-settings.ts";

/** How mails leave: by the first mailer that takes them. */
export interface MailSettings {
  readonly from: string;
  readonly mailers: readonly MailerSettings[];
}

export type MailerSettings =
  | { readonly kind: "ses"; readonly configurationSet: string | undefined }
  | SmtpSettings
  | { readonly kind: "webhook"; readonly url: string; readonly secrets: Secret<readonly Uint8Array[]> }
  | { readonly kind: "console" };

const kinds = ["ses", "smtp", "webhook", "console"] as const;

export function parseMail(read: EnvReader): MailSettings {
  const from = read.required("NOPASS_MAIL_FROM", "state the sender of the mails as `Name <address>`");
  if (from !== "" && parseSender(from) === undefined)
    read.problem("NOPASS_MAIL_FROM", "must be `Name <address>` or an address");
  const names = (read.optional("NOPASS_MAIL") ?? "ses").split(",").map((name) => name.trim());
  const chosen = kinds.filter((kind) => names.includes(kind));
  if (chosen.length !== names.length)
    read.problem("NOPASS_MAIL", `must be one of ${kinds.join(", ")}, or several in order, each once`);
  const mailers = {
    ses: parseSes(read),
    smtp: parseSmtp(read, names.includes("smtp")),
    webhook: parseWebhook(read, names.includes("webhook")),
    console: { kind: "console" },
  } as const satisfies Record<(typeof kinds)[number], MailerSettings | undefined>;
  return {
    from,
    mailers: names.flatMap((name) => mailers[kinds.find((kind) => kind === name) ?? "console"] ?? []),
  };
}

function parseSes(read: EnvReader): MailerSettings {
  return { kind: "ses", configurationSet: read.optional("NOPASS_SES_CONFIGURATION_SET") };
}

function parseWebhook(read: EnvReader, wanted: boolean): MailerSettings | undefined {
  const [urlName, secretName] = ["NOPASS_WEBHOOK_URL", "NOPASS_WEBHOOK_SECRET"] as const;
  const text = read.optional(urlName);
  const secrets = parseWebhookSecrets(read, secretName);
  const url = URL.parse(text ?? "");
  if (text !== undefined && (url === null || !isPrivateHttp(url)))
    read.problem(urlName, "must be an https URL without a user, or http on this machine");
  if (!wanted) return undefined;
  if (text === undefined) read.problem(urlName, "is not set: name the endpoint that mails are posted to");
  if (secrets.length === 0)
    read.problem(secretName, "is not set: state the secret that posts are signed with, `whsec_` and base64");
  return { kind: "webhook", url: text ?? "", secrets: new Secret(secrets) };
}

/** Several secrets, separated by commas or spaces, so that they can be changed one after the other. */
export function parseWebhookSecrets(read: EnvReader, name: string): readonly Uint8Array[] {
  const texts = (read.optional(name) ?? "").split(/[\s,]+/).filter((text) => text !== "");
  const secrets = texts.flatMap((text) => parseWebhookSecret(text) ?? []);
  if (secrets.length < texts.length)
    read.problem(name, "must be `whsec_` and the base64 of 24 to 64 bytes, several separated by commas");
  return secrets;
}

function isPrivateHttp({ protocol, hostname, username, password }: URL): boolean {
  if (username !== "" || password !== "") return false;
  return protocol === "https:" || (protocol === "http:" && isThisMachine(hostname));
}

/** Whether a host is this machine, so that what is sent there is read by nobody on the way. */
export function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
