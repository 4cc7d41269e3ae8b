import { inspect } from "node:util";
import type { SESClientConfig } from "@aws-sdk/client-ses";
import { expect } from "vitest";
import type { RandomInt } from "../../../src/core/ports.ts";
import { createSesClient, createSesTransport } from "../../../src/mail/ses.ts";
import { address, aMail, noon } from "./fixtures.ts";

const canaries = ["victim@canary.example", "735142"];
const canaryMail = aMail({ to: address("victim@canary.example"), subject: "735142 is your Acme code" });

/** What SES may say of the mail, address and code included. */
export const telltale = `Email address is not verified: ${canaries.join()}`;

export const shortTimeouts = { connectMs: 150, requestMs: 300 };

const account = { region: "eu-west-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };

/** Hands a mail to SES, and holds every fault to two promises: an end in time, and no secret in the cause. */
export async function deliver(config: SESClientConfig, randomInt: RandomInt = () => 0) {
  const client = createSesClient({ ...account, ...config }, shortTimeouts);
  const transport = createSesTransport(client, { clock: () => noon, randomInt });
  const startedAt = performance.now();
  const delivery = await transport.deliver(canaryMail);
  expect(performance.now() - startedAt).toBeLessThan(3 * shortTimeouts.requestMs + 500);
  const seen = inspect(delivery, { depth: Number.POSITIVE_INFINITY, showHidden: true });
  for (const canary of canaries) expect(seen).not.toContain(canary);
  client.destroy();
  return delivery;
}

/** A delivery but for its cause. */
export function outcome({ cause: _cause, ...rest }: { readonly kind: string; readonly cause?: unknown }) {
  return rest;
}
