/**
 * Reads a part of a receipt: the canonical base64url of one JSON object. Anything else is `undefined`.
 *
 * The libraries that do this forgive padding, white space, stray trailing bits and repeated names. Each of these lets
 * one statement have two spellings, or two readers see two statements in one (RFC 7515 §4, §10.12).
 */
export function parsePart(part: string): Readonly<Record<string, unknown>> | undefined {
  if (!isCanonical(part)) return undefined;
  try {
    const text = utf8.decode(Buffer.from(part, "base64url"));
    const value: unknown = JSON.parse(text);
    return isObject(value) && countNames(text) === countMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether these characters are what their own bytes are written as. */
export function isCanonical(part: string): boolean {
  return part !== "" && Buffer.from(part, "base64url").toString("base64url") === part;
}

/** With `ignoreBOM`, a byte order mark stays in the text, and is no JSON. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Strings are the only place for quotes, so that the pattern cannot lose its step in a text that is JSON. */
function countNames(json: string): number {
  return [...json.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/g)].filter(([, colon]) => colon === ":").length;
}

function countMembers(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const members = Object.values(value);
  const own = Array.isArray(value) ? 0 : members.length;
  return members.reduce<number>((count, member) => count + countMembers(member), own);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
