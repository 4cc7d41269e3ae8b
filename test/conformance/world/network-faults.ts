import { z } from "zod";

/** Answers that no service of ours gives. */
export const rubbishAnswers = [
  "html 502",
  "html 404",
  "plain 503",
  "html 200",
  "empty 200",
  "empty message",
  "broken message",
  "mislabeled message",
  "odd error",
  "redirect",
  "endless body",
  "dripping body",
] as const;

export type Rubbish = (typeof rubbishAnswers)[number];

/**
 * What can happen to one call on its way. `lost`: the connection breaks before the service has heard of the call, after
 * it has answered, or in the middle of its answer. `silent`: nothing ever comes back. `not http`: what answers is a
 * server of something else.
 */
export const networkFaults = z.union([
  z.enum(["fine", "request lost", "answer lost", "answer cut", "silent", "not http", ...rubbishAnswers]),
  z.strictObject({ lateMs: z.int() }),
]);

export type NetworkFault = z.infer<typeof networkFaults>;

/** Whether a fault stands in for the service's answer. */
export function isRubbish(fault: NetworkFault | undefined): fault is Rubbish {
  return rubbishAnswers.some((rubbish) => rubbish === fault);
}
