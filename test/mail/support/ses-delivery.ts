import { inspect } from "node:util";
import type { SESClient, SESClientConfig } from "@aws-sdk/client-ses";
import { expect } from "vitest";
import type { AwsTimeouts } from "../../../src/aws/handler.ts";
import { openHandlerHttp } from "../../../src/aws/handler-http.ts";
import type { OpenHttp } from "../../../src/aws/http.ts";
import { openUndiciHttp } from "../../../src/aws/undici-http.ts";
import type { RandomInt } from "../../../src/core/ports.ts";
import { createSesTransport } from "../../../src/mail/ses.ts";
import type { SesCall } from "../../../src/mail/ses-call.ts";
import { createSesClient } from "../../../src/mail/ses-client.ts";
import { createLeanSesCall, openSesTransport } from "../../../src/mail/ses-lean.ts";
import { createSdkSesCall } from "../../../src/mail/ses-sdk.ts";
import { address, aMail, noon } from "./fixtures.ts";

const canaries = ["victim@canary.example", "735142"];
const canaryMail = aMail({ to: address("victim@canary.example"), subject: "735142 is your Acme code" });

/** What SES may say of the mail, address and code included. */
export const telltale = `Email address is not verified: ${canaries.join()}`;

/** Short for tests of what never comes, and long for a busy machine. */
export const shortTimeouts = { connectMs: 500, requestMs: 1_000 };

/** On top of all timeouts: what never ends takes longer. */
const patienceMs = 10_000;

const account = { region: "eu-west-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };

/** Who makes the calls: what `NOPASS_AWS_CLIENT` says, and by what HTTP. */
export type SesKind = keyof typeof callsBy;

const callsBy = {
  lean: (client, timeouts) => lean(client, openUndiciHttp, timeouts),
  "lean, by the SDK's HTTP": (client, timeouts) => lean(client, openHandlerHttp, timeouts),
  sdk: (client) => ({ call: createSdkSesCall(client), close() {} }),
} as const satisfies Record<
  string,
  (client: SESClient, timeouts: AwsTimeouts) => { readonly call: SesCall; readonly close: () => void }
>;

export const sesKinds = Object.keys(callsBy) as readonly SesKind[];

function lean(client: SESClient, openHttp: OpenHttp, timeouts: AwsTimeouts) {
  const transport = openSesTransport(client, openHttp, timeouts);
  return { call: createLeanSesCall(transport), close: transport.close };
}

/** A client with these settings, and the call that stands on it. */
export function openSesCall(kind: SesKind, config: SESClientConfig, timeouts = patient) {
  const client = createSesClient({ ...account, ...config }, timeouts);
  const { call, close } = callsBy[kind](client, timeouts);
  return {
    call,
    close() {
      close();
      client.destroy();
    },
  };
}

const patient: AwsTimeouts = { connectMs: 10_000, requestMs: 20_000 };

/** Hands a mail to SES, and holds every fault to two promises: an end in time, and no secret in the cause. */
export async function deliver(kind: SesKind, config: SESClientConfig, randomInt: RandomInt = () => 0) {
  const { call, close } = openSesCall(kind, config, shortTimeouts);
  const transport = createSesTransport(call, { clock: () => noon, randomInt });
  const startedAt = performance.now();
  const delivery = await transport.deliver(canaryMail);
  expect(performance.now() - startedAt).toBeLessThan(3 * shortTimeouts.requestMs + patienceMs);
  const seen = inspect(delivery, { depth: Number.POSITIVE_INFINITY, showHidden: true });
  for (const canary of canaries) expect(seen).not.toContain(canary);
  close();
  return delivery;
}

/** A delivery but for its cause. */
export function outcome({ cause: _cause, ...rest }: { readonly kind: string; readonly cause?: unknown }) {
  return rest;
}
