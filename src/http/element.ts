import { readFile } from "node:fs/promises";
import { answer, type Pages } from "./pages.ts";

/** Reads `<nopass-verify>` as it was built beside the bundle. From source there is no such file: development builds it. */
export function readElement(): Promise<string | undefined> {
  return readFile(new URL("nopass-verify.js", import.meta.url), "utf8").catch(() => undefined);
}

/** Serves `<nopass-verify>` to pages of any origin: the script is no secret, and its calls are held to the key's. */
export function createElementPage(script: string): Pages {
  return {
    "/nopass-verify.js": (_req, res) => {
      res.setHeader("access-control-allow-origin", "*");
      res.setHeader("cross-origin-resource-policy", "cross-origin");
      res.setHeader("cache-control", "public, max-age=300");
      answer(res, 200, "text/javascript", script);
    },
  };
}
