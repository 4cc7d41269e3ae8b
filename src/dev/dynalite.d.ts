declare module "dynalite" {
  import type { Server } from "node:http";

  /** An emulator of DynamoDB that runs in this process. */
  export default function dynalite(options: {
    /** A folder for the data; in memory without it. */
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }): Server;
}
