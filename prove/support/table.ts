import { createTable } from "../../src/store/dynamodb-table.ts";
import { createEmulator, type Emulator } from "../../test/support/emulator.ts";
import { clientInProcess, type LocalTable, openLocalTable } from "../../test/support/local-table.ts";

/** A table, and how the service reaches it. */
export type ProofTable = Pick<LocalTable, "client" | "table" | "close">;

/**
 * A table for very many calls: dynalite without a socket; or, where `NOPASS_TEST_DYNAMODB_ENDPOINT` names an engine, a
 * table on that. What is put around it stands between the service and either.
 */
export async function openTable(
  around: (emulator: Emulator) => Emulator = (emulator) => emulator,
): Promise<ProofTable> {
  const elsewhere = process.env.NOPASS_TEST_DYNAMODB_ENDPOINT;
  if (elsewhere) {
    const { table, close } = await openLocalTable();
    return { client: clientInProcess(around(emulatorAt(elsewhere)), elsewhere), table, close };
  }
  const emulator = createEmulator({ givesItem: true });
  const table = "proof";
  await createTable(clientInProcess(emulator), table);
  return { client: clientInProcess(around(emulator)), table, close: async () => {} };
}

/** An engine behind a URL. The calls come signed for it. */
function emulatorAt(endpoint: string): Emulator {
  return {
    async answer({ headers, body }) {
      const { host: _host, "content-length": _length, connection: _connection, ...sent } = headers;
      const response = await fetch(endpoint, { method: "POST", headers: sent, body });
      return { status: response.status, body: await response.text() };
    },
  };
}
