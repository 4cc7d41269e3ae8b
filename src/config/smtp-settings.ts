import { Secret } from "../core/secret.ts";
import type { EnvReader } from "./env.ts";
import { isThisMachine } from "./mail-settings.ts";

/** Where and how mails are handed to an SMTP server. */
export interface SmtpSettings {
  readonly kind: "smtp";
  readonly host: string;
  readonly port: number;
  readonly tls: "implicit" | "starttls" | "off";
  readonly user: string | undefined;
  readonly password: Secret<string> | undefined;
  /** Connections at once. */
  readonly connections: number;
}

/** Checks the settings of SMTP whenever they are there; what is missing matters only if SMTP is wanted. */
export function parseSmtp(read: EnvReader, wanted: boolean): SmtpSettings | undefined {
  const text = read.optional(urlName);
  const off = read.oneOf("NOPASS_SMTP_TLS", ["required", "off"], "required") === "off";
  const connections = read.integer("NOPASS_SMTP_CONNECTIONS", 5, 1, 100);
  const parsed = URL.parse(text ?? "");
  const url = parsed !== null && isSmtpUrl(parsed) ? parsed : undefined;
  if (text !== undefined && url === undefined)
    read.problem(
      urlName,
      "must be `smtp://host:587` or `smtps://host:465`, with or without `user:password@`",
    );
  const user = read.optional("NOPASS_SMTP_USER") ?? part(read, url?.username);
  const password = read.optional("NOPASS_SMTP_PASSWORD") ?? part(read, url?.password);
  if ((user === undefined) !== (password === undefined))
    read.problem(
      user === undefined ? "NOPASS_SMTP_USER" : "NOPASS_SMTP_PASSWORD",
      "is not set, but the other is",
    );
  if (wanted && text === undefined)
    read.problem(urlName, "is not set: name the server that mails are handed to, `smtp://host:587`");
  if (url === undefined) return undefined;
  const implicit = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (off && implicit) read.problem("NOPASS_SMTP_TLS", "must not be off for an smtps URL");
  if (off && password !== undefined && !isThisMachine(host))
    read.problem("NOPASS_SMTP_TLS", "must not be off with a password: it would travel in the clear");
  return {
    kind: "smtp",
    host,
    port: url.port === "" ? (implicit ? 465 : 587) : Number(url.port),
    tls: implicit ? "implicit" : off ? "off" : "starttls",
    user,
    password: password === undefined ? undefined : new Secret(password),
    connections,
  };
}

const urlName = "NOPASS_SMTP_URL";

function isSmtpUrl({ protocol, hostname, pathname, search, hash }: URL): boolean {
  const plain = (pathname === "" || pathname === "/") && search === "" && hash === "";
  return (protocol === "smtp:" || protocol === "smtps:") && hostname !== "" && plain;
}

/** A part of the URL, percent-decoded. */
function part(read: EnvReader, text: string | undefined): string | undefined {
  try {
    return decodeURIComponent(text ?? "") || undefined;
  } catch {
    read.problem(urlName, "has a user or a password that is not percent-encoded as it should be");
    return undefined;
  }
}
