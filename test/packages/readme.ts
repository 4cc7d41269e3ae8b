import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The program that a README begins with, and the file that a user would put it into. */
export interface Example {
  /** As in the tables of the cases. */
  readonly name: string;
  /** The folder below `clients/`. */
  readonly client: string;
  /** What the block of the README is marked with. */
  readonly fence: string;
  readonly file: string;
}

export const examples: readonly Example[] = [
  { name: "go", client: "go", fence: "go", file: "main.go" },
  { name: "java", client: "java", fence: "java", file: "SignIn.java" },
  { name: "kotlin", client: "java", fence: "kotlin", file: "SignIn.kt" },
  { name: "node", client: "node", fence: "ts", file: "sign-in.ts" },
  { name: "php", client: "php", fence: "php", file: "sign_in.php" },
  { name: "python", client: "python", fence: "python", file: "sign_in.py" },
  { name: "ruby", client: "ruby", fence: "ruby", file: "sign_in.rb" },
  { name: "rust", client: "rust", fence: "rust", file: "main.rs" },
  { name: "web", client: "web", fence: "ts", file: "sign-in.ts" },
];

/** Where the clients are. */
export const clients = join(import.meta.dirname, "../../clients");

/** Reads the program as it stands in the README: the first block that is marked so. */
export function programOf({ client, fence }: Example): string {
  const readme = readFileSync(join(clients, client, "README.md"), "utf8");
  const [, program] = new RegExp(`^\`\`\`${fence}(?:,\\w+)*\\n([\\s\\S]*?)^\`\`\``, "m").exec(readme) ?? [];
  if (program === undefined) throw new Error(`the README of ${client} has no block of ${fence}`);
  return program;
}
