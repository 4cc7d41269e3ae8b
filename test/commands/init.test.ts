import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseSettings } from "../../src/config/settings.ts";
import { parseTenants } from "../../src/config/tenants.ts";
import { recogniseKey } from "../../src/rpc/api-key.ts";
import { runCli } from "./support/run-cli.ts";

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "nopass-init-")), "new");
});
afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

test("nopass init makes what the service needs, and prints the key that the tenants file knows by its hash", async () => {
  const { code, out, err } = await runCli(["init", "--brand", "Acme", "--host", "acme.example", folder]);
  expect(code, err).toBe(0);
  expect((await readdir(folder)).toSorted()).toEqual(["keyring", "receipt-keys", "tenants.yaml"]);
  const settings = parseSettings({
    NOPASS_KEYRING_FILE: join(folder, "keyring"),
    NOPASS_RECEIPT_KEYS_FILE: join(folder, "receipt-keys"),
    NOPASS_TENANTS: join(folder, "tenants.yaml"),
    NOPASS_MAIL_FROM: "login@acme.example",
  });
  const tenants = parseTenants(await readFile(settings.tenantsFile, "utf8"));
  expect(recogniseKey(out.trim(), tenants.findKey, new Date())?.tenant.brand.name).toBe("Acme");
  for (const name of ["keyring", "receipt-keys"])
    expect((await stat(join(folder, name))).mode & 0o077, name).toBe(0);
});

test("nopass init never touches what is there", async () => {
  await runCli(["init", folder]);
  await writeFile(join(folder, "keyring"), "mine");
  const before = await readFile(join(folder, "tenants.yaml"), "utf8");
  const { code, out, err } = await runCli(["init", folder]);
  expect({ code, out }).toEqual({ code: 0, out: "" });
  expect(err).toContain("nothing that is there was changed");
  expect(await readFile(join(folder, "keyring"), "utf8")).toBe("mine");
  expect(await readFile(join(folder, "tenants.yaml"), "utf8")).toBe(before);
});

test("nopass init says which file it cannot write", async () => {
  const { code, err } = await runCli(["init", "/dev/null/new"]);
  expect(code).toBe(2);
  expect(err).toContain("cannot be written");
});
