import { createTable } from "../../src/store/dynamodb-table.ts";
import { createEmulator, type Emulator } from "../../test/support/emulator.ts";
import { clientInProcess, type LocalTable, openLocalTable } from "../../test/support/local-table.ts";

/**
 * A table for very many calls: dynalite without a socket; or, where `NOPASS_TEST_DYNAMODB_ENDPOINT` names an engine, a
 * table on that.
 */
export async function openTable(
  around: (emulator: Emulator) => Emulator = (emulator) => emulator,
): Promise<Pick<LocalTable, "client" | "table"> & { readonly close: () => Promise<void> }> {
  if (process.env.NOPASS_TEST_DYNAMODB_ENDPOINT) return openLocalTable();
  const emulator = createEmulator({ givesItem: true });
  const table = "proof";
  await createTable(clientInProcess(emulator), table);
  return { client: clientInProcess(around(emulator)), table, close: async () => {} };
}
