import { challengeOf, sendBody, sendPath, verifyBody, verifyPath } from "../load/calls.ts";
import type { Answered, Connections, Wire } from "../load/connection.ts";
import { inParallel } from "../load/in-parallel.ts";
import type { Measured } from "../processes.ts";

/** Somebody who signs in, by one send and one verification over the same connection. */
export interface Person {
  readonly email: string;
  readonly key: string;
  /** The address that the caller says they come from; empty if it says none. */
  readonly network: string;
  readonly connection: Pick<Connections, "post">;
}

/** How many sign in together: all of them are sent a code before the first is verified. */
export const together = 100;

/** Calls that are under way at the same time. */
const atOnce = 64;

/** Lets people sign in together; returns the CPU time of the service for one of them, in microseconds. */
export async function signIn(
  process: Measured<unknown>,
  wire: Wire,
  people: readonly Person[],
): Promise<number> {
  const bodies = people.map(({ email, network }) => sendBody(wire, email, network));
  const headers = people.map(({ key }) => ({ authorization: `Bearer ${key}` }));
  const post = async (path: string, all: readonly Buffer[]): Promise<readonly Answered[]> => {
    const answers = await inParallel(people.length, atOnce, (i) => {
      const [person, head, body] = [people[i], headers[i], all[i]];
      if (!person || !head || !body) throw new Error("there is somebody for each call");
      return person.connection.post(path, head, body);
    });
    const bad = answers.find(({ status }) => status !== (wire === "grpc" ? 0 : 200));
    if (bad !== undefined) throw new Error(`a call ended with ${bad.status}: ${bad.body}`);
    return answers;
  };

  const beforeSends = await process.cpuMicros();
  const sent = await post(sendPath, bodies);
  const afterSends = await process.cpuMicros();
  const codes = await process.ask<Readonly<Record<string, string>>>("codes");
  const verifications = sent.map((answer, i) =>
    verifyBody(wire, challengeOf(wire, answer), codes[people[i]?.email ?? ""] ?? ""),
  );
  const beforeVerifications = await process.cpuMicros();
  await post(verifyPath, verifications);
  const afterVerifications = await process.cpuMicros();
  return (afterSends - beforeSends + (afterVerifications - beforeVerifications)) / people.length;
}
