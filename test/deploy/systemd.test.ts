import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const path = "deploy/systemd/nopass.service";
const lines = readFileSync(path, "utf8")
  .split("\n")
  .filter((line) => /^\w+=/.test(line));
const values = (name: string) =>
  lines.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1));

test("it runs as a user of its own that can write nothing, and has time to drain", () => {
  expect(values("DynamicUser")).toEqual(["yes"]);
  expect(values("ProtectSystem")).toEqual(["strict"]);
  expect(values("NoNewPrivileges")).toEqual(["yes"]);
  expect(values("CapabilityBoundingSet")).toEqual([""]);
  expect(Number(values("TimeoutStopSec")[0])).toBeGreaterThan(25);
  // V8 compiles to memory that it then runs.
  expect(values("MemoryDenyWriteExecute")).toEqual([]);
});

test("its secrets are credentials, not environment", () => {
  expect(values("LoadCredential").map((each) => each.split(":")[0])).toEqual(["keyring", "receipt-keys"]);
  expect(values("Environment").join(" ")).toContain("NOPASS_KEYRING_FILE=%d/keyring");
});

const analyzer = hasAnalyzer();
if (!analyzer) {
  if (process.env.CI) throw new Error(`${path} cannot be analyzed: systemd-analyze is not installed`);
  console.warn(`skipped: ${path} is not analyzed, since systemd-analyze is not installed`);
}

// Containers and other systems have no systemd: what it would say is asked for where it is.
test.runIf(analyzer)("systemd accepts it, and calls its exposure low", () => {
  const security = execFileSync(
    "systemd-analyze",
    ["security", "--offline=true", "--threshold=20", "--no-pager", path],
    {
      encoding: "utf8",
    },
  );
  expect(security).toContain("OK");
});

function hasAnalyzer(): boolean {
  try {
    return (
      Number(
        /^systemd (\d+)/.exec(execFileSync("systemd-analyze", ["--version"], { encoding: "utf8" }))?.[1],
      ) >= 250
    );
  } catch {
    return false;
  }
}
