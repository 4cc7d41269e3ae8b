import { randomBytes } from "node:crypto";
import type { Request, Response } from "express";

/** What the server knows of one browser. */
export interface Session {
  /** Goes into the receipt, so that a receipt counts for this browser alone. */
  readonly nonce: string;
  /** The proven address, once there is one. */
  readonly email?: string | undefined;
}

/** Sessions in memory, found by a cookie. A real program keeps them in its database, and lets them end. */
export function createSessions() {
  const sessions = new Map<string, Session>();
  return {
    of: (request: Request): Session | undefined => sessions.get(idOf(request)),
    open(response: Response, email?: string): Session {
      const [id, nonce] = [randomBytes(32).toString("base64url"), randomBytes(32).toString("base64url")];
      const session = { nonce, email };
      sessions.set(id, session);
      // On a public site also `secure: true`.
      response.cookie("session", id, { httpOnly: true, sameSite: "lax" });
      return session;
    },
    close: (request: Request): void => void sessions.delete(idOf(request)),
  };
}

function idOf({ headers }: Request): string {
  return /(?:^|; )session=([\w-]+)/.exec(headers.cookie ?? "")?.[1] ?? "";
}
