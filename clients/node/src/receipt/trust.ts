import type { JwkSet } from "./key-source.ts";

/** Whose receipts to believe. */
export interface ReceiptTrust {
  /** The public URL of the service, `NOPASS_PUBLIC_URL`, letter for letter and without a slash at the end. */
  readonly issuer: string;

  /** Your tenant. Receipts for others are refused. */
  readonly audience: string;

  /** Where the service publishes its keys. Default: `/.well-known/jwks.json` below the issuer. */
  readonly jwksUrl?: string | undefined;

  /** Trusts these keys and fetches none, for a back end without a way to the service. */
  readonly keys?: JwkSet | undefined;

  /** Accepts receipts of test keys and test addresses too. Anybody can have those: never in production. */
  readonly allowTest?: boolean | undefined;

  /**
   * How far this machine's clock may be from the service's. Default: 30 seconds; a minute at most.
   *
   * Clocks that are kept by NTP differ by less than a second. Half a minute forgives one that is not for some days,
   * and adds a tenth to the life of a receipt.
   */
  readonly clockToleranceMs?: number | undefined;
}

/** A trust that has been checked, with its defaults. */
export type ParsedTrust = ReceiptTrust & {
  readonly allowTest: boolean;
  readonly clockToleranceMs: number;
};

/** Checks what a verifier is told. Throws a TypeError for what cannot work. */
export function parseTrust(trust: ReceiptTrust): ParsedTrust {
  const { issuer, audience, jwksUrl, keys, allowTest = false, clockToleranceMs = 30_000 } = trust;
  if (typeof issuer !== "string" || issuer === "") throw new TypeError("issuer is missing");
  if (issuer.endsWith("/")) throw new TypeError("issuer ends with a slash, which no receipt's issuer does");
  if (typeof audience !== "string" || audience === "") throw new TypeError("audience is missing");
  if (keys !== undefined && jwksUrl !== undefined) throw new TypeError("keys and jwksUrl exclude each other");
  if (typeof allowTest !== "boolean") throw new TypeError("allowTest must be true or false");
  // The service publishes an old key for a minute after its last receipt has expired.
  if (typeof clockToleranceMs !== "number" || !(clockToleranceMs >= 0 && clockToleranceMs <= 60_000))
    throw new TypeError("clockToleranceMs must be between 0 and 60000");
  return { issuer, audience, jwksUrl, keys, allowTest, clockToleranceMs };
}

/** Where the keys are: whoever can change the answer on its way can sign receipts, so it has to be encrypted. */
export function keysUrlOf({ issuer, jwksUrl }: ReceiptTrust): URL {
  const name = jwksUrl === undefined ? "issuer" : "jwksUrl";
  const text = jwksUrl ?? `${issuer}/.well-known/jwks.json`;
  if (!URL.canParse(text)) throw new TypeError(`${name} is not a URL`);
  const url = new URL(text);
  if (url.username || url.password) throw new TypeError(`${name} has credentials, which do not belong there`);
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback))
    throw new TypeError(`${name} must start with https://, or with http:// on this machine`);
  return url;
}
