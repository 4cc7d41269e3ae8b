import { wholeMatrix } from "../faults/cells.ts";
import { playMatrix } from "../faults/matrix.ts";
import { openStage } from "../faults/stage.ts";
import type { Row } from "../row.ts";

/** Every fault on the way to every dependency, in every call, on every try. */
export const faultMatrix: Row = {
  name: "fault-matrix",
  invariant:
    "whatever its dependencies do, the service answers in time and truly, mails once per idempotency key, and leaks nothing",
  method: "the service as processes, with proxies before the database, SES, SMTP and a webhook",
  unit: "call path under faults",
  trials: { quick: wholeMatrix().length, full: 10_000 },
  async run({ first, trials, seed, progress }) {
    const stage = await openStage();
    const { violations, unmailed } = await playMatrix(stage, { first, trials, seed, progress });
    await stage.close();
    return { trials, violations, facts: { "repeated after doubt, answered, not mailed": unmailed } };
  },
};
