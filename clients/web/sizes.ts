import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bundling } from "./bundle.ts";

/** One way into this package, or what it is compared with, as a bundler puts it into a page. */
export interface Size {
  readonly name: string;
  readonly minifiedBytes: number;
  readonly gzippedBytes: number;
  /** What a change must not exceed, gzipped. Others' packages have none. */
  readonly budgetBytes: number | undefined;
}

const entries: readonly (readonly [
  name: string,
  contents: string,
  budgetBytes: number | undefined,
  external?: readonly string[],
])[] = [
  ["`@nopass/web`", 'export * from "./src/index.ts"', 41_000],
  ["`@nopass/web/flow`", 'export * from "./src/flow.ts"', 2_000],
  [
    "`@nopass/web/element`, English and the look in it, without the flow",
    'export * from "./src/element.ts"',
    4_000,
    ["*/flow.ts"],
  ],
  ["`/nopass-verify.js`: element and flow in one file", 'export * from "./src/element.ts"', 5_100],
  ["`@nopass/web/remember`, beside the element", 'import "./src/remember.ts"', 1_000],
  ["`@nopass/web/react`, the flow in it", 'export * from "./src/react.ts"', 2_500],
  ["input-otp 1.5.0, for React: the boxes alone", 'export * from "input-otp"', undefined],
  [
    "connect-web 2.2.0 and its client alone",
    'export { createConnectTransport } from "@connectrpc/connect-web"; export { createClient } from "@connectrpc/connect"',
    undefined,
  ],
];

/** Measures all of them: minified by esbuild, with React left to the page. */
export function measureSizes(): Promise<readonly Size[]> {
  return Promise.all(
    entries.map(async ([name, contents, budgetBytes, external = []]) => {
      const { outputFiles } = await build({
        ...bundling,
        stdin: { contents, resolveDir: import.meta.dirname, loader: "ts" },
        external: ["react", "react-dom", ...external],
      });
      const text = outputFiles[0]?.contents ?? new Uint8Array();
      return {
        name,
        minifiedBytes: text.length,
        gzippedBytes: gzipSync(text, { level: 9 }).length,
        budgetBytes,
      };
    }),
  );
}

/** The rows of the README's table. */
export function tableOf(sizes: readonly Size[]): string {
  const kB = (bytes: number | undefined) => (bytes === undefined ? "" : (bytes / 1000).toFixed(1));
  return [
    "| kB | minified | gzipped | budget |",
    "| --- | --- | --- | --- |",
    ...sizes.map(
      (size) =>
        `| ${size.name} | ${kB(size.minifiedBytes)} | ${kB(size.gzippedBytes)} | ${kB(size.budgetBytes)} |`,
    ),
  ].join("\n");
}

if (import.meta.main) console.log(tableOf(await measureSizes()));
