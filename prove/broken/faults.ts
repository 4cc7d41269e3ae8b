/** One wrong line, as somebody might write it. */
export interface PlantedFault {
  readonly name: string;
  readonly file: string;
  /** The text that is replaced; it stands in the file exactly once. */
  readonly right: string;
  readonly wrong: string;
}

/** Each of them breaks a promise, and has to be caught by `npm run prove -- --quick`. */
export const plantedFaults: readonly PlantedFault[] = [
  {
    name: "any code is right",
    file: "src/core/challenge.ts",
    right: "const right = known.codes[request.code] ?? 0;",
    wrong: "const right = known.codes[request.code] ?? 1;",
  },
  {
    name: "a code is right in the millisecond in which it expires",
    file: "src/core/challenge.ts",
    right: "if (atMs >= challenge.expiresAtMs)",
    wrong: "if (atMs > challenge.expiresAtMs)",
  },
  {
    name: "everybody is given the verdict of the first attempt",
    file: "src/core/challenge.ts",
    right: "if (known.judged?.attempt === request.attempt)",
    wrong: "if (known.judged !== undefined)",
  },
  {
    name: "an attempt is not counted",
    file: "src/core/challenge.ts",
    right: "attemptsLeft: known.attemptsLeft - 1",
    wrong: "attemptsLeft: known.attemptsLeft",
  },
  {
    name: "guesses at a challenge are forgotten when it is given back",
    file: "src/core/give-back.ts",
    right: "(challenge.sends > 1 || challenge.judged === undefined)",
    wrong: "true",
  },
  {
    name: "the database judges a challenge again that was wiped",
    file: "src/store/dynamodb-writes.ts",
    right: '? "attribute_exists(#c.m)"',
    wrong: '? "attribute_exists(#c)"',
  },
  {
    name: "the database keeps the codes after a wrong guess",
    file: "src/store/dynamodb-writes.ts",
    right: " REMOVE #c.m`",
    wrong: "`",
  },
  {
    name: "a repeated write is charged twice",
    file: "src/store/dynamodb-writes.ts",
    right: "AND attribute_not_exists(#c)$",
    wrong: "AND attribute_not_exists(none)$",
  },
  {
    name: "a resend revives an expired challenge",
    file: "src/store/dynamodb-writes.ts",
    right: " AND #c.e > :now AND #c.s < :most",
    wrong: " AND #c.s < :most",
  },
  {
    name: "a redeemed code does not give its sends back",
    file: "src/store/dynamodb-writes.ts",
    right: '" n = n - if_not_exists(#c.m.#mac, :zero)"',
    wrong: '" n = n - :zero"',
  },
  {
    name: "mail to an address that bounced resumes early, since a shorter mark takes the place of a longer one",
    file: "src/store/dynamodb-writes.ts",
    right: "(attribute_not_exists(b) OR b < :until)",
    wrong: "(attribute_not_exists(b) OR b <> :until)",
  },
  {
    name: "an address that bounced is mailed again in its next window",
    file: "src/core/undeliverable.ts",
    right: "const last = windowAt(keys, id, email, untilMs - 1);",
    wrong: "const last = current;",
  },
  {
    name: "hearing of a bounce once more makes its pause longer",
    file: "src/core/undeliverable.ts",
    right: "Math.min(atMs, nowMs) + pauseMs[kind]",
    wrong: "nowMs + pauseMs[kind]",
  },
  {
    name: "an address that bounced is mailed for strangers",
    file: "src/core/refuse-send.ts",
    right: '? "withheld" : "opened"',
    wrong: '? "opened" : "opened"',
  },
  {
    name: "the database charges a send to an address that bounced",
    file: "src/store/dynamodb-writes.ts",
    right: 'discreet ? "" : " AND (attribute_not_exists(b) OR b <= :now)"',
    wrong: '""',
  },
];
