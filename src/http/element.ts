import { readFile } from "node:fs/promises";
import { answer, type Pages } from "./pages.ts";

/** The scripts that the service serves to pages: `<nopass-verify>`, and what lets it go on after a reload. */
export type PageScript = "nopass-verify.js" | "nopass-remember.js";

export type PageScripts = Readonly<Record<PageScript, string>>;

/** Reads the scripts as they were built beside the bundle. From source there are none: development builds them. */
export async function readPageScripts(): Promise<PageScripts | undefined> {
  const read = (name: PageScript) => readFile(new URL(name, import.meta.url), "utf8");
  try {
    return {
      "nopass-verify.js": await read("nopass-verify.js"),
      "nopass-remember.js": await read("nopass-remember.js"),
    };
  } catch {
    return undefined;
  }
}

/** Serves them to pages of any origin: a script is no secret, and its calls are held to the key's. */
export function createElementPages(scripts: PageScripts): Pages {
  return Object.fromEntries(
    Object.entries(scripts).map(([name, script]) => [
      `/${name}`,
      (_req, res) => {
        res.setHeader("access-control-allow-origin", "*");
        res.setHeader("cross-origin-resource-policy", "cross-origin");
        res.setHeader("cache-control", "public, max-age=300");
        answer(res, 200, "text/javascript", script);
      },
    ]),
  ) satisfies Pages;
}
