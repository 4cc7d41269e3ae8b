import type { Random } from "../support/random.ts";
import { allHttpFaults, type HttpFault } from "./http-faults.ts";
import { allSmtpFaults } from "./smtp-proxy.ts";
import { type MailerName, mailers } from "./stage.ts";

/** What a caller does, and which of its requests meets the faults. */
export const paths = [
  "the first send",
  "a resend",
  "a repeated send",
  "a send that is given back",
  "a right code",
  "a wrong code",
  "a right code again",
  "the first of three attempts",
  "the last of three attempts",
  "the wipe after three attempts",
] as const;

export type Path = (typeof paths)[number];

/** One cell of the matrix: a path, and what the tries of its request meet. */
export interface Cell {
  readonly path: Path;
  readonly mailer: MailerName;
  /** On the way to the database. */
  readonly store: readonly (HttpFault | undefined)[];
  /** On the way of the mail. */
  readonly mail: readonly (string | undefined)[];
  /** Which of the clients calls. */
  readonly client: number;
}

const mailing = ["the first send", "a resend"] as const;
const tries = [1, 2, 3] as const;

/** The faults on the way of a mail. SES does not know a request that is doubled: no client can prevent that. */
const mailFaults: Readonly<Record<MailerName, readonly string[]>> = {
  ses: allHttpFaults.filter((fault) => fault !== "applied twice"),
  smtp: allSmtpFaults,
  webhook: allHttpFaults,
};

/** Every path with every fault of every dependency, met by the first try, by two and by all three. */
export function wholeMatrix(): readonly Cell[] {
  const ofStore = paths.flatMap((path) =>
    allHttpFaults.flatMap((fault) =>
      tries.map((count) => ({ path, store: Array(count).fill(fault), mail: [] })),
    ),
  );
  const ofMails = mailers.flatMap((mailer) =>
    mailing.flatMap((path) =>
      mailFaults[mailer].flatMap((fault) =>
        tries.map((count) => ({ path, mailer, store: [], mail: Array(count).fill(fault) })),
      ),
    ),
  );
  return [...ofMails, ...ofStore].map((cell, i) => ({ mailer: mailers[i % 3] ?? "ses", client: i, ...cell }));
}

/** A path whose tries meet different faults, of both dependencies at once. */
export function randomCell(random: Random): Cell {
  const mailer = random.pick(mailers);
  const path = random.pick(paths);
  const some = <T>(faults: readonly T[]) =>
    tries.map(() => (random.chance(50) ? faults[random.below(faults.length)] : undefined));
  const mails = mailing.some((each) => each === path);
  return {
    path,
    mailer,
    store: some(allHttpFaults),
    mail: mails ? some(mailFaults[mailer]) : [],
    client: random.below(64),
  };
}

export function describeCell({ path, mailer, store, mail }: Cell): string {
  const met = (faults: Cell["mail"]) => faults.map((fault) => fault ?? "nothing").join("; ") || "nothing";
  return `${path} (${mailer}), the database: ${met(store)}, the mail: ${met(mail)}`;
}
