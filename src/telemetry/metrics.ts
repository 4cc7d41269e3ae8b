import type { Meter } from "@opentelemetry/api";
import type { MailDomain } from "../core/mail-domain.ts";
import type { CodeStep } from "../core/notes.ts";
import type { Delivery } from "../core/ports.ts";
import type { CallEnded } from "./events.ts";
import { boundLabels } from "./labels.ts";
import { statusName, systemName } from "./rpc-names.ts";

/** What the mail provider says of a mail later. */
export type MailFeedback = "delivered" | "delayed" | "bounced" | "complained";

/** Where feedback is posted to: see docs/mailers.md. */
export type FeedbackSource = "sns" | "webhook";

/** What keeps failing mailers out of the way: `open` while one is not asked. */
export type BreakerState = "closed" | "half_open" | "open";

/**
 * Counts what an operator watches. No attribute names a person, and each has few values.
 *
 * `docs/settings.md` lists them all; a test holds it to what is scraped.
 */
export interface Metrics {
  callEnded(call: CallEnded): void;
  /** A code was sent, verified or typed too late. */
  codeStep(tenant: string, mailDomain: MailDomain, step: CodeStep): void;
  mailFeedback(feedback: MailFeedback, mailDomain: MailDomain): void;
  /** One post of feedback with the HTTP status that it was answered. */
  feedbackPost(source: FeedbackSource, status: number): void;
  /** One call of the store. `fault` is what it failed with, if it did. */
  storeCall(store: string, operation: string, durationMs: number, fault: string | undefined): void;
  /** One mail handed to one mailer, its retries included. */
  delivery(mailer: string, outcome: Delivery["kind"], durationMs: number): void;
  breaker(mailer: string, state: BreakerState): void;
  underAttack(tenant: string, now: boolean): void;
  /** Whether the last reading of a watched file was refused. */
  fileBroken(file: "tenants" | "certificates", now: boolean): void;
  fault(where: string): void;
}

/** For a service that nobody measures. */
export const noMetrics: Metrics = {
  callEnded() {},
  codeStep() {},
  mailFeedback() {},
  feedbackPost() {},
  storeCall() {},
  delivery() {},
  breaker() {},
  underAttack() {},
  fileBroken() {},
  fault() {},
};

/** Records with the instruments of a meter. */
export function createMetrics(meter: Meter): Metrics {
  const histogram = (name: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { description, unit: "s", advice: { explicitBucketBoundaries } });
  const duration = histogram(
    "rpc.server.call.duration",
    "Time from the head of a call to the end of its answer",
    latencies,
  );
  const outcomes = meter.createCounter("nopass.calls", {
    description: "Calls of the two RPCs by tenant and outcome: OK, or the reason of the refusal",
  });
  const codes = meter.createCounter("nopass.codes", {
    description: "Codes that were sent, delivered, verified, typed too late, bounced or complained about",
  });
  const timeToVerify = histogram(
    "nopass.code.time_to_verify",
    "Time from the last mail to the verified code",
    patience,
  );
  const posts = meter.createCounter("nopass.feedback.posts", {
    description: "Posts of feedback on mails by source and HTTP status: 2xx was heard",
  });
  const store = histogram("db.client.operation.duration", "Time of one call of the store", latencies);
  const mail = histogram("nopass.mail.duration", "Time to hand one mail to one mailer", latencies);
  const breakers = meter.createGauge("nopass.mailer.breaker", {
    description: "1 while a mailer is not asked because it fails, 0.5 while it is tried again, else 0",
  });
  const attack = meter.createGauge("nopass.tenant.under_attack", {
    description: "1 while most attempts of a tenant are wrong and its limits are tightened, else 0",
  });
  const broken = meter.createGauge("nopass.file.broken", {
    description: "1 while an edit of a watched file is refused and the last good one is in force, else 0",
  });
  const faults = meter.createCounter("nopass.faults", { description: "Faults outside of any call" });
  const tenantLabel = boundLabels(mostTenants);
  const mailerLabel = boundLabels(mostMailers);
  for (const file of ["tenants", "certificates"]) broken.record(0, { "nopass.file": file });
  return {
    callEnded(call) {
      const status = statusName(call);
      const error = call.reason ?? (status === "OK" ? undefined : (status ?? String(call.status)));
      duration.record(call.durationMs / 1000, {
        "rpc.method": call.rpc,
        "rpc.system.name": systemName(call.protocol),
        ...(status === undefined ? {} : { "rpc.response.status_code": status }),
        ...(error === undefined ? {} : { "error.type": error }),
      });
      if (call.tenant === undefined) return;
      outcomes.add(1, {
        "rpc.method": call.rpc,
        "nopass.tenant": tenantLabel(call.tenant),
        "nopass.outcome": error ?? "OK",
      });
    },
    codeStep(tenant, mailDomain, step) {
      codes.add(1, {
        "nopass.step": step.kind,
        "nopass.tenant": tenantLabel(tenant),
        "nopass.mail.domain": mailDomain,
      });
      if (step.kind === "verified")
        timeToVerify.record(step.afterMs / 1000, { "nopass.mail.domain": mailDomain });
    },
    mailFeedback: (feedback, mailDomain) =>
      codes.add(1, { "nopass.step": feedback, "nopass.mail.domain": mailDomain }),
    feedbackPost: (source, status) =>
      posts.add(1, { "nopass.source": source, "http.response.status_code": status }),
    storeCall: (system, operation, durationMs, fault) =>
      store.record(durationMs / 1000, {
        "db.system.name": system,
        "db.operation.name": operation,
        ...(fault === undefined ? {} : { "error.type": fault }),
      }),
    delivery: (mailer, outcome, durationMs) =>
      mail.record(durationMs / 1000, { "nopass.mailer": mailerLabel(mailer), "nopass.outcome": outcome }),
    breaker: (mailer, state) =>
      breakers.record(breakerValues[state], { "nopass.mailer": mailerLabel(mailer) }),
    underAttack: (tenant, now) => attack.record(now ? 1 : 0, { "nopass.tenant": tenantLabel(tenant) }),
    fileBroken: (file, now) => broken.record(now ? 1 : 0, { "nopass.file": file }),
    fault: (where) => faults.add(1, { "nopass.where": where }),
  };
}

const breakerValues = { closed: 0, half_open: 0.5, open: 1 } as const satisfies Record<BreakerState, number>;

/** In seconds. */
const latencies = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const patience = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1_800, 3_600];

/** Those of a larger service are `other`: a series for each would be more than a scrape should hold. */
const mostTenants = 50;
const mostMailers = 10;
