import type { X509Certificate } from "node:crypto";
import { SettingsError } from "../../config/env.ts";
import type { TlsSettings } from "../../config/settings.ts";
import { certificatesIn, readTlsFiles } from "../../config/tls-files.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/** Looks at the files of TLS, and at how long their certificates are valid. */
export async function checkTls(settings: TlsSettings, now = new Date()): Promise<readonly Finding[]> {
  try {
    const { cert, ca } = await readTlsFiles(settings);
    return [
      checkValidity("certificate", certificatesIn(cert) ?? [], now),
      ...(ca === undefined ? [] : checkAuthorities(certificatesIn(ca) ?? [], now)),
    ];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map((text) => problem("TLS", text));
  }
}

const soonMs = 14 * 24 * 3_600_000;

/** One that has expired is no error while another is there: that is how authorities are replaced. */
function checkAuthorities(authorities: readonly X509Certificate[], now: Date): readonly Finding[] {
  const findings = authorities.map((each) => checkValidity("client authority", [each], now));
  return findings.every(({ level }) => level === "error")
    ? findings
    : findings.map((each) => (each.level === "error" ? { ...each, level: "warning" } : each));
}

/** A chain is valid as long as all of its certificates are. */
function checkValidity(subject: string, certificates: readonly X509Certificate[], now: Date): Finding {
  const from = new Date(Math.max(...certificates.map(({ validFromDate }) => validFromDate.getTime())));
  const to = new Date(Math.min(...certificates.map(({ validToDate }) => validToDate.getTime())));
  if (to <= now) return problem(subject, `has expired, on ${to.toISOString()}: renew it`);
  if (from > now)
    return warning(
      subject,
      `is not valid before ${from.toISOString()}: use another until then, or set the clock`,
    );
  if (to.getTime() - now.getTime() <= soonMs)
    return warning(subject, `expires on ${to.toISOString()}: renew it`);
  return ok(subject, `is valid until ${to.toISOString()}`);
}
