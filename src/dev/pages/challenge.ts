/** What `nopass-sent` tells of a code. */
export interface SentCode {
  readonly challengeId: string;
  readonly codeLength: number;
  /** In milliseconds since 1970. */
  readonly expireTime: number;
}

/** A code that was sent, and to whom. */
export interface KeptChallenge extends SentCode {
  readonly email: string;
}

const name = "nopass-challenge";

/** Remembers in this tab which code was sent. The one that is remembered already stays as it was first told. */
export function keepChallenge({ challengeId, codeLength, expireTime, email }: KeptChallenge): void {
  if (read()?.challengeId === challengeId) return;
  sessionStorage.setItem(name, JSON.stringify({ challengeId, codeLength, expireTime, email }));
}

/** The code that this tab waits for, unless it has expired. */
export function keptChallenge(nowMs: number): KeptChallenge | undefined {
  const kept = read();
  return kept !== undefined && nowMs < kept.expireTime ? kept : undefined;
}

/** Forgets it, since it was used or is closed. */
export function forgetChallenge(): void {
  sessionStorage.removeItem(name);
}

function read(): KeptChallenge | undefined {
  const kept = sessionStorage.getItem(name);
  return kept === null ? undefined : JSON.parse(kept);
}
