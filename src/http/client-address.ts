import type { IncomingHttpHeaders } from "node:http";
import { type BlockList, isIP } from "node:net";

/** A request, as far as it says where it came from. */
export interface Addressed {
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly headers: IncomingHttpHeaders;
}

/**
 * The address that a request came from.
 *
 * `X-Forwarded-For` is believed as far as trusted proxies wrote it: from the right, up to the first address that is not
 * one of them. What stands further left is the client's own invention.
 */
export function clientAddressOf({ socket, headers }: Addressed, trusted: BlockList): string {
  let address = plain(socket.remoteAddress ?? "");
  const forwarded = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
  while (isTrusted(address, trusted)) {
    const before = plain(forwarded.pop()?.trim() ?? "");
    if (isIP(before) === 0) break;
    address = before;
  }
  return address;
}

function isTrusted(address: string, trusted: BlockList): boolean {
  const version = isIP(address);
  return version !== 0 && trusted.check(address, version === 4 ? "ipv4" : "ipv6");
}

/** A socket for both versions of IP names IPv4 peers as mapped IPv6 addresses. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}
