import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anEnv } from "../config/support/settings.ts";
import { aTenantEntry, aTenantsFile } from "../config/support/tenants.ts";
import { runCli } from "./support/run-cli.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nopass-serve-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("nopass serve ends with 2 and without a stack trace", () => {
  test("when nothing is set, and names everything that is missing", async () => {
    const { code, out, err } = await runCli(["serve"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err.split("\n").map((line) => line.split(":")[0])).toEqual([
      "the service cannot start",
      "  - NOPASS_MAIL_FROM is not set",
      "  - NOPASS_KEYRING is not set",
      "  - NOPASS_RECEIPT_KEYS is not set",
      "  - NOPASS_TENANTS is not set",
      "",
    ]);
  });

  test("when settings are mistaken, and repeats none of their values", async () => {
    const { code, err } = await runCli(["serve"], {
      NOPASS_KEYRING: "k1:hunter2",
      NOPASS_RECEIPT_KEYS: "hunter2",
    });
    expect(code).toBe(2);
    expect(err).not.toContain("hunter2");
    expect(err).not.toMatch(/^ +at /m);
  });

  test("when there is no tenants file", async () => {
    const { code, err } = await runCli(["serve"], service({ NOPASS_TENANTS: join(folder, "none.yaml") }));
    expect({ code, err }).toEqual({
      code: 2,
      err: "the service cannot start:\n  - NOPASS_TENANTS names a file that cannot be read (ENOENT)\n",
    });
  });

  test("when another process listens on its port", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const path = await file("tenants.yaml", aTenantsFile(aTenantEntry()));
    const { code, err } = await runCli(
      ["serve"],
      service({ NOPASS_TENANTS: path, HOST: "127.0.0.1", PORT: String(port) }),
    );
    expect({ code, err }).toEqual({
      code: 2,
      err: "the service cannot start:\n  - PORT and HOST name nothing that can be listened on (EADDRINUSE)\n",
    });
    other.close();
  });

  test("when the tenants file is broken, and names every place", async () => {
    const path = await file(
      "broken.yaml",
      aTenantsFile(aTenantEntry({ id: "ACME" }), aTenantEntry({ colour: 1 })),
    );
    const { code, err } = await runCli(["serve"], service({ NOPASS_TENANTS: path }));
    expect(code).toBe(2);
    expect(err).toContain("  - tenants[0].id: must be 1 to 32 of a-z 0-9 _ -\n");
    expect(err).toContain('  - tenants[1]: Unrecognized key: "colour"\n');
    expect(err).not.toMatch(/^ +at /m);
  });
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

function service(differences: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...anEnv(), PORT: "0", NOPASS_STORE: "memory", NOPASS_MAIL: "console", ...differences };
}
