import type { Strings } from "./strings.ts";

/** Live regions are read out when they change, so they change only when there is something new to say. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** What there is to say about a reason. */
export function sentence(strings: Strings, reason: string, attemptsLeft: number | undefined): string {
  const known = { ...strings, ...aliases(strings) } as unknown as Record<string, string>;
  if (reason === "CODE_REJECTED" && !attemptsLeft) return strings.CHALLENGE_CLOSED;
  return (known[reason] ?? strings.INTERNAL).replace("{n}", `${attemptsLeft}`);
}

function aliases(strings: Strings) {
  return {
    CALLER_LIMITED: strings.ADDRESS_LIMITED,
    CHALLENGE_UNKNOWN: strings.CHALLENGE_CLOSED,
    TIMEOUT: strings.UNREACHABLE,
  };
}
