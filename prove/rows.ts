import type { Row } from "./row.ts";
import { brokenProtocols } from "./rows/broken-protocols.ts";
import { canary } from "./rows/canary.ts";
import { crash } from "./rows/crash.ts";
import { differential } from "./rows/differential.ts";
import { expiry } from "./rows/expiry.ts";
import { faultMatrix } from "./rows/fault-matrix.ts";
import { feedback } from "./rows/feedback.ts";
import { fuzzing } from "./rows/fuzzing.ts";
import { guesses } from "./rows/guesses.ts";
import { linearizability } from "./rows/linearizability.ts";
import { load } from "./rows/load.ts";
import { model } from "./rows/model.ts";
import { mutation } from "./rows/mutation.ts";
import { mutationDynamodb } from "./rows/mutation-dynamodb.ts";
import { races } from "./rows/races.ts";
import { randomness } from "./rows/randomness.ts";

/** All rows, in the order of the table: those that see most in the least time first. */
export const rows: readonly Row[] = [
  model,
  brokenProtocols,
  linearizability,
  differential,
  feedback,
  expiry,
  randomness,
  races,
  guesses,
  faultMatrix,
  crash,
  ...fuzzing,
  mutation,
  load,
  canary,
  mutationDynamodb,
];
