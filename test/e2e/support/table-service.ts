import { createEmulator } from "../../support/emulator.ts";
import { type FaultProxy, startFaultProxy } from "../../support/fault-proxy.ts";
import {
  atOnce,
  type CallKind,
  type LocalTable,
  localClient,
  openLocalTable,
  storeOn,
} from "../../support/local-table.ts";
import { startService, type TestService, type TestServiceOptions } from "./service.ts";

/** A service over a table, with a proxy on the way that counts the requests. */
export interface TableService extends TestService {
  readonly table: LocalTable;
  readonly proxy: FaultProxy;
}

/** Starts a service over the real adapter and an emulator that answers as DynamoDB does. */
export async function startTableService(
  options: TestServiceOptions = {},
  kind?: CallKind,
): Promise<TableService> {
  const table = await openLocalTable(createEmulator({ givesItem: true }));
  const proxy = await startFaultProxy(table.endpoint);
  const client = localClient(proxy.endpoint);
  const store = storeOn({ client, table: table.table }, atOnce, kind);
  const service = await startService({ ...options, world: { store, ...options.world } });

  async function stop(): Promise<void> {
    await service.stop();
    client.destroy();
    await proxy.close();
    await table.close();
  }

  return { ...service, table, proxy, stop, [Symbol.asyncDispose]: stop };
}
