/** Work that goes on after its caller was answered or left. */
export function createBackground() {
  const works = new Set<Promise<unknown>>();
  return {
    track(work: Promise<unknown>): void {
      works.add(work);
      const done = () => void works.delete(work);
      work.then(done, done);
    },
    async settled(): Promise<void> {
      await Promise.allSettled(works);
    },
  };
}
