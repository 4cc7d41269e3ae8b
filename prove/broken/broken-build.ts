import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlantedFault } from "./faults.ts";

/** Copies the project, plants a fault in the copy, and says what a quick run of the proofs there finds. */
export async function findIn(
  fault: PlantedFault,
  arguments_: readonly string[],
): Promise<string | undefined> {
  const copy = await mkdtemp(join(tmpdir(), "nopass-broken-"));
  try {
    for (const part of copied) await cp(part, join(copy, part), { recursive: true, filter: isOurs });
    await symlink(join(process.cwd(), "node_modules"), join(copy, "node_modules"));
    await mkdir(join(copy, "dist"));
    const file = join(copy, fault.file);
    await writeFile(file, plant(await readFile(file, "utf8"), fault));
    return await firstViolation(copy, arguments_);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

const copied = ["clients", "proto", "src", "gen", "prove", "test", "package.json"] as const;

/** The packages are linked to, and those of the clients not asked for. */
function isOurs(path: string): boolean {
  return !path.includes("node_modules");
}

function plant(text: string, { name, right, wrong }: PlantedFault): string {
  const found = text.split(right).length - 1;
  if (found !== 1) throw new Error(`the line for "${name}" stands ${found} times in its file`);
  return text.replace(right, () => wrong);
}

async function firstViolation(folder: string, arguments_: readonly string[]): Promise<string | undefined> {
  const child = spawn(
    process.execPath,
    ["prove/prove.ts", "--quick", "--bail", "--jobs", "1", ...arguments_],
    {
      cwd: folder,
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  await once(child, "close");
  return /VIOLATION in (\S+) \(.*?\): (.{0,200})/.exec(printed)?.[0];
}
