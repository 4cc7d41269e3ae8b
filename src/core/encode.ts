/**
 * Joins fields so that no two lists of fields give the same bytes: each is preceded by its length.
 *
 * Plain concatenation would let `("a", "bc")` and `("ab", "c")` share a MAC.
 */
export function encodeFields(...fields: readonly (string | Uint8Array)[]): Buffer {
  const lengths = fields.map((field) =>
    typeof field === "string" ? Buffer.byteLength(field) : field.length,
  );
  const out = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length + lengthBytes, 0));
  let at = 0;
  fields.forEach((field, i) => {
    at = out.writeUInt32BE(lengths[i] ?? 0, at);
    if (typeof field === "string") at += out.write(field, at);
    else {
      out.set(field, at);
      at += field.length;
    }
  });
  return out;
}

const lengthBytes = 4;
