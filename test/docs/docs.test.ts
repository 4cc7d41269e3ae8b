import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseTenants } from "../../src/config/tenants.ts";
import { tenantsJsonSchema } from "../../src/config/tenants-schema.ts";

const read = (path: string) => readFileSync(path, "utf8");
const pages = ["README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "clients/README.md"].concat(
  readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
);

test.for(pages)("every link of %s to a file of the project leads somewhere", (page) => {
  for (const [, target = ""] of read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)/g))
    expect(existsSync(join(dirname(page), target)), target).toBe(true);
});

test("the pictures of README.md are there, and small", () => {
  const shown = [...read("README.md").matchAll(/(?:src|srcset)="(docs\/[^"]+)"/g)].map(
    ([, path = ""]) => path,
  );
  expect(shown).toHaveLength(2);
  for (const path of shown) expect(statSync(path).size, path).toBeLessThan(150_000);
});

test("CONTRIBUTING.md says what every folder is for", () => {
  const ignored = read(".gitignore").split("\n");
  const folders = readdirSync(".", { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => `${name}/`)
    .filter((name) => !ignored.includes(name));
  expect(folders).toContain("src/");
  const table = read("CONTRIBUTING.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  for (const folder of folders)
    expect(table.map((line) => line.split("|")[1]).join(), folder).toContain(`\`${folder}\``);
});

describe("docs/settings.md", () => {
  const settings = read("docs/settings.md");

  test("lists every setting that the service reads, and no other", () => {
    const source = readdirSync("src/config")
      .map((name) => read(join("src/config", name)))
      .join("");
    const inCode = new Set(
      [...source.matchAll(/"((?:NOPASS_|LOG_|PORT|HOST)[A-Z_]*)"/g)].map(([, name]) => name),
    );
    inCode.delete("NOPASS_");
    const table = settings.slice(settings.indexOf("| name |"), settings.indexOf("`npm start`"));
    const inDocs = new Set(
      [...table.matchAll(/`((?:NOPASS_[A-Z_]+|LOG_LEVEL|PORT|HOST))`(?=[^|]*\|[^|]*\|[^|]*\|$)/gm)].map(
        ([, name]) => name,
      ),
    );
    expect([...inDocs].sort()).toEqual([...inCode].sort());
  });

  test("shows a tenants file that the service accepts", () => {
    const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(settings) ?? [];
    expect(parseTenants(yaml).tenants).toHaveLength(1);
    expect(parse(yaml).tenants[0].policy).toMatchObject({
      ttl: "5m",
      max_ttl: "1h",
      budget: 10,
      cool_down: "30s",
    });
  });
});

test("docs/tenants.schema.json is what the code accepts", () => {
  expect(JSON.parse(read("docs/tenants.schema.json"))).toEqual(
    JSON.parse(JSON.stringify(tenantsJsonSchema())),
  );
});

test("docs/api.md lists every refusal of the contract", () => {
  const enumOf = /enum RefusalReason \{([\s\S]*)\}/.exec(read("proto/nopass/v1/nopass.proto"))?.[1] ?? "";
  const reasons = [...enumOf.matchAll(/REFUSAL_REASON_(\w+) = [1-9]/g)].map(([, reason]) => reason);
  const listed = [...read("docs/api.md").matchAll(/^\| `([A-Z_]+)` \| `[a-z_]+` \| \d/gm)].map(
    ([, reason]) => reason,
  );
  expect(listed.sort()).toEqual(reasons.sort());
});
