/** What the element says. `{email}` and `{n}` stand for what only it knows. */
export interface Strings {
  readonly email: string;
  readonly send: string;
  /** The call that is under way. */
  readonly SendCode: string;
  readonly code: string;
  readonly verify: string;
  readonly VerifyCode: string;
  /** `{email}`: where the code was sent. */
  readonly sent: string;
  readonly change: string;
  readonly resend: string;
  /** `{email}`: what was proven. */
  readonly done: string;
  /** A form cannot be submitted yet. */
  readonly required: string;

  // Refusals. Each stands for all reasons that its name is a part of.
  readonly EMAIL_INVALID: string;
  readonly COOLING_DOWN: string;
  readonly LIMITED: string;
  readonly DELIVERY_UNKNOWN: string;
  /** The code has fewer characters than were sent. */
  readonly CODE_INCOMPLETE: string;
  /** `{n}`: how many more attempts there are. */
  readonly CODE_REJECTED: string;
  readonly CHALLENGE_EXPIRED: string;
  /** The last attempt was wrong, or the challenge was closed before. */
  readonly CHALLENGE: string;
  readonly UNREACHABLE: string;
  /** Everything else, which the person can do nothing about. */
  readonly INTERNAL: string;
}

/** English, which is built in. */
export const english: Strings = {
  email: "Email",
  send: "Send code",
  SendCode: "Sending…",
  code: "Code",
  verify: "Verify",
  VerifyCode: "Checking…",
  sent: "We sent a code to {email}.",
  change: "Use another address",
  resend: "Send a new code",
  done: "{email} is verified.",
  required: "Please verify your email.",
  EMAIL_INVALID: "Please enter a valid email address.",
  COOLING_DOWN: "A code was sent a moment ago. Please wait for it.",
  LIMITED: "Too many requests. Please try again later.",
  DELIVERY_UNKNOWN: "The code may take a while to arrive.",
  CODE_INCOMPLETE: "Please enter the whole code.",
  CODE_REJECTED: "That code is not right. Attempts left: {n}.",
  CHALLENGE_EXPIRED: "That took too long. Please ask for a new code.",
  CHALLENGE: "That code is not right or was used before. Please ask for a new one.",
  UNREACHABLE: "No connection. Please try again.",
  INTERNAL: "Something went wrong. Please try again later.",
};

/** What there is to say of a step, a call or a reason, or nothing. */
export function sentence(
  strings: Strings,
  topic: string | undefined,
  email: string,
  attemptsLeft = 0,
): string {
  if (!topic) return "";
  const names = Object.keys(strings) as (keyof Strings)[];
  const name = names.find((part) => topic.includes(part)) ?? "INTERNAL";
  return strings[name].replace("{email}", () => email).replace("{n}", `${attemptsLeft}`);
}
