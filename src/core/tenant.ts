import type { Policy } from "./policy.ts";

/** How a tenant's mails present themselves. */
export interface Brand {
  /** The name in the subject and the text. */
  readonly name: string;
  /** The host on which the code is to be typed: the last line of the mail binds the code to it. */
  readonly host: string;
  /** The sender, where it is not the service's own. */
  readonly from?: string;
  readonly replyTo?: string;
}

/** One customer of the service. Nothing of one tenant means anything to another. */
export interface Tenant {
  readonly id: string;
  readonly brand: Brand;
  readonly policy: Policy;
  /** The language of mails when the caller does not say: a BCP 47 tag. */
  readonly locale: string;
}

/** Who is calling: the tenant, and the key that proved it. */
export interface Caller {
  readonly tenant: Tenant;
  readonly keyId: string;
  readonly keyKind: "secret" | "publishable";
}
