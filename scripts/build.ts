import { rm, writeFile } from "node:fs/promises";
import { type BuildOptions, build } from "esbuild";
import { bundleForPages } from "../clients/web/bundle.ts";

/**
 * Bundles the production service into one file, or with `lambda` the functions of AWS Lambda into one each.
 *
 * Development is left out: `nopass dev` says so there.
 */
const bundles: Record<"server" | "lambda", BuildOptions> = {
  server: { entryPoints: ["src/cli.ts"], outfile: "dist/nopass.js", sourcemap: true },
  lambda: {
    entryPoints: ["src/lambda/handler.ts", "src/lambda/setup.ts"],
    outdir: "dist/lambda",
    outExtension: { ".js": ".mjs" },
    splitting: true,
  },
};

const bundle = bundles[process.argv[2] === "lambda" ? "lambda" : "server"];
const folder = bundle.outdir ?? "dist";
await rm(folder, { recursive: true, force: true });
await build({
  ...bundle,
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  minify: true,
  keepNames: true,
  legalComments: "linked",
  // Bundled CommonJS modules call `require` for Node's own.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
});
// The service serves them to pages: `/nopass-verify.js`.
for (const [name, script] of Object.entries(await bundleForPages()))
  await writeFile(`${folder}/${name}`, script);
