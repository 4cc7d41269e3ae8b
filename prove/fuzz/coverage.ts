import { Session } from "node:inspector/promises";

/** Which blocks of the project's own code ran. */
export interface Coverage {
  /** The blocks that ran since the last call. */
  take(): Promise<ReadonlySet<string>>;
  stop(): Promise<void>;
}

/** Watches with V8's counters: asking costs milliseconds, so it is asked after many inputs. */
export async function startCoverage(): Promise<Coverage> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  return {
    async take() {
      const { result } = await session.post("Profiler.takePreciseCoverage");
      const blocks = result
        .filter(({ url }) => ownCode.test(url))
        .flatMap(({ url, functions }) => functions.flatMap((each) => ranIn(url, each.ranges)));
      return new Set(blocks);
    },
    async stop() {
      await session.post("Profiler.stopPreciseCoverage");
      session.disconnect();
    },
  };
}

const ownCode = /\/src\/.*\.ts$/;

function ranIn(
  url: string,
  ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[],
): string[] {
  return ranges
    .filter(({ count }) => count > 0)
    .map(({ startOffset, endOffset }) => `${url}:${startOffset}-${endOffset}`);
}
