import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { startService, type TestService, type TestServiceOptions } from "../../e2e/support/service.ts";

/** A service with tenants of the test's own, whose file can be edited while it runs. */
export interface TenantsService extends TestService {
  edit(tenants: readonly object[] | string): Promise<void>;
}

/** The tenants are entries of the tenants file, or its text. */
export async function startWithTenants(
  tenants: readonly object[],
  options: TestServiceOptions = {},
): Promise<TenantsService> {
  const folder = await mkdtemp(join(tmpdir(), "nopass-abuse-"));
  const path = join(folder, "tenants.yaml");
  const edit = (file: readonly object[] | string) =>
    writeFile(path, typeof file === "string" ? file : stringify({ tenants: file }));
  await edit(tenants);
  const env = { NOPASS_TENANTS: path, ...options.env };
  const service = await startService({ ...options, env });

  async function stop(): Promise<void> {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  }

  return { ...service, edit, stop, [Symbol.asyncDispose]: stop };
}

/** The harness calls from this machine; with this it counts as a proxy, and says itself where its clients are. */
export const behindProxy = { NOPASS_TRUSTED_PROXIES: "127.0.0.1/32" };

/** So many that a test which is about something else never meets a limit. */
export const unlimited = {
  network_sends: { count: 1_000_000, per: "10m" },
  network_verifies: { count: 1_000_000, per: "10m" },
};
