import type { Pages } from "../http/pages.ts";
import { htmlPage, script } from "./page-files.ts";
import { createSession } from "./session.ts";

/** What the home page is told. */
export interface HomeOptions {
  readonly publishableKey: string;
  /** The `iss` of receipts. */
  readonly issuer: string;
  /** The `aud` of receipts. */
  readonly tenant: string;
}

/** A page on which a newcomer signs in, and sees what was called and what the receipt says. */
export function createHome({ publishableKey, issuer, tenant }: HomeOptions): Pages {
  return {
    "/": htmlPage("home.html", { publishableKey, issuer, tenant }),
    "/pages/home.js": script("home.ts"),
    "/session": createSession(issuer, tenant),
  };
}
