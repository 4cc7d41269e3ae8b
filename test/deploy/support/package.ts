import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import type { Template } from "../../../deploy/cloudformation/plain-template.ts";

/** What `serverless package` makes: a template, and the code unpacked as Lambda unpacks it. */
export interface Packaged {
  readonly template: Template;
  readonly files: readonly string[];
  readonly zipBytes: number;
  /** Where the code lies. */
  readonly folder: string;
}

/** Runs it as a newcomer does, but for the address of AWS: without credentials, and with none to be found. */
export async function packageService(): Promise<Packaged> {
  const folder = await mkdtemp(join(tmpdir(), "nopass-lambda-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const out = join(folder, "packaged");
  // Of its own, since tests run side by side and bundling empties the folder that it writes to.
  const project = join(folder, "project");
  for (const part of parts) await cp(part, join(project, part), { recursive: true });
  await symlink(resolve("node_modules"), join(project, "node_modules"));
  const words = [
    "package",
    "-s",
    "v1",
    "-r",
    "eu-west-3",
    "--param",
    "from=login@acme.example",
    "--package",
    out,
  ];
  const env = { PATH: process.env.PATH, HOME: folder };
  await promisify(execFile)("node_modules/.bin/serverless", words, { env, cwd: project });
  const zip = await readFile(join(out, "nopass.zip"));
  const code = join(folder, "code");
  const files = unzipSync(zip);
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(code, path)), { recursive: true });
    await writeFile(join(code, path), bytes);
  }
  const template = await readFile(join(out, "cloudformation-template-update-stack.json"), "utf8");
  return {
    template: JSON.parse(template),
    files: Object.keys(files).toSorted(),
    zipBytes: zip.length,
    folder: code,
  };
}

/** As much of the project as the package is made of. */
const parts = [
  "package.json",
  "tsconfig.json",
  "LICENSE",
  "serverless.yml",
  "deploy",
  "scripts",
  "src",
  "gen",
  "clients/web",
  "clients/shared",
];
