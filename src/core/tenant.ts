import type { Brand } from "./brand.ts";
import type { CallLimits } from "./limits.ts";
import type { Policy } from "./policy.ts";

/** One customer of the service. Nothing of one tenant means anything to another. */
export interface Tenant {
  readonly id: string;
  readonly brand: Brand;
  readonly policy: Policy;
  readonly limits: CallLimits;
  /** The purposes that callers may state; undefined is any. */
  readonly purposes: readonly string[] | undefined;
  readonly recipients: Recipients;
  /**
   * The names, of which a client's certificate must carry one for the tenant's keys to be accepted, as in
   * `URI:spiffe://acme.example/billing`; undefined is any connection.
   */
  readonly clientCertificates: readonly string[] | undefined;
  readonly testAddresses: readonly TestAddress[];
  /** The language of mails when the caller does not say: a BCP 47 tag. */
  readonly locale: string;
}

/** Which domains are mailed, as lower-case A-labels. A domain covers its subdomains. */
export interface Recipients {
  /** Undefined is every domain. */
  readonly allow: readonly string[] | undefined;
  readonly deny: readonly string[];
}

/** An address that is never mailed and has a fixed code, for app reviewers and end-to-end tests. */
export interface TestAddress {
  readonly email: string;
  readonly code: string;
  /** From then on it is an address like any other. */
  readonly until: Date;
}

/** Who is calling: the tenant, and the key that proved it. */
export interface Caller {
  readonly tenant: Tenant;
  readonly keyId: string;
  readonly keyKind: KeyKind;
  /** Whether the key is for tests: then nothing is mailed or counted, and receipts say so. */
  readonly test: boolean;
}

/** An API key as it is stored: never the key itself. */
export interface ApiKey {
  /** The part of the key that may be shown: 8 letters and digits. */
  readonly id: string;
  readonly kind: KeyKind;
  readonly mode: "live" | "test";
  /** SHA-256 of each secret that is accepted; two while one replaces the other. */
  readonly secretHashes: readonly Uint8Array[];
  readonly tenant: Tenant;
  /** The origins from which a publishable key may be used, exactly as browsers send them. */
  readonly origins: readonly string[];
  /** The instant from which the key is no longer accepted. */
  readonly expiresAt?: Date;
}

/** `secret` is for servers, `publishable` for browsers. */
export type KeyKind = "secret" | "publishable";

/** Finds API keys by their id. */
export type FindKey = (id: string) => ApiKey | undefined;
