import { neverConnected } from "../aws/http.ts";
import type { Clock, Delivery, RandomInt } from "../core/ports.ts";
import { requireSender } from "../core/sender.ts";
import type { Mail, MailTransport } from "./mail.ts";
import { writeMime } from "./mime.ts";
import type { RawMail, SesCall, SesError } from "./ses-call.ts";
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
export function createSesTransport(call: SesCall, options: SesTransportOptions): MailTransport {
  const { tries: most = usualTries.most, backoffMs = usualTries.backoffMs } = options;
  return {
    async deliver(mail) {
      let raw: RawMail;
      try {
        raw = toRawMail(mail, options);
      } catch (cause) {
        return { kind: "refused", fault: "mail", cause };
      }
      return tryAgain(() => send(call, raw), { ...options, most, backoffMs });
    },
  };
}

function toRawMail(mail: Mail, { clock, configurationSet }: SesTransportOptions): RawMail {
  return {
    mime: writeMime(mail, clock()),
    source: requireSender("the sender", mail.from).address,
    to: mail.to,
    configurationSet,
    tags: { kind: "code", tenant: mail.tenant },
  };
}

async function send(call: SesCall, mail: RawMail): Promise<Outcome> {
  try {
    const { messageId, $metadata } = await call(mail);
    // Something else than SES may answer 200.
    return messageId ? { delivery: { kind: "accepted" }, repeatable: false } : unknown({ $metadata });
  } catch (error) {
    return outcomeOf(error as SesError);
  }
}

function outcomeOf(error: SesError): Outcome {
  const { name = "", message = "", $metadata: { httpStatusCode: status = 0 } = {} } = error;
  if (neverConnected(error)) return later(error);
  // There was nothing to sign a request with, or nowhere to send it to.
  if (name.endsWith("ProviderError") || name === "AwsSettingsError") return refused(error);
  if (error.mended) return later(error);
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
