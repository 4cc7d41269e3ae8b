import type { Settings } from "../../config/settings.ts";
import { createReceipts } from "../../receipt/signer.ts";
import { type Finding, kindOf, ok, problem, warning } from "./finding.ts";

/** Looks whether back ends that are told to trust receipts of the public URL find their keys there. */
export async function checkPublicUrl({ publicUrl, receiptKeys }: Settings): Promise<readonly Finding[]> {
  const subject = "public URL";
  if (!publicUrl.startsWith("https://") && !isLocal(publicUrl))
    return [
      problem(
        subject,
        "receipts name an issuer without https: set NOPASS_PUBLIC_URL to the URL that back ends know",
      ),
    ];
  const url = `${publicUrl}/.well-known/jwks.json`;
  let published: readonly unknown[];
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (!answer.ok)
      return [problem(subject, `${url} answers ${answer.status}: let that path through to the service`)];
    published = ((await answer.json()) as { keys: { kid: unknown }[] }).keys.map(({ kid }) => kid);
  } catch (error) {
    const kind = kindOf(error instanceof Error && error.cause instanceof Error ? error.cause : error);
    return [
      warning(
        subject,
        `${url} cannot be read from here (${kind}): start the service, and see that name, certificate and load balancer lead to it`,
      ),
    ];
  }
  const { jwks } = await createReceipts(receiptKeys.reveal());
  const missing = jwks.keys.filter(({ kid }) => !published.includes(kid));
  return [
    missing.length === 0
      ? ok(subject, "shows the keys of the receipts")
      : problem(
          subject,
          `${url} shows other keys than NOPASS_RECEIPT_KEYS, so receipts would be refused: restart the service with these settings, or correct NOPASS_PUBLIC_URL`,
        ),
  ];
}

function isLocal(url: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
}
