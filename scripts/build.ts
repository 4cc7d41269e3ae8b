import { rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { bundleEntry } from "../clients/web/bundle.ts";

/** Bundles the production service into one file. Development is left out: `nopass dev` says so there. */
await rm("dist", { recursive: true, force: true });
await build({
  entryPoints: ["src/cli.ts"],
  outfile: "dist/nopass.js",
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  minify: true,
  keepNames: true,
  sourcemap: true,
  legalComments: "linked",
  // Bundled CommonJS modules call `require` for Node's own.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
});
// The service serves it to pages: `/nopass-verify.js`.
await writeFile("dist/nopass-verify.js", await bundleEntry("element"));
