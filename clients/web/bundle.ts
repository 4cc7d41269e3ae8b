import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { styles } from "./styles.ts";

/** How an entry becomes one minified module. */
export const bundling = {
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  plugins: [styles],
  write: false,
} as const satisfies BuildOptions;

/** The files that the service serves to pages, each of which imports nothing. */
export async function bundleForPages() {
  return {
    "nopass-verify.js": await bundleEntry("element"),
    "nopass-remember.js": await bundleEntry("remember"),
  };
}

/** Bundles an entry of this package into one minified module that imports nothing, as a CDN would serve it. */
export async function bundleEntry(entry: string, external: readonly string[] = []): Promise<string> {
  const { outputFiles } = await build({
    ...bundling,
    entryPoints: [join(import.meta.dirname, "src", `${entry}.ts`)],
    external: [...external],
  });
  return outputFiles[0]?.text ?? "";
}
