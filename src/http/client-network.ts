import type { BlockList } from "node:net";
import { networkOf } from "../core/client-ip.ts";
import { type Addressed, clientAddressOf } from "./client-address.ts";

export type NetworkOf = (connection: object, request: Addressed) => string;

/**
 * The network that a request is counted with, by the addresses that trusted proxies vouch for.
 *
 * Where no proxy speaks for others it is that of the connection, and is worked out once for each.
 */
export function createNetworkOf(trusted: BlockList): NetworkOf {
  const known = new WeakMap<object, string>();
  return (connection, request) => {
    if (request.headers["x-forwarded-for"] !== undefined)
      return networkOf(clientAddressOf(request, trusted)) ?? "";
    let network = known.get(connection);
    if (network === undefined) {
      network = networkOf(clientAddressOf(request, trusted)) ?? "";
      known.set(connection, network);
    }
    return network;
  };
}
