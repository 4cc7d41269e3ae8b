import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** A program that the cases are run against: of a language, or of one of its ways to call. */
export interface Language {
  /** `go` for `clients/go/conformance/run`, `node-connect` for `clients/node/conformance/run-connect`. */
  readonly name: string;
  /** The folder below `clients/`. */
  readonly client: string;
  readonly path: string;
}

const clients = join(import.meta.dirname, "../../clients");

/** Finds every client that has one. */
export function findLanguages(): readonly Language[] {
  return readdirSync(clients)
    .toSorted()
    .filter((language) => existsSync(join(clients, language, "conformance/run")))
    .flatMap((language) => {
      const folder = join(clients, language, "conformance");
      const programs = readdirSync(folder).filter((file) => /^run(?:-[a-z0-9-]+)?$/.test(file));
      return programs.toSorted().map((file) => ({
        name: `${language}${file.slice("run".length)}`,
        client: language,
        path: join(folder, file),
      }));
    });
}
