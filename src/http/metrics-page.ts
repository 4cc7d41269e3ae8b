import { createHash, timingSafeEqual } from "node:crypto";
import { answer, type Page } from "./pages.ts";

/** Shows the metrics, to those alone who have the token if there is one. */
export function createMetricsPage(scrape: () => Promise<string>, token: string | undefined): Page {
  const wanted = token === undefined ? undefined : hash(`Bearer ${token}`);
  return async (req, res) => {
    // Hashes are of one length, so that comparing them tells nothing about the token's.
    if (wanted !== undefined && !timingSafeEqual(hash(req.headers.authorization ?? ""), wanted)) {
      // RFC 6750 §3.
      res.setHeader("www-authenticate", "Bearer");
      return answer(res, 401, "text/plain", "the token of the metrics is needed as a bearer token\n");
    }
    answer(res, 200, "text/plain; version=0.0.4", await scrape());
  };
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
