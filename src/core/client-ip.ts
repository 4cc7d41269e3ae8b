/** Whether a text is an IPv4 or IPv6 address, without a port or a zone. */
export function isIpAddress(text: string): boolean {
  if (text.length > maxIpLength) return false;
  if (ipv4.test(text)) return true;
  return /^[0-9a-fA-F:.]+$/.test(text) && text.includes(":") && URL.canParse(`http://[${text}]`);
}

/** RFC 4291 §2.2: eight groups, the last two as an IPv4 address. */
const maxIpLength = 45;

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
