/** Makes an input shorter as long as it still does what it did. */
export async function shrink(input: string, does: (input: string) => Promise<boolean>): Promise<string> {
  let small = input;
  let tries = 0;
  for (let size = Math.max(1, small.length >> 1); size >= 1; size = size === 1 ? 0 : size >> 1)
    for (let at = 0; at < small.length && tries < mostTries; ) {
      const shorter = small.slice(0, at) + small.slice(at + size);
      tries++;
      if (await does(shorter)) small = shorter;
      else at += size;
    }
  return small;
}

const mostTries = 2_000;
