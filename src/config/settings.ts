import { BlockList, isIP } from "node:net";
import { type KeyringEntry, keyringProblems } from "../core/keyring.ts";
import { Secret } from "../core/secret.ts";
import { type Env, EnvReader } from "./env.ts";
import { type FeedbackSettings, parseFeedback } from "./feedback-settings.ts";
import { type MailSettings, parseMail } from "./mail-settings.ts";
import { parseReceiptKeys, type ReceiptKey } from "./receipt-keys.ts";
import { parseTelemetry, type TelemetrySettings } from "./telemetry-settings.ts";

/** Everything that the service is told from outside, checked once. */
export interface Settings {
  readonly port: number;
  /** The address to listen on; undefined is all interfaces. */
  readonly host: string | undefined;
  /** Whether other processes of this machine may listen on the same port too: then the system shares connections out. */
  readonly reusePort: boolean;
  /** The calls that are in hand at once, at the most, half of them waiting for their turn; a tenant alone may have half. */
  readonly maxCalls: number;
  readonly tls: TlsSettings | undefined;
  readonly store: { readonly kind: "dynamodb"; readonly table: string } | { readonly kind: "memory" };
  /** Who makes the calls of each request: a client of our own, or the AWS SDK. */
  readonly awsClient: "lean" | "sdk";
  readonly mail: MailSettings;
  readonly feedback: FeedbackSettings;
  /** The first is the primary. */
  readonly keyring: Secret<readonly KeyringEntry[]>;
  /** The first signs; all are published. */
  readonly receiptKeys: Secret<readonly ReceiptKey[]>;
  readonly tenantsFile: string;
  /** The `iss` of receipts. */
  readonly publicUrl: string;
  readonly trustedProxies: BlockList;
  readonly logLevel: LogLevel;
  /** Whether anyone may list the RPCs by server reflection. */
  readonly reflection: boolean;
  readonly telemetry: TelemetrySettings;
  /** How long connections are still taken after the readiness probe failed, so that load balancers can notice. */
  readonly drainDelayMs: number;
}

/** Paths of PEM files. */
export interface TlsSettings {
  readonly cert: string;
  readonly key: string;
  /** With it, every client must show a certificate that this authority signed. */
  readonly clientCa: string | undefined;
}

export type LogLevel = (typeof logLevels)[number];

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** Turns the environment into settings, or throws one error that lists every mistake. */
export function parseSettings(env: Env): Settings {
  const read = new EnvReader(env);
  const port = read.integer("PORT", 3600, 0, 65535);
  const settings: Settings = {
    port,
    host: read.optional("HOST"),
    reusePort: read.oneOf("NOPASS_REUSE_PORT", ["on", "off"], "off") === "on",
    maxCalls: read.integer("NOPASS_MAX_CALLS", 2_400, 4, 100_000),
    tls: parseTls(read),
    store: parseStore(read),
    awsClient: read.oneOf("NOPASS_AWS_CLIENT", ["lean", "sdk"], "lean"),
    mail: parseMail(read),
    feedback: parseFeedback(read),
    keyring: new Secret(parseKeyring(read)),
    receiptKeys: new Secret(parseReceiptKeys(read)),
    tenantsFile: parseTenantsFile(read),
    publicUrl: parsePublicUrl(read, port),
    trustedProxies: parseProxies(read),
    logLevel: read.oneOf("LOG_LEVEL", logLevels, "info"),
    reflection: read.oneOf("NOPASS_REFLECTION", ["on", "off"], "off") === "on",
    telemetry: parseTelemetry(read, port),
    drainDelayMs: read.integer("NOPASS_DRAIN_DELAY", 5, 0, 20) * 1000,
  };
  read.finish("NOPASS_", othersNames);
  return settings;
}

/** Settings of clients and of tests may stand in the same environment. */
const othersNames = /^NOPASS_(?:API_KEY|PUBLISHABLE_KEY|URL|TEST_.*)$/;

function parseStore(read: EnvReader): Settings["store"] {
  const kind = read.oneOf("NOPASS_STORE", ["dynamodb", "memory"], "dynamodb");
  const table = read.optional("NOPASS_DYNAMODB_TABLE") ?? "nopass";
  if (!/^[A-Za-z0-9_.-]{3,255}$/.test(table))
    read.problem("NOPASS_DYNAMODB_TABLE", "must be 3 to 255 of A-Z a-z 0-9 _ . -");
  return kind === "dynamodb" ? { kind, table } : { kind };
}

function parseTenantsFile(read: EnvReader): string {
  const path = read.path("NOPASS_TENANTS");
  if (path === undefined)
    read.problem("NOPASS_TENANTS", "is not set: name the file that lists tenants and their keys");
  return path ?? "";
}

function parseTls(read: EnvReader): TlsSettings | undefined {
  const cert = read.readablePath("NOPASS_TLS_CERT");
  const key = read.readablePath("NOPASS_TLS_KEY");
  const clientCa = read.readablePath("NOPASS_TLS_CLIENT_CA");
  if (cert !== undefined && key !== undefined) return { cert, key, clientCa };
  if (cert !== undefined) read.problem("NOPASS_TLS_KEY", "is not set, but NOPASS_TLS_CERT is");
  if (key !== undefined) read.problem("NOPASS_TLS_CERT", "is not set, but NOPASS_TLS_KEY is");
  if (clientCa !== undefined && cert === undefined && key === undefined)
    read.problem("NOPASS_TLS_CLIENT_CA", "needs NOPASS_TLS_CERT and NOPASS_TLS_KEY");
  return undefined;
}

function parseKeyring(read: EnvReader): readonly KeyringEntry[] {
  const name = "NOPASS_KEYRING";
  const text = read.required(name, "make one with `nopass keyring create`");
  if (text === "") return [];
  const entries = text.split(",").map((entry) => {
    const { id = "", secret = "" } = keyringEntry.exec(entry.trim())?.groups ?? {};
    return { id, secret: Buffer.from(secret, "base64") };
  });
  if (entries.some(({ secret }) => secret.length === 0))
    read.problem(name, "must be `id:base64`, several separated by commas");
  else for (const problem of keyringProblems(entries)) read.problem(name, problem);
  return entries;
}

const keyringEntry = /^(?<id>[^:]*):(?<secret>[A-Za-z0-9+/_-]+={0,2})$/;

function parsePublicUrl(read: EnvReader, port: number): string {
  const text = read.optional("NOPASS_PUBLIC_URL") ?? `http://localhost:${port}`;
  const url = URL.parse(text);
  if (!url || !/^https?:\/\/[^\s?#\\@]+$/.test(text))
    read.problem("NOPASS_PUBLIC_URL", "must be an http or https URL without a query or a user");
  // Receipts name their issuer by exactly this string (RFC 8725 §3.8), so it must have one spelling.
  return text.replace(/\/+$/, "");
}

function parseProxies(read: EnvReader): BlockList {
  const name = "NOPASS_TRUSTED_PROXIES";
  const proxies = new BlockList();
  let refused = false;
  for (const cidr of (read.optional(name) ?? "").split(",").filter((each) => each.trim() !== "")) {
    const { address = "", bits } = range.exec(cidr.trim())?.groups ?? {};
    const version = isIP(address);
    const width = version === 4 ? 32 : 128;
    const prefix = bits === undefined ? width : Number(bits);
    if (version === 0 || prefix > width) refused = true;
    else proxies.addSubnet(address, prefix, version === 4 ? "ipv4" : "ipv6");
  }
  if (refused) read.problem(name, "must be addresses or CIDR ranges, separated by commas");
  return proxies;
}

/** Without a zone: those are names of one machine's own interfaces. */
const range = /^(?<address>[0-9a-fA-F.:]+)(?:\/(?<bits>\d{1,3}))?$/;
