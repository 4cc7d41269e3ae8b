/** Takes lines, and never holds up whoever writes them. */
export interface LineWriter {
  write(line: string): void;
  /** How many lines were lost so far, as nobody took them. */
  lost(): number;
}

/** What a line writer needs of a stream, such as `process.stdout`. */
export interface LineStream {
  /** How much of what was written waits for whoever reads. */
  readonly writableLength: number;
  write(text: string | Uint8Array, done: (error?: Error | null) => void): unknown;
  on(event: "error", listener: () => void): unknown;
}

/**
 * Writes log lines to a stream, all those of one turn of the event loop at once: each write is a call of the system, and
 * under load many calls end in the same turn. What was not written when the process ends is written then.
 *
 * A reader that is too slow, stuck or gone costs lines, not the service: 16 MiB wait for it, and no more. What is lost is
 * counted, and the line that `tellLost` makes of the count stands where the lines are missing.
 */
export function createLineWriter(stream: LineStream, tellLost: (lines: number) => string): LineWriter {
  let waiting = "";
  let lines = 0;
  let lost = 0;
  let untold = 0;
  // A reader that went away would otherwise end the process.
  stream.on("error", () => undefined);

  function put(text: string | Uint8Array, count: number): void {
    stream.write(text, (error) => {
      if (error) lost += count;
    });
  }

  function flush(): void {
    process.off("exit", flush);
    const text = waiting;
    const count = lines;
    [waiting, lines] = ["", 0];
    if (text === "") return;
    // One that is behind has to catch up by half, or there would be a gap after every few lines.
    if (stream.writableLength > (untold > 0 ? mostWaiting / 2 : mostWaiting)) {
      lost += count;
      untold += count;
      return;
    }
    if (untold > 0) put(tellLost(untold), 0);
    untold = 0;
    // A text that waits takes several times the memory of its bytes: it still has the parts that it was made from.
    put(stream.writableLength > 0 ? Buffer.from(text) : text, count);
  }

  return {
    write(line) {
      if (waiting === "") {
        setImmediate(flush);
        process.once("exit", flush);
      }
      waiting += line;
      lines++;
      if (waiting.length > mostCharacters) flush();
    },
    lost: () => lost,
  };
}

/** As much as a pipe takes at once (pipe(7)). */
const mostCharacters = 64 * 1024;

/** In bytes. */
const mostWaiting = 16 * 2 ** 20;
