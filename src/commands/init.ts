import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Command, UsageError } from "./command.ts";
import { createFirstSecrets } from "./first-secrets.ts";

/** Makes the files of a new service. Files that are there are never touched. */
export const init: Command = {
  usage: "init [--brand NAME] [--host HOST] FOLDER",
  summary: "make a key ring, keys for receipts and a tenants file with a first API key, which is shown once",
  async run(args, { out, err }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { brand: { type: "string" }, host: { type: "string", default: "localhost" } },
    });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1) throw new UsageError("name one FOLDER for the files");
    const secrets = await createFirstSecrets(values.brand ?? values.host, values.host);
    await mkdir(folder, { recursive: true }).catch(({ code }: NodeJS.ErrnoException) => {
      throw new UsageError(`${folder} cannot be written (${code})`);
    });
    // The tenants file comes first: only whoever makes it has the key that it lists.
    const isNew = await create(join(folder, "tenants.yaml"), secrets.tenants, 0o644);
    await create(join(folder, "keyring"), secrets.keyring, 0o600);
    await create(join(folder, "receipt-keys"), secrets.receiptKeys, 0o600);
    if (isNew) {
      err(`${folder} has keyring, receipt-keys and tenants.yaml. The first API key, shown this once:\n`);
      out(`${secrets.apiKey}\n`);
    } else err(`${folder} has a tenants.yaml: nothing that is there was changed\n`);
    return 0;
  },
};

async function create(path: string, text: string, mode: number): Promise<boolean> {
  try {
    await writeFile(path, `${text.trimEnd()}\n`, { flag: "wx", mode });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    throw new UsageError(`${path} cannot be written (${code})`);
  }
}
