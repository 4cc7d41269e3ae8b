import { readFile } from "node:fs/promises";
import { SettingsError } from "./env.ts";
import { lookAgain } from "./look-again.ts";
import type { TlsSettings } from "./settings.ts";
import { type Directory, parseTenants } from "./tenants.ts";

/** A tenants file that is read again when it changes. */
export interface TenantsFile {
  current(): Directory;
  close(): void;
}

/** Hears what became of an edit. */
export interface TenantsFileEvents {
  reloaded(tenants: number): void;
  /** The edit was broken: the last good state stays in force. */
  reloadFailed(problems: readonly string[]): void;
}

/**
 * Reads the tenants file, and again within ten seconds of an edit, so that a key is revoked without a restart.
 *
 * The content is compared rather than watched: mounted volumes and editors replace files in ways that watchers miss.
 */
export async function openTenantsFile(
  path: string,
  events: TenantsFileEvents,
  everyMs = 10_000,
  tls?: TlsSettings,
  read = readTenantsFile,
): Promise<TenantsFile> {
  let text = await read(path);
  let directory = parseTenants(text, tls);
  let told = "";

  async function reload(closed: AbortSignal): Promise<void> {
    try {
      const now = await read(path);
      if (closed.aborted || now === text) return;
      text = now;
      directory = parseTenants(now, tls);
      events.reloaded(directory.tenants.length);
      told = "";
    } catch (error) {
      const problems = error instanceof SettingsError ? error.problems : ["the tenants file cannot be read"];
      // Once is loud enough.
      if (told !== problems.join()) events.reloadFailed(problems);
      told = problems.join();
    }
  }

  return { current: () => directory, ...lookAgain(everyMs, reload) };
}

/** Its text, from the file system. */
export async function readTenantsFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "error";
    throw new SettingsError([`NOPASS_TENANTS names a file that cannot be read (${code})`]);
  }
}
