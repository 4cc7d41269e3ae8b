/** Reads a body that must not be longer than this. */
export async function readBounded(from: Request | Response, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of from.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw new Error(`the body is longer than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
