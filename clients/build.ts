// Builds the package in the current folder: its own sources and the shared ones, side by side as they are here.
import { execFileSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
execFileSync("tsc", ["-p", ".", "--noEmit", "false"], {
  stdio: "inherit",
  shell: process.platform === "win32",
});
// Generated as JavaScript with types, which the compiler reads and does not copy.
cpSync("../shared/gen", "dist/shared/gen", { recursive: true });
