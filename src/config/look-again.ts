/**
 * Looks at something every so often, one look at a time, until it is closed.
 *
 * Were two under way at once, the slower could end last and bring back what was there before: a key that was revoked,
 * a certificate that was renewed. `closed` tells a look that nobody wants its result any more.
 */
export function lookAgain(
  everyMs: number,
  look: (closed: AbortSignal) => Promise<void>,
): { readonly close: () => void } {
  const closing = new AbortController();
  let isLooking = false;
  const timer = setInterval(async () => {
    if (isLooking) return;
    isLooking = true;
    await look(closing.signal).finally(() => {
      isLooking = false;
    });
  }, everyMs).unref();
  return {
    close() {
      clearInterval(timer);
      closing.abort();
    },
  };
}
