/** What a browser learns from a message with an origin-bound one-time code. */
export interface OriginBoundCode {
  readonly host: string;
  readonly code: string;
  readonly embeddedHost: string | null;
}

/**
 * The parsing algorithm of WICG "Origin-bound one-time codes delivered via SMS" (2bb70db), step by step.
 *
 * `undefined` is its "failure".
 */
export function parseOriginBound(message: string): OriginBoundCode | undefined {
  const line = message.replace(/\r\n?/g, "\n").split("\n").at(-1) ?? "";
  const host = markedToken(line, 0, "@");
  if (host === undefined) return undefined;
  const afterHost = 1 + host.length;
  if (line[afterHost] !== " ") return undefined;
  const code = markedToken(line, afterHost + 1, "#");
  if (code === undefined) return undefined;
  const afterCode = afterHost + 2 + code.length;
  const embeddedHost = line[afterCode] === " " ? (markedToken(line, afterCode + 1, "@") ?? null) : null;
  return { host, code, embeddedHost };
}

function markedToken(line: string, position: number, marker: string): string | undefined {
  if (line[position] !== marker) return undefined;
  const token = /^[^\t\n\f\r ]*/.exec(line.slice(position + 1))?.[0];
  return token === "" ? undefined : token;
}
