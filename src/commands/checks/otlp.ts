import type { TelemetrySettings } from "../../config/telemetry-settings.ts";
import { type Finding, kindOf, ok, warning } from "./finding.ts";

/** Looks whether the receivers of metrics and traces take them, by exporting nothing to each. */
export async function checkOtlp({ tracesUrl, metricsUrl }: TelemetrySettings): Promise<readonly Finding[]> {
  const looked = [
    tracesUrl === undefined ? undefined : checkReceiver("traces", tracesUrl, '{"resourceSpans":[]}'),
    metricsUrl === undefined ? undefined : checkReceiver("metrics", metricsUrl, '{"resourceMetrics":[]}'),
  ];
  return Promise.all(looked.filter((each) => each !== undefined));
}

async function checkReceiver(signal: string, url: string, body: string): Promise<Finding> {
  const subject = `OTLP ${signal}`;
  const setting = "see that OTEL_EXPORTER_OTLP_ENDPOINT is the port of OTLP over HTTP (usually 4318)";
  try {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(5_000) });
    if (answer.ok) return ok(subject, "are taken");
    if (answer.status === 401 || answer.status === 403)
      return warning(
        subject,
        `need credentials (HTTP ${answer.status}): set OTEL_EXPORTER_OTLP_HEADERS, which this check does not send`,
      );
    return warning(subject, `are refused (HTTP ${answer.status}): ${setting}`);
  } catch (error) {
    const kind = kindOf(error instanceof Error && error.cause instanceof Error ? error.cause : error);
    return warning(subject, `cannot be delivered (${kind}): ${setting}`);
  }
}
