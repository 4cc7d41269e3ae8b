/**
 * The network that an address is counted with: an IPv4 address itself, an IPv6 address's /64, which is what one
 * customer gets at the least. `undefined` if the text is no address; a port or a zone makes it none.
 */
export function networkOf(text: string): string | undefined {
  if (ipv4.test(text)) return text;
  // Nothing else may reach the parser: it would take `::1]/x` for an address with a path behind it.
  if (!/^[0-9a-fA-F:.]+$/.test(text)) return undefined;
  // The URL standard knows one spelling of an IPv6 address, and the parser brings any other into it.
  const host = URL.parse(`http://[${text}]`)?.hostname.slice(1, -1);
  if (host === undefined) return undefined;
  const groups = expand(host);
  const mapped = groups.slice(0, 5).every((group) => group === "0") && groups[5] === "ffff";
  return mapped ? ipv4Of(groups.slice(6)) : `${groups.slice(0, 4).join(":")}::/64`;
}

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

/** All eight groups of an address as the URL standard writes it, `::` written out. */
function expand(host: string): readonly string[] {
  const parts = host.split("::").map((part) => (part === "" ? [] : part.split(":")));
  const zeros = Array<string>(8 - parts.flat().length).fill("0");
  return parts.flatMap((groups, i) => (i === 0 ? [...groups, ...zeros] : groups));
}

/** RFC 4291 §2.5.5.2: an IPv4 address in the clothes of an IPv6 one. */
function ipv4Of(groups: readonly string[]): string {
  return groups
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
    .join(".");
}
