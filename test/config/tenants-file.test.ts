import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openTenantsFile, type TenantsFile } from "../../src/config/tenants-file.ts";
import { aKeyEntry, aTenantEntry, aTenantsFile } from "./support/tenants.ts";

const everyMs = 10;

let folder: string;
let path: string;
let heard: (number | readonly string[])[];
let file: TenantsFile;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nopass-tenants-"));
  path = join(folder, "tenants.yaml");
  heard = [];
  await writeFile(path, aTenantsFile(aTenantEntry()));
  file = await open(path);
});
afterEach(async () => {
  file.close();
  await rm(folder, { recursive: true, force: true });
});

describe("a running service", () => {
  test("picks up a new tenant and says so", async () => {
    await writeFile(path, aTenantsFile(aTenantEntry(), aTenantEntry({ id: "globex", keys: [] })));
    await hears(2);
    expect(file.current().tenants.map(({ id }) => id)).toEqual(["acme", "globex"]);
  });

  test("no longer knows a key that was revoked", async () => {
    expect(file.current().findKey("Key00001")).toBeDefined();
    await writeFile(path, aTenantsFile(aTenantEntry({ keys: [aKeyEntry({ revoked: true })] })));
    await hears(1);
    expect(file.current().findKey("Key00001")).toBeUndefined();
  });

  test("no longer knows a key that was taken out", async () => {
    await writeFile(path, aTenantsFile(aTenantEntry({ keys: [] })));
    await hears(1);
    expect(file.current().findKey("Key00001")).toBeUndefined();
  });

  test("picks up a file that was put in the place of the other", async () => {
    const other = join(folder, "other.yaml");
    await writeFile(other, aTenantsFile(aTenantEntry({ id: "globex" })));
    await rename(other, path);
    await hears(1);
    expect(file.current().tenants.map(({ id }) => id)).toEqual(["globex"]);
  });

  test("keeps the last good file while an edit is broken, and says once what is wrong with it", async () => {
    await writeFile(path, aTenantsFile(aTenantEntry({ id: "ACME" })));
    await hears(["tenants[0].id: must be 1 to 32 of a-z 0-9 _ -"]);
    await new Promise((resolve) => setTimeout(resolve, 10 * everyMs));
    expect(heard).toHaveLength(1);
    expect(file.current().findKey("Key00001")?.tenant.id).toBe("acme");
  });

  test("takes the edit once it is mended, also if it is the file from before", async () => {
    await writeFile(path, "tenants: {");
    await hears(["the tenants file is neither YAML nor JSON: see line 1"]);
    await writeFile(path, aTenantsFile(aTenantEntry()));
    await hears(1);
  });

  test("keeps the last good file when it is deleted, and says so", async () => {
    await rm(path);
    await hears(["NOPASS_TENANTS names a file that cannot be read (ENOENT)"]);
    expect(file.current().findKey("Key00001")?.tenant.id).toBe("acme");
    await writeFile(path, aTenantsFile(aTenantEntry({ id: "globex" })));
    await hears(1);
    expect(file.current().findKey("Key00001")?.tenant.id).toBe("globex");
  });

  test("says nothing when the file is written as it was", async () => {
    await writeFile(path, aTenantsFile(aTenantEntry()));
    await new Promise((resolve) => setTimeout(resolve, 10 * everyMs));
    expect(heard).toEqual([]);
  });

  test("looks no more once it has ended", async () => {
    file.close();
    await writeFile(path, aTenantsFile(aTenantEntry({ id: "globex" })));
    await new Promise((resolve) => setTimeout(resolve, 10 * everyMs));
    expect(file.current().tenants[0]?.id).toBe("acme");
  });
});

describe("a service does not start", () => {
  test("without its tenants file", async () => {
    await expect(open(join(folder, "none.yaml"))).rejects.toThrow(
      "NOPASS_TENANTS names a file that cannot be read (ENOENT)",
    );
  });

  test("with a broken one", async () => {
    await writeFile(path, "tenants: none");
    await expect(open(path)).rejects.toThrow("tenants: Invalid input: expected array, received string");
  });
});

function open(path: string): Promise<TenantsFile> {
  return openTenantsFile(
    path,
    { reloaded: (tenants) => heard.push(tenants), reloadFailed: (problems) => heard.push(problems) },
    everyMs,
  );
}

/** Waits until the last thing that was said is this: the number of tenants, or what is wrong. */
async function hears(what: number | readonly string[]): Promise<void> {
  await vi.waitFor(() => expect(heard.at(-1)).toEqual(what), { timeout: 5_000, interval: 5 });
}
