import type { MailDomain } from "../core/mail-domain.ts";
import { describeCause } from "./cause.ts";
import type { Log } from "./logger.ts";
import type { BreakerState, FeedbackSource, MailFeedback, Metrics } from "./metrics.ts";

/** One call, as it ended. Nothing in it names a person. */
export interface CallEnded {
  readonly requestId: string;
  readonly rpc: string;
  /** `grpc`, `grpc-web`, `connect`, or `unknown`. */
  readonly protocol: string;
  readonly httpVersion: string;
  readonly status: number;
  readonly durationMs: number;
  /** Whether the caller got the answer; if not, it went away before. */
  readonly answered: boolean;
  readonly tenant: string | undefined;
  readonly keyId: string | undefined;
  readonly addressTag: string | undefined;
  readonly reason: string | undefined;
  /** The status that it was refused with, by its number in gRPC. */
  readonly code: number | undefined;
  readonly traceId: string | undefined;
  readonly cause: unknown;
}

/** Everything that is worth telling an operator: one method a fact. */
export interface Events {
  callEnded(call: CallEnded): void;
  started(facts: {
    readonly port: number;
    readonly store: string;
    readonly mail: string;
    readonly tls: boolean;
  }): void;
  draining(): void;
  drained(facts: { readonly ms: number; readonly aborted: number }): void;
  tenantsReloaded(tenants: number): void;
  tenantsReloadFailed(problems: readonly string[]): void;
  certificatesReloaded(): void;
  certificatesReloadFailed(problems: readonly string[]): void;
  /** Most attempts of a tenant are wrong: its limits are tightened. */
  attackSuspected(tenant: string): void;
  attackOver(tenant: string): void;
  /** What the mail provider said of a mail later. */
  mailFeedback(feedback: MailFeedback, mailDomain: MailDomain): void;
  /** A mailer that keeps failing is no longer asked, is tried again, or is back. */
  mailerBreaker(mailer: string, state: BreakerState): void;
  /** Feedback was posted, and answered with this HTTP status: 2xx if it was heard. */
  feedbackPost(source: FeedbackSource, status: number): void;
  /** A topic of SNS sends its feedback here from now on. */
  feedbackSubscribed(): void;
  /** An answer that could not be written, or a fault outside of any call. */
  fault(where: string, error: unknown): void;
}

/** Writes each event as one structured line, and counts those that are counted. */
export function createEvents(log: Log, metrics: Metrics): Events {
  return {
    callEnded(ended) {
      metrics.callEnded(ended);
      const { cause, ...call } = ended;
      const line = {
        event: "call",
        request_id: call.requestId,
        rpc: call.rpc,
        protocol: call.protocol,
        http: call.httpVersion,
        status: call.status,
        ms: Math.round(call.durationMs * 10) / 10,
        answered: call.answered,
        tenant: call.tenant,
        key_id: call.keyId,
        addr_tag: call.addressTag,
        reason: call.reason,
        trace_id: call.traceId,
        cause: describeCause(cause),
      };
      log.line(levelOf(call.reason), line, "call");
    },
    started: (facts) => log.info({ event: "started", ...facts }, "started"),
    draining: () => log.info({ event: "draining" }, "draining"),
    drained: (facts) => log.info({ event: "drained", ...facts }, "drained"),
    tenantsReloaded(tenants) {
      metrics.fileBroken("tenants", false);
      log.info({ event: "tenants_reloaded", tenants }, "the tenants file was read again");
    },
    tenantsReloadFailed(problems) {
      metrics.fileBroken("tenants", true);
      log.error(
        { event: "tenants_reload_failed", problems },
        "the tenants file is broken: the last good one stays in force",
      );
    },
    certificatesReloaded() {
      metrics.fileBroken("certificates", false);
      log.info({ event: "certificates_reloaded" }, "the files of TLS were read again");
    },
    certificatesReloadFailed(problems) {
      metrics.fileBroken("certificates", true);
      log.error(
        { event: "certificates_reload_failed", problems },
        "the files of TLS are broken: the last good ones stay in force",
      );
    },
    attackSuspected(tenant) {
      metrics.underAttack(tenant, true);
      log.warn({ event: "attack_suspected", tenant }, "most attempts are wrong: limits are tightened");
    },
    attackOver(tenant) {
      metrics.underAttack(tenant, false);
      log.info({ event: "attack_over", tenant }, "attempts are as usual again");
    },
    mailFeedback(feedback, mailDomain) {
      metrics.mailFeedback(feedback, mailDomain);
      // Most mails arrive: a line for each would double the log.
      const level = feedback === "delivered" ? "debug" : "info";
      log[level]({ event: "mail_feedback", feedback, mail_domain: mailDomain }, "feedback on a mail");
    },
    mailerBreaker(mailer, state) {
      metrics.breaker(mailer, state);
      const line = { event: "mailer_breaker", mailer, state };
      if (state === "open") log.warn(line, "a mailer keeps failing: it is not asked for a while");
      else log.info(line, state === "closed" ? "a mailer is back" : "a mailer is tried again");
    },
    feedbackPost(source, status) {
      metrics.feedbackPost(source, status);
      if (status >= 400)
        log.warn({ event: "feedback_refused", source, status }, "a post of feedback was not taken");
    },
    feedbackSubscribed: () =>
      log.info({ event: "feedback_subscribed" }, "the subscription to the topic of feedback is confirmed"),
    fault(where, error) {
      metrics.fault(where);
      log.error({ event: "fault", where, cause: describeCause(error) }, "fault");
    },
  };
}

function levelOf(reason: string | undefined): "info" | "warn" | "error" {
  if (reason === "INTERNAL") return "error";
  return reason !== undefined && notTheCallers.has(reason) ? "warn" : "info";
}

const notTheCallers: ReadonlySet<string> = new Set([
  "STORE_UNAVAILABLE",
  "OVERLOADED",
  "DELIVERY_FAILED",
  "DELIVERY_UNKNOWN",
]);
