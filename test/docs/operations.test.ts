import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const page = readFileSync("docs/operations.md", "utf8");
const commands = [...page.matchAll(/^ *(nopass [a-z].*)$/gm)].map(([, command = ""]) => command);

/** The page's commands as they stand there, run where they need no AWS. */
function run(command: string): string {
  const words = command.split(" ").slice(1);
  return execFileSync(process.execPath, ["src/cli.ts", ...words], {
    encoding: "utf8",
    env: {},
    stdio: ["ignore", "pipe", "ignore"],
  });
}

describe("docs/operations.md", () => {
  const local = commands.filter((command) => / (?:keyring|receipt-keys|keys) create/.test(command));

  test("shows commands", () => {
    expect(local).toHaveLength(4);
    expect(commands).toContain("nopass check --live you@acme.example");
  });

  test.for(local)("`%s` makes what it says", (command) => {
    expect(run(command)).toMatch(/^(?:k[0-9a-f]{6}:|\{"keys":\[|np_live_(?:sk|pk)_)/);
  });

  test.for(commands)("`%s` is a command that there is", (command) => {
    const verb = command
      .split(" ")
      .slice(1)
      .filter((word) => !word.startsWith("-"));
    expect(run(`nopass ${verb.slice(0, 2).join(" ")} --help`)).toContain(`  ${verb[0]}`);
  });

  test("does its arithmetic right", () => {
    const wide = (n: number) => n.toFixed(2);
    const [small, large] = [10_000, 1_000_000].map((signIns) => {
      const parts = [
        (signIns / 1_000) * 0.1,
        ((2 * signIns) / 1e6) * 0.625,
        (((signIns / 30) * 2) / 1e6) * 0.25,
        ((3 * signIns) / 1e6) * 0.2,
        3 * signIns * 0.1 * 0.5 * 0.0000133334,
        (signIns / 1e6) * (0.5 + 0.6),
        (signIns / 1e6) * 1,
      ];
      return wide(parts.reduce((sum, part) => sum + part, 0));
    });
    expect(page).toContain(`| **all, on Lambda** | | | **${small}** | **${large}** |`);
    expect(page).toContain(wide(2 * 730 * (0.5 * 0.03238 + 1 * 0.00356)));
  });
});
