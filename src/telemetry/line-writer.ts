/**
 * Writes log lines to a stream, all those of one turn of the event loop at once: each write is a call of the system, and
 * under load many calls end in the same turn.
 *
 * What was not written when the process ends is written then.
 */
export function createLineWriter(stream: { write(text: string): unknown }): { write(line: string): void } {
  let waiting = "";

  function flush(): void {
    process.off("exit", flush);
    const lines = waiting;
    waiting = "";
    if (lines !== "") stream.write(lines);
  }

  return {
    write(line) {
      if (waiting === "") {
        setImmediate(flush);
        process.once("exit", flush);
      }
      waiting += line;
      if (waiting.length > mostCharacters) flush();
    },
  };
}

/** As much as a pipe takes at once (pipe(7)). */
const mostCharacters = 64 * 1024;
