import { cores } from "./cores.ts";
import { type Measured, startPinned } from "./processes.ts";

/** DynamoDB and SES of a measurement, and how others are told of them. */
export interface Stand extends AsyncDisposable {
  readonly canned: Measured<{ readonly url: string }>;
  /** Sends the clients of AWS there. */
  readonly aws: Readonly<Record<string, string>>;
  /** The codes that were mailed since it was asked last, by address. */
  codes(): Promise<Readonly<Record<string, string>>>;
}

/** Starts what stands for AWS. */
export async function openStand(): Promise<Stand> {
  const canned = await startPinned<{ url: string }>(cores.canned, "servers/canned.ts");
  return {
    canned,
    aws: {
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "AKIDBENCH",
      AWS_SECRET_ACCESS_KEY: "bench",
      AWS_ENDPOINT_URL_DYNAMODB: canned.ready.url,
      AWS_ENDPOINT_URL_SES: canned.ready.url,
    },
    codes: () => canned.ask<Record<string, string>>("codes"),
    [Symbol.asyncDispose]: () => canned[Symbol.asyncDispose](),
  };
}
