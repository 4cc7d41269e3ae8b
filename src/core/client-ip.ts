/**
 * The network that an address is counted with: an IPv4 address itself, an IPv6 address's /64, which is what one
 * customer gets at the least. `undefined` if the text is no address; a port or a zone makes it none.
 */
export function networkOf(text: string): string | undefined {
  if (text.length > maxIpLength) return undefined;
  if (ipv4.test(text)) return text;
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !text.includes(":")) return undefined;
  // The URL standard knows one spelling of an IPv6 address, and the parser brings any other into it.
  const host = URL.parse(`http://[${text}]`)?.hostname.slice(1, -1);
  if (host === undefined) return undefined;
  const groups = expand(host);
  const mapped = groups.slice(0, 5).every((group) => group === "0") && groups[5] === "ffff";
  return mapped ? ipv4Of(groups.slice(6)) : `${groups.slice(0, 4).join(":")}::/64`;
}

/** RFC 4291 §2.2: eight groups, the last two as an IPv4 address. */
const maxIpLength = 45;

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

function expand(host: string): readonly string[] {
  const [head = "", tail] = host.split("::");
  const groups = (part: string | undefined) => (part ? part.split(":") : []);
  const missing = 8 - groups(head).length - groups(tail).length;
  return [...groups(head), ...Array<string>(tail === undefined ? 0 : missing).fill("0"), ...groups(tail)];
}

/** RFC 4291 §2.5.5.2: an IPv4 address in the clothes of an IPv6 one. */
function ipv4Of(groups: readonly string[]): string {
  return groups
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
    .join(".");
}
