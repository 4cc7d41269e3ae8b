import type { NoPassReason } from "../../../shared/no-pass-error.ts";

/** What a page has to show. A plain value: each change is a new one. */
export interface FlowState {
  /** What the person does next: says an address, types a code, or nothing more. */
  readonly step: "address" | "code" | "done";

  /** The call that is under way, with its repetitions. Wishes that come meanwhile are not granted. */
  readonly busy?: "SendCode" | "VerifyCode" | undefined;

  /** The address that the last code was asked for, as it was typed. */
  readonly email: string;

  /** Where a code can be judged. If there is none in the step `code`, only a new one helps. */
  readonly challenge?: Challenge | undefined;

  /** Whole seconds until the next code can be sent to `email`: 0 when it can. */
  readonly resendInS: number;

  /** Why the last wish was not granted, until the next one. */
  readonly refusal?: Refusal | undefined;

  /** With the step `done`, what was proven. */
  readonly proof?: Proof | undefined;
}

/** A code that was sent, and not yet redeemed. Instants are milliseconds of this machine's clock. */
export interface Challenge {
  readonly challengeId: string;

  // All else may be missing, where the service did not get to say it.

  /** How many characters the code has. */
  readonly codeLength?: number;

  /** `digits`: 0 to 9. `base32`: digits and letters, for which a numeric keyboard is not enough. */
  readonly codeAlphabet?: "digits" | "base32";

  /** From when the code is no longer accepted. */
  readonly expireTime?: number;

  /** From when another one can be sent. */
  readonly resendTime?: number;
}

/** Why a wish was not granted. */
export interface Refusal {
  /**
   * The same reasons as a NoPassError's, of which a later version of the service may know more; or that the code lacks
   * characters, and was not judged.
   */
  readonly reason: NoPassReason | "CODE_INCOMPLETE";

  /** How long to wait before it can succeed, where the service said so. */
  readonly retryAfterMs?: number;

  /** With `CODE_REJECTED`: how many more codes may be tried. At 0 the challenge is gone. */
  readonly attemptsLeft?: number;
}

/** What was proven. The server that gets the receipt believes it, and nothing else that a page says. */
export interface Proof {
  /** A signed statement, to be checked by your server. */
  readonly receipt: string;

  /** The proven mailbox in its canonical form. */
  readonly email: string;

  readonly purpose: string;

  /** When the code was judged, in milliseconds of this machine's clock. */
  readonly verifyTime: number;

  /** When the receipt stops being accepted. */
  readonly receiptExpireTime: number;

  /** Keep it on this device, and give it as `knownDevice` next time. It proves nothing. */
  readonly knownDevice: string;

  /** Whether nothing was mailed, and so nothing proven. */
  readonly test: boolean;
}

/** Where the service is, and what the codes are for. What a call needs is read when it is made. */
export interface FlowOptions {
  /** The address of the service. In a page it may be relative, such as `/nopass`. */
  readonly url: string;

  /** A publishable key (`np_live_pk_…`), which the service accepts from its listed origins only. */
  readonly apiKey: string;

  /** What the code is for, bound into the receipt: 1 to 64 of `a-z 0-9 . _ -`. Default: `sign-in`. */
  readonly purpose?: string | undefined;

  /** A value of your session that the receipt repeats, at most 128 characters. */
  readonly nonce?: string | undefined;

  /** The language of the mail, as a BCP 47 tag. Default: the tenant's. */
  readonly locale?: string | undefined;

  /** What an earlier proof on this device said. */
  readonly knownDevice?: string | undefined;
}
