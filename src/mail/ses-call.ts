import type { Fault } from "../aws/http.ts";

/** A mail as SES takes it. */
export interface RawMail {
  readonly mime: Uint8Array;
  /** The bare address of the sender. */
  readonly source: string;
  /** Stated beside the mail, so that no header decides who receives it. */
  readonly to: string;
  readonly configurationSet: string | undefined;
  /** What bounces comes back with these: see feedback/ses-event.ts. */
  readonly tags: Readonly<Record<"kind" | "tenant", string>>;
}

/** What SES answered. There is no id where something else than SES answered 200. */
export interface SesAnswer {
  readonly messageId: string | undefined;
  readonly $metadata: SesMetadata;
}

/** Hands a mail to SES, once. Fails with a {@link SesError}. */
export type SesCall = (mail: RawMail) => Promise<SesAnswer>;

/** The parts of the SDK's, of Node's and of our own errors that say what happened. */
export interface SesError extends Fault {
  readonly code?: unknown;
  /** The code in SES's answer. The SDK makes up a name where there is none. */
  readonly Code?: unknown;
  /** What was wrong with the signature is not any more. */
  readonly mended?: boolean;
  readonly $metadata?: SesMetadata;
}

interface SesMetadata {
  readonly httpStatusCode?: number | undefined;
  readonly requestId?: string | undefined;
}
