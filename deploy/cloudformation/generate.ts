import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plainTemplate } from "./plain-template.ts";

/** Writes deploy/cloudformation/serverless.yaml again, after a change of serverless.yml. Needs no credentials. */
const folder = mkdtempSync(join(tmpdir(), "nopass-template-"));
const words = ["package", "--stage", "v1", "--param", "from=login@acme.example", "--package", folder];
execFileSync("node_modules/.bin/serverless", words, { stdio: "inherit" });
const packaged = readFileSync(join(folder, "cloudformation-template-update-stack.json"), "utf8");
writeFileSync("deploy/cloudformation/serverless.yaml", plainTemplate(JSON.parse(packaged)));
rmSync(folder, { recursive: true });
