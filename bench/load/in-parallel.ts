/** Makes `count` calls, `atOnce` of them at any time, and keeps what they give in their order. */
export async function inParallel<T>(
  count: number,
  atOnce: number,
  call: (i: number) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = new Array(count);
  let next = 0;
  async function worker(): Promise<void> {
    while (next < count) {
      const i = next++;
      results[i] = await call(i);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
