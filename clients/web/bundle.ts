import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build, type Plugin, transform } from "esbuild";

/** Minifies the style sheet, which is a text to a bundler. */
const styles: Plugin = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /styles\.ts$/ }, async ({ path }) => {
      const [before = "", css = "", after = ""] = (await readFile(path, "utf8")).split("`");
      const { code } = await transform(css, { loader: "css", minify: true });
      return { loader: "ts", contents: `${before}\`${code.trim()}\`${after}` };
    });
  },
};

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

/** Bundles an entry of this package into one minified module that imports nothing, as a CDN would serve it. */
export async function bundleEntry(entry: string, external: readonly string[] = []): Promise<string> {
  const { outputFiles } = await build({
    ...bundling,
    entryPoints: [join(import.meta.dirname, "src", `${entry}.ts`)],
    external: [...external],
  });
  return outputFiles[0]?.text ?? "";
}
