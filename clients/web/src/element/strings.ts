/** What the element says. `{email}`, `{time}` and `{n}` stand for what only it knows. */
export interface Strings {
  readonly email: string;
  readonly send: string;
  readonly sending: string;
  readonly code: string;
  readonly verify: string;
  readonly verifying: string;
  /** `{email}`: where the code was sent. */
  readonly sent: string;
  readonly change: string;
  readonly resend: string;
  /** `{time}`: a countdown such as 0:24. */
  readonly resendIn: string;
  /** `{email}`: what was proven. */
  readonly done: string;
  /** A form cannot be submitted yet. */
  readonly required: string;
  /** The code has fewer characters than were sent. */
  readonly incomplete: string;

  readonly EMAIL_INVALID: string;
  readonly COOLING_DOWN: string;
  /** Also for CALLER_LIMITED. */
  readonly ADDRESS_LIMITED: string;
  readonly DELIVERY_UNKNOWN: string;
  /** `{n}`: how many more attempts there are. */
  readonly CODE_REJECTED: string;
  /** The last attempt was wrong, or the challenge was closed before. */
  readonly CHALLENGE_CLOSED: string;
  readonly CHALLENGE_EXPIRED: string;
  readonly UNREACHABLE: string;
  /** Everything else, which the person can do nothing about. */
  readonly INTERNAL: string;
}

/** English, which is built in. */
export const english: Strings = {
  email: "Email",
  send: "Send code",
  sending: "Sending…",
  code: "Code",
  verify: "Verify",
  verifying: "Checking…",
  sent: "We sent a code to {email}.",
  change: "Use another address",
  resend: "Send a new code",
  resendIn: "Send a new code in {time}",
  done: "{email} is verified.",
  required: "Please verify your email.",
  incomplete: "Please enter the whole code.",
  EMAIL_INVALID: "Please enter a valid email address.",
  COOLING_DOWN: "A code was sent a moment ago. Please wait for it.",
  ADDRESS_LIMITED: "Too many requests. Please try again later.",
  DELIVERY_UNKNOWN: "The code may take a while to arrive.",
  CODE_REJECTED: "That code is not right. Attempts left: {n}.",
  CHALLENGE_CLOSED: "That code is not right or was used before. Please ask for a new one.",
  CHALLENGE_EXPIRED: "That took too long. Please ask for a new code.",
  UNREACHABLE: "No connection. Please try again.",
  INTERNAL: "Something went wrong. Please try again later.",
};
