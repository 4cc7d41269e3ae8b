import { errors, jwtVerify } from "jose";
import { createJudge, type ReceiptChecks } from "./checks.ts";
import { type Claims, parseClaims, requiredClaims } from "./claims.ts";
import { algorithms, checkForm, receiptType } from "./compact-form.ts";
import { createStaticKeys, type KeySource } from "./key-source.ts";
import { createPublishedKeys, type KeyFetchOptions } from "./published-keys.ts";
import { ReceiptError, type ReceiptReason } from "./receipt-error.ts";
import { parsePart } from "./strict-json.ts";
import { keysUrlOf, type ParsedTrust, parseTrust, type ReceiptTrust } from "./trust.ts";

/** What a receipt proves: at `verifiedAt`, somebody who can read the mail of `email` typed the code. */
export interface VerifiedReceipt {
  /** The proven mailbox in its canonical form. Use this one, never one that came beside the receipt. */
  readonly email: string;

  readonly purpose: string;

  /** A pseudonym of the address for this tenant. It changes with the service's keys: match accounts by `email`. */
  readonly subject: string;

  /** The tenant. */
  readonly audience: string;

  readonly verifiedAt: Date;
  readonly issuedAt: Date;
  readonly expiresAt: Date;

  /** The same for every receipt of one proof. Count uses by it: a receipt's text can be changed, and stay valid. */
  readonly id: string;

  readonly nonce?: string;

  /** Whether it was made with a test key or for a test address. Only ever true with `allowTest`. */
  readonly test: boolean;
}

/** Where the receipts come from, and how to get the keys. */
export type ReceiptVerifierOptions = ReceiptTrust & KeyFetchOptions;

/** Judges receipts of one service for one tenant. It is safe to share: make one for the whole process. */
export interface ReceiptVerifier {
  /**
   * Returns what the receipt proves, or rejects with a ReceiptError.
   *
   * Whoever holds a receipt can show it: give `consume` where it must count once, and `nonce` where it must belong to
   * the session that asked for the code.
   */
  verify(receipt: string, checks?: ReceiptChecks): Promise<VerifiedReceipt>;
}

/** Makes a verifier, which fetches keys when the first receipt comes. Throws a TypeError for options that cannot work. */
export function createReceiptVerifier(options: ReceiptVerifierOptions): ReceiptVerifier {
  const trust = parseTrust(options);
  const findKey = trust.keys ? createStaticKeys(trust.keys) : createPublishedKeys(keysUrlOf(trust), options);
  return createVerifier(trust, findKey, options.now);
}

/** Makes a verifier with keys from wherever. */
export function createVerifier(
  trust: ParsedTrust,
  findKey: KeySource,
  clock = () => new Date(),
): ReceiptVerifier {
  const { issuer, audience, allowTest, clockToleranceMs } = trust;

  return {
    async verify(receipt, checks = {}) {
      const now = clock();
      const judge = createJudge(checks, now, clockToleranceMs);
      checkForm(receipt);
      try {
        await jwtVerify(receipt, findKey, {
          algorithms,
          typ: receiptType,
          issuer,
          audience,
          requiredClaims,
          clockTolerance: clockToleranceMs / 1000,
          currentDate: now,
        });
      } catch (error) {
        throw toReceiptError(error);
      }
      const claims = claimsOf(receipt);
      if (claims.test && !allowTest) throw new ReceiptError("TEST");
      judge(claims);
      // Twice the tolerance: the clock of a database may be wrong as well.
      const until = new Date(claims.exp * 1000 + 2 * clockToleranceMs);
      if (checks.consume && (await checks.consume(claims.jti, until)) !== true)
        throw new ReceiptError("REPLAYED");
      return toVerifiedReceipt(claims);
    },
  };
}

/** Reads the claims once more, more strictly than jose, of a receipt whose signature holds. */
function claimsOf(receipt: string): Claims {
  const claims = parsePart(receipt.split(".")[1] ?? "");
  if (claims === undefined) throw new ReceiptError("MALFORMED");
  return parseClaims(claims);
}

function toVerifiedReceipt({ nonce, ...claims }: Claims): VerifiedReceipt {
  return {
    email: claims.email,
    purpose: claims.purpose,
    subject: claims.sub,
    audience: claims.aud,
    verifiedAt: new Date(claims.auth_time * 1000),
    issuedAt: new Date(claims.iat * 1000),
    expiresAt: new Date(claims.exp * 1000),
    id: claims.jti,
    ...(nonce === undefined ? {} : { nonce }),
    test: claims.test,
  };
}

/** Keeps the reason and nothing else: jose's errors hold all claims. */
function toReceiptError(error: unknown): unknown {
  if (!(error instanceof errors.JOSEError)) return error;
  if (error instanceof errors.JWTClaimValidationFailed)
    return new ReceiptError((error.reason === "check_failed" && claimReasons[error.claim]) || "CLAIMS");
  return new ReceiptError(reasons[error.code] ?? "MALFORMED");
}

const claimReasons: Readonly<Record<string, ReceiptReason>> = {
  iss: "ISSUER",
  aud: "AUDIENCE",
  nbf: "NOT_YET",
};

const reasons: Readonly<Record<string, ReceiptReason>> = {
  [errors.JWSSignatureVerificationFailed.code]: "SIGNATURE",
  [errors.JWTExpired.code]: "EXPIRED",
};
