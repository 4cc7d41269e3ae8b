import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { bundling } from "./bundle.ts";

/** What stands in for a part that is left out. */
const parts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "the flow": {
    "src/flow.ts": "export const createFlow = () => ({})",
  },
  "the look": { "src/element/styles.ts": 'export const css = ""' },
  "English, and choosing a sentence": {
    "src/element/strings.ts": "export const english = {}; export const sentence = () => ''",
  },
  "digits of every script": { "src/flow/normalise-code.ts": "export const normaliseCode = (text) => text" },
  "one input and its boxes, countdown, focus, paste, events": {
    "src/element/show.ts":
      'import { make } from "./make.ts"; import { css } from "./styles.ts"; import { sentence } from "./strings.ts"; import { normaliseCode } from "../flow/normalise-code.ts"; export const show = () => [make, css, sentence, normaliseCode]',
  },
  "attributes, properties and the form": {
    "src/element/nopass-verify.ts":
      'import { createFlow } from "../flow.ts"; import { show } from "./show.ts"; import { english } from "./strings.ts"; export const NoPassVerify = () => show(createFlow, english)',
  },
};

/** How many bytes the element is smaller by, gzipped, without each of its parts. What two parts share counts for none. */
export async function measureParts(): Promise<readonly (readonly [string, number])[]> {
  const whole = await sizeWithout({});
  const entries = Object.entries(parts).map(
    async ([name, standIns]) => [name, whole - (await sizeWithout(standIns))] as const,
  );
  return Promise.all(entries);
}

async function sizeWithout(standIns: Readonly<Record<string, string>>): Promise<number> {
  const { outputFiles } = await build({
    ...bundling,
    entryPoints: [join(import.meta.dirname, "src/element.ts")],
    plugins: [standIn(standIns), ...bundling.plugins],
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
}

const standIn = (standIns: Readonly<Record<string, string>>): Plugin => ({
  name: "stand-in",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const name = Object.keys(standIns).find((file) => path.endsWith(`/web/${file}`));
      return name ? { contents: standIns[name] ?? "" } : undefined;
    });
  },
});

/** The rows of the README's table. */
export const tableOfParts = (measured: readonly (readonly [string, number])[]) =>
  measured.map(([name, bytes]) => `| ${name} | ${(bytes / 1000).toFixed(1)} |`).join("\n");

if (import.meta.main) console.log(tableOfParts(await measureParts()));
