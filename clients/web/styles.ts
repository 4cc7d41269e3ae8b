import { readFile, writeFile } from "node:fs/promises";
import { type Plugin, transform } from "esbuild";

/** Minifies the style sheet in a module: to a bundler it is a text like any other. */
async function minifyIn(path: string): Promise<string> {
  const [before, css = "", after] = (await readFile(path, "utf8")).split("`");
  const { code } = await transform(css, { loader: "css", minify: true });
  return `${before}\`${code.trim().replaceAll(/([,:]) /g, "$1")}\`${after}`;
}

/** Does so while bundling. */
export const styles: Plugin = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /element.styles\.ts$/ }, async ({ path }) => ({
      loader: "ts",
      contents: await minifyIn(path),
    }));
  },
};

// In the package that is published.
if (import.meta.main) {
  const built = "dist/web/src/element/styles.js";
  await writeFile(built, await minifyIn(built));
}
