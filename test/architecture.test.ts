import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

/**
 * What each ring may import besides itself: other rings, files at the top of src/, and packages. What is not listed
 * here, the files at the top of src/ among it, may import all.
 */
const rings: Record<string, { readonly rings: readonly string[]; readonly packages: readonly string[] }> = {
  core: { rings: [], packages: ["node:crypto"] },
  aws: { rings: ["core"], packages: ["node:crypto", "undici", "@smithy/node-http-handler"] },
  store: { rings: ["core", "aws"], packages: ["node:timers", "@aws-sdk/client-dynamodb"] },
  mail: { rings: ["core", "aws"], packages: ["node:*", "nodemailer", "@aws-sdk/client-ses"] },
  feedback: { rings: ["core", "http"], packages: ["node:crypto"] },
  receipt: { rings: ["core"], packages: ["node:crypto", "jose"] },
  telemetry: { rings: ["core"], packages: ["node:*", "pino", "@opentelemetry/*"] },
  limits: { rings: ["core"], packages: [] },
  config: { rings: ["core"], packages: ["node:*", "jose", "yaml", "zod"] },
  secrets: { rings: ["config"], packages: ["@aws-sdk/client-ssm", "@smithy/node-http-handler"] },
  http: { rings: ["core"], packages: ["node:*", "@connectrpc/connect"] },
  rpc: {
    rings: ["core", "gen", "http"],
    packages: ["node:*", "@bufbuild/protobuf", "@connectrpc/connect", "@connectrpc/connect-node"],
  },
};

/** Words that may stand only in certain files, and why. */
const reserved: readonly {
  readonly word: RegExp;
  readonly what: string;
  readonly only: RegExp;
}[] = [
  { what: "Math.random, which can be foreseen,", word: /\bMath\.random\b/, only: /^$/ },
  {
    what: "process.env, which is read once,",
    word: /\bprocess\.env\b/,
    only: /^(cli\.ts|main\.ts|lambda\/(handler|setup)\.ts|config\/.*|dev\/.*)$/,
  },
  {
    what: "the AWS SDK",
    word: /from "@aws-sdk\//,
    only: /^(store\/dynamodb.*|mail\/ses-.*\.ts|secrets\/parameters\.ts|lambda\/setup\.ts|world\.ts|dev\/.*|commands\/.*)$/,
  },
  {
    what: "console, which no log level governs,",
    word: /\bconsole\.\w+\(/,
    only: /^(cli\.ts|main\.ts|commands\/.*|dev\/.*)$/,
  },
  { what: "a default export", word: /^export default\b/m, only: /^$/ },
];

const mostLines = 200;

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
  .map((file) => ({ file, text: readFileSync(join("src", file), "utf8") }));

describe.for(sources)("src/$file", ({ file, text }) => {
  test(`imports only what its ring may`, () => {
    const ring = rings[ringOf(file)];
    if (ring === undefined || !file.includes("/")) return;
    const imports = [...text.matchAll(/(?:from|import\() ?"([^"]+)"/g)].map(([, path = ""]) => path);
    const forbidden = imports.filter((path) =>
      path.startsWith(".")
        ? ![ringOf(file), ...ring.rings].includes(ringOf(join(dirname(file), path)))
        : !ring.packages.some((allowed) => isOf(path, allowed)),
    );
    expect(forbidden).toEqual([]);
  });

  test.for(reserved)("keeps to the rule on $what", ({ word, only }) => {
    if (!only.test(file)) expect(text).not.toMatch(word);
  });

  test(`has at most ${mostLines} lines, and one idea`, () => {
    expect(text.split("\n").length - 1).toBeLessThanOrEqual(mostLines);
  });

  test("is named after that idea, in kebab-case", () => {
    expect(file).toMatch(/^([a-z0-9-]+\/)*[a-z0-9-]+\.ts$/);
  });

  test("imports TypeScript by its file name, and Node's modules by theirs", () => {
    for (const [, path = ""] of text.matchAll(/from "([^"]+)"/g)) {
      if (path.startsWith(".")) expect(path).toMatch(/\.(ts|js|json)$/);
      else expect(builtinModules).not.toContain(path);
    }
  });
});

describe("the rings", () => {
  test("are those that there are", () => {
    const folders = new Set(sources.filter(({ file }) => file.includes("/")).map(({ file }) => ringOf(file)));
    const free = ["commands", "dev", "lambda"];
    expect([...folders].filter((folder) => !free.includes(folder)).sort()).toEqual(Object.keys(rings).sort());
  });
});

/** The folder below src/ that a path leads to, or the name of a folder beside it: `gen`. */
function ringOf(path: string): string {
  return path.replace(/^(\.\.\/)+/, "").split("/")[0] ?? "";
}

/** `node:*` is any module of Node's; a package is itself and all that it exports below. */
function isOf(path: string, allowed: string): boolean {
  if (allowed.endsWith("*")) return path.startsWith(allowed.slice(0, -1));
  return path === allowed || path.startsWith(`${allowed}/`);
}
