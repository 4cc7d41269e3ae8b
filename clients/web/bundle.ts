import { join } from "node:path";
import { build } from "esbuild";

/** Bundles an entry of this package into one minified module that imports nothing, as a CDN would serve it. */
export async function bundleEntry(entry: string, external: readonly string[] = []): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "src", `${entry}.ts`)],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    external: [...external],
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}
