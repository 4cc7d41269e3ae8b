import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

interface Workflow {
  readonly permissions: object;
  readonly jobs: Record<
    string,
    {
      readonly permissions: Record<string, string>;
      readonly "timeout-minutes": number;
      readonly steps: readonly {
        readonly uses?: string;
        readonly run?: string;
        readonly with?: Record<string, unknown>;
      }[];
    }
  >;
}

const folder = ".github/workflows";
const names = readdirSync(folder);
const linter = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

describe.for(names)("%s", (name) => {
  const text = readFileSync(`${folder}/${name}`, "utf8");
  const { permissions, jobs }: Workflow = parse(text);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test("pins every action by its full hash, and says which version that is", () => {
    const uses = text.match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const use of uses) expect(use).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("gives each job what it needs and no more, and ends it in time", () => {
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      expect(Object.keys(job.permissions)).toContain("contents");
      expect(job["timeout-minutes"]).toBeLessThanOrEqual(30);
    }
  });

  test("keeps no token on disk, and writes nothing of a caller's into a script", () => {
    for (const { uses, with: inputs } of steps)
      if (uses?.startsWith("actions/checkout")) expect(inputs?.["persist-credentials"]).toBe(false);
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
  });

  test("knows no key of AWS, npm or a registry", () => {
    expect(text).not.toContain("secrets.");
  });
});

test("only those that vouch for themselves elsewhere may ask GitHub for a token that says who they are", () => {
  const who = names.flatMap((name) =>
    Object.entries((parse(readFileSync(`${folder}/${name}`, "utf8")) as Workflow).jobs)
      .filter(([, { permissions }]) => permissions["id-token"] === "write")
      .map(([job]) => `${name} ${job}`),
  );
  expect(who).toEqual(["deploy.yml lambda", "release.yml packages", "release.yml image"]);
});

const hasGo = commandExists("go");
if (!hasGo) {
  if (process.env.CI) throw new Error("workflows cannot be linted: go is not installed");
  console.warn("skipped: the workflows are not linted, since go is not installed");
}

// Of what `npm test` needs, Go is not: in CI it is there.
test.runIf(hasGo)("actionlint finds nothing in them", { timeout: 180_000 }, async () => {
  const paths = names.map((name) => `${folder}/${name}`);
  const { stdout } = await promisify(execFile)("go", ["run", linter, "-no-color", ...paths]).catch(
    (error) => error,
  );
  expect(stdout).toBe("");
});

function commandExists(name: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${name}`]);
    return true;
  } catch {
    return false;
  }
}
