import type { ReceiptChecks } from "./checks.ts";
import { createStaticKeys, type KeySource } from "./key-source.ts";
import { createPublishedKeys } from "./published-keys.ts";
import { keysUrlOf, type ParsedTrust, parseTrust, type ReceiptTrust } from "./trust.ts";
import { createVerifier, type VerifiedReceipt } from "./verifier.ts";

/** Whose receipts to believe, and what this one has to be about. */
export type VerifyReceiptOptions = ReceiptTrust & ReceiptChecks;

/**
 * Returns what a receipt proves, or rejects with a ReceiptError. The keys of each service are fetched once and kept.
 *
 * Whoever holds a receipt can show it: give `consume` where it must count once, and `nonce` where it must belong to the
 * session that asked for the code.
 */
export async function verifyReceipt(
  receipt: string,
  options: VerifyReceiptOptions,
): Promise<VerifiedReceipt> {
  const trust = parseTrust(options);
  const findKey = trust.keys ? createStaticKeys(trust.keys) : publishedKeysOf(trust);
  return createVerifier(trust, findKey).verify(receipt, options);
}

/** One key source for each address, so that all calls share its keys and its cool-down. */
function publishedKeysOf(trust: ParsedTrust): KeySource {
  const url = keysUrlOf(trust);
  const known = sources.get(url.href);
  if (known) return known;
  const [oldest] = sources.keys();
  if (oldest !== undefined && sources.size >= mostSources) sources.delete(oldest);
  const source = createPublishedKeys(url);
  sources.set(url.href, source);
  return source;
}

const sources = new Map<string, KeySource>();

/** A program that makes up addresses must not fill the memory. */
const mostSources = 100;
