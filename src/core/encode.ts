/**
 * Joins fields so that no two lists of fields give the same bytes: each is preceded by its length.
 *
 * Plain concatenation would let `("a", "bc")` and `("ab", "c")` share a MAC.
 */
export function encodeFields(...fields: readonly (string | Uint8Array)[]): Buffer {
  let length = 0;
  for (const field of fields) length += lengthBytes + Buffer.byteLength(field);
  const out = Buffer.allocUnsafe(length);
  let at = 0;
  for (const field of fields) {
    at = out.writeUInt32BE(Buffer.byteLength(field), at);
    if (typeof field === "string") at += out.write(field, at);
    else {
      out.set(field, at);
      at += field.length;
    }
  }
  return out;
}

const lengthBytes = 4;
