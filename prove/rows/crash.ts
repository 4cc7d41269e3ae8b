import { availableParallelism, loadavg } from "node:os";
import { killAgainAndAgain } from "../crash/kills.ts";
import type { Row } from "../row.ts";

/** Processes that are killed in the middle of whatever they do. */
export const crash: Row = {
  name: "crash",
  invariant:
    "whenever a process is killed, codes are redeemed once, guesses and mails stay counted, and the next process answers",
  method: "kill -9 of the service under traffic, over a table that survives",
  unit: "kill",
  trials: { quick: 100, full: 5_000 },
  async run({ trials, seed, progress }) {
    const instances = Math.min(trials, Math.max(2, Math.floor(availableParallelism() / 2)));
    const { violations, people, calls, takenBack, backAfterMs } = await killAgainAndAgain(
      trials,
      instances,
      seed,
      progress,
    );
    const at = (part: number) => Math.round(backAfterMs[Math.floor((backAfterMs.length - 1) * part)] ?? 0);
    // As much longer as processes wait for a processor where other rows run as well.
    const mostMs = servedWithinMs * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
    const slow = at(0.5) > mostMs ? [`half of the restarts took longer than ${Math.round(mostMs)} ms`] : [];
    const facts = {
      people,
      calls,
      "sends that were taken back after they were answered": takenBack,
      "ms until served again, fastest tenth": at(0.1),
      median: at(0.5),
      "99 of 100": at(0.99),
      "the longest": at(1),
    };
    return { trials, violations: [...violations, ...slow], facts };
  },
};

/** Half of the restarts, where nothing else runs. */
const servedWithinMs = 2_000;
