import type { Write } from "../../src/store/dynamodb-calls.ts";
import * as writes from "../../src/store/dynamodb-writes.ts";
import { noonMs } from "../../test/support/noon.ts";
import { anAttempt, aResend, aSend } from "../../test/support/store-requests.ts";

const mark = { address: "1|k1|ada", untilMs: noonMs, ttlSeconds: noonMs / 1000 };

/** Every write of the store of challenges and of its marks, in each of its forms. */
const allWrites = {
  openWrite: [writes.openWrite(aSend()), writes.openWrite(aSend({ discreet: true }))],
  resendWrite: [writes.resendWrite(aResend()), writes.resendWrite(aResend({ discreet: true }))],
  judgeWrite: [1, 2].map((attempts) => writes.judgeWrite(anAttempt({ attempts }))),
  wipeWrite: [writes.wipeWrite(anAttempt())],
  giveBackWrite: [writes.giveBackWrite(aSend())],
  giveBackResendWrite: [writes.giveBackResendWrite(aResend())],
  pruneWrite: [writes.pruneWrite(["c_1", "c_2"])],
  markWrite: [true, false].map((mayCreate) => writes.markWrite({ ...mark, mayCreate })),
  liftWrite: [writes.liftWrite],
} satisfies Record<keyof typeof writes, readonly Write[]>;

/** Their expressions: what is never sent is never changed either. */
export const allExpressions: ReadonlySet<string> = new Set(
  Object.values(allWrites)
    .flat()
    .flatMap(({ UpdateExpression, ConditionExpression }) => [UpdateExpression, ConditionExpression])
    .filter((expression) => expression !== undefined),
);
