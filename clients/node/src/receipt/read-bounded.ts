/** A body is longer than whoever reads it allows. */
export class BodyTooLong extends Error {
  override readonly name = "BodyTooLong";
}

/** Reads a body that must not be longer than this. Rejects with `BodyTooLong`. */
export async function readBounded(from: Request | Response, limit: number): Promise<Uint8Array> {
  const reader = from.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done = true, value } = (await reader?.read()) ?? {};
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > limit) {
      // Not awaited: where the body is one half of a clone, that takes until the other half is given up too.
      reader?.cancel().catch(() => {});
      throw new BodyTooLong(`the body is longer than ${limit} bytes`);
    }
    chunks.push(value);
  }
}
