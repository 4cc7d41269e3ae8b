import { SESClient, type SESClientConfig, SendRawEmailCommand } from "@aws-sdk/client-ses";
import { type AwsTimeouts, createAwsHandler } from "../aws/handler.ts";
import type { Clock, Delivery, RandomInt } from "../core/ports.ts";
import { requireSender } from "../core/sender.ts";
import type { Mail, MailTransport } from "./mail.ts";
import { writeMime } from "./mime.ts";
import { type Outcome, tryAgain, usualTries } from "./tries.ts";

export interface SesTransportOptions {
  readonly clock: Clock;
  readonly randomInt: RandomInt;
  readonly configurationSet?: string;
  /** How often it is tried, and how long the first pause is at most. */
  readonly tries?: number;
  readonly backoffMs?: number;
}

/**
 * Sends mails by Amazon SES.
 *
 * SES knows no idempotency token, so a second try is made only where the first provably came to nothing: there was no
 * connection, or the answer says that the mail was throttled. Everything that leaves a doubt is `unknown`.
 */
export function createSesTransport(client: SESClient, options: SesTransportOptions): MailTransport {
  const { tries: most = usualTries.most, backoffMs = usualTries.backoffMs } = options;
  return {
    async deliver(mail) {
      let input: ReturnType<typeof toInput>;
      try {
        input = toInput(mail, options);
      } catch (cause) {
        return { kind: "refused", fault: "mail", cause };
      }
      return tryAgain(() => send(client, input), { ...options, most, backoffMs });
    },
  };
}

/** Three failed connections, or two and one request, fit into the deadline of a call. */
export const sesTimeouts: AwsTimeouts = { connectMs: 1_000, requestMs: 5_000 };

/**
 * A client that gives up in time and never repeats a request by itself.
 *
 * Region, credentials and endpoint come from the SDK's own settings unless `config` states them.
 */
export function createSesClient(config: SESClientConfig = {}, timeouts = sesTimeouts): SESClient {
  const agent = { keepAlive: true, maxSockets, timeout: maxIdleMs };
  return new SESClient({
    maxAttempts: 1,
    cacheMiddleware: true,
    requestHandler: createAwsHandler(timeouts, agent),
    ...config,
  });
}

const maxSockets = 256;

/** Shorter than any server keeps an idle connection: a mail that meets its closing would be `unknown`. */
const maxIdleMs = 5_000;

function toInput(mail: Mail, { clock, configurationSet }: SesTransportOptions) {
  return {
    RawMessage: { Data: writeMime(mail, clock()) },
    Source: requireSender("the sender", mail.from).address,
    // Stated here, so that no header decides who receives the mail.
    Destinations: [mail.to],
    ConfigurationSetName: configurationSet,
    // What bounces comes back with these: see feedback/ses-event.ts.
    Tags: [
      { Name: "kind", Value: "code" },
      { Name: "tenant", Value: mail.tenant },
    ],
  };
}

async function send(client: SESClient, input: ReturnType<typeof toInput>): Promise<Outcome> {
  try {
    const { MessageId, $metadata } = await client.send(new SendRawEmailCommand(input));
    // Something else than SES may answer 200.
    return MessageId ? { delivery: { kind: "accepted" }, repeatable: false } : unknown({ $metadata });
  } catch (error) {
    return outcomeOf(error as SesError);
  }
}

/** The parts of the SDK's and Node's errors that say what happened. */
interface SesError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly syscall?: string;
  readonly errors?: readonly SesError[];
  /** The code in SES's answer. The SDK makes up a name where there is none. */
  readonly Code?: unknown;
  readonly $metadata?: {
    readonly httpStatusCode?: number | undefined;
    readonly requestId?: string | undefined;
  };
}

function outcomeOf(error: SesError): Outcome {
  const { name = "", message = "", $metadata: { httpStatusCode: status = 0 } = {} } = error;
  if (neverConnected(error)) return later(error);
  if (name.endsWith("ProviderError")) return refused(error); // There were no credentials to sign a request with.
  if (throttlings.has(name) || status === 429)
    return dailyQuota.test(message) ? refused(error, quotaMs) : later(error);
  // A 5xx may come after SES took the mail: AWS itself warns of duplicates when it is repeated (SES developer guide,
  // "API error codes"). And a 4xx without a code is not SES's own word.
  const isRefusal = status >= 400 && status < 500 && typeof error.Code === "string";
  if (!isRefusal) return unknown(error);
  return aboutThisMail.has(name) ? ofThisMail(error) : refused(error);
}

/** Says nothing of other mails: a recipient that is not verified, in the sandbox, or words that SES does not send. */
const aboutThisMail: ReadonlySet<string> = new Set(["MessageRejected", "InvalidParameterValue"]);

function ofThisMail(error: SesError): Outcome {
  const delivery: Delivery = { kind: "refused", fault: "mail", cause: withoutPersonalData(error) };
  return { delivery, repeatable: false };
}

/** Neither a name nor a connection was to be had, so no byte of the mail has left. */
function neverConnected({ name, message = "", syscall, errors = [] }: SesError): boolean {
  // One error for each address that was tried.
  if (errors.length > 0) return errors.every(neverConnected);
  // The SDK's timeouts differ in nothing but their messages.
  if (name === "TimeoutError" && message.includes("did not establish a connection")) return true;
  return syscall === "connect" || syscall === "getaddrinfo";
}

/** SES drops what it throttles (developer guide, "Errors related to the sending quotas"). */
const throttlings: ReadonlySet<string> = new Set([
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "RequestLimitExceeded",
  "TooManyRequestsException",
]);

const dailyQuota = /daily message quota/i;

const busyMs = 5_000;

/** The quota is that of the last 24 hours; AWS advises an interval of up to ten minutes (same page). */
const quotaMs = 600_000;

function later(error: SesError): Outcome {
  return { ...refused(error, busyMs), repeatable: true };
}

function refused(error: SesError, retryAfterMs?: number): Outcome {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { delivery: { kind: "refused", cause: withoutPersonalData(error), ...wait }, repeatable: false };
}

function unknown(error: SesError): Outcome {
  return { delivery: { kind: "unknown", cause: withoutPersonalData(error) }, repeatable: false };
}

/** The messages of SES repeat addresses, so only what names the fault goes on. */
function withoutPersonalData({ name, code, $metadata: { httpStatusCode, requestId } = {} }: SesError): Error {
  const facts = [name, code, httpStatusCode, requestId].filter((fact) => identifier.test(String(fact ?? "")));
  return new Error(`SES: ${facts.join(" ") || "no answer that can be read"}`);
}

const identifier = /^[A-Za-z0-9_.-]{1,64}$/;
