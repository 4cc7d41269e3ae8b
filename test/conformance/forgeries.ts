import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ReceiptOptions } from "../../clients/node/conformance/protocol.ts";
import { notOffered } from "../../clients/node/conformance/protocol.ts";
import { forgeries } from "../clients/support/forgeries/all.ts";
import { ed, es, published } from "../clients/support/forgeries/keys.ts";
import { aReceipt, issuer, noon } from "../clients/support/receipts.ts";
import type { Executor } from "./executor.ts";
import type { Verdict } from "./run-case.ts";

/** A text that is shown to a verifier, and the reason for which it is refused; without one it is genuine. */
export interface Showing {
  readonly name: string;
  readonly receipt: string;
  readonly reason?: string;
  readonly checks: Pick<ReceiptOptions, "purpose" | "nonce">;
}

/** Every forgery that is a text at all, as most languages have no other receipts, and what each of them imitates. */
export const showings: readonly Showing[] = [
  { name: "A genuine receipt by ES256 is accepted", receipt: aReceipt(es), checks: {} },
  { name: "A genuine receipt by EdDSA is accepted", receipt: aReceipt(ed), checks: {} },
  ...forgeries.flatMap(({ name, receipt, reason, checks = {} }) =>
    typeof receipt === "string" ? [{ name: `Forged: ${name}`, receipt, reason, checks: inJson(checks) }] : [],
  ),
];

/** Where the keys are published that a forgery could be made to name. */
export interface ForgeryBench {
  show(executor: Executor, showing: Showing): Promise<Verdict>;
  close(): void;
}

export async function openForgeryBench(): Promise<ForgeryBench> {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "application/jwk-set+json");
    response.end(JSON.stringify({ keys: published }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;

  return {
    async show(executor, { receipt, reason, checks }) {
      const options = { issuer, audience: "acme", jwksUrl, nowMs: noon.getTime(), ...checks };
      const answer = await executor.ask({ do: "verifyReceipt", receipt, options });
      const got = "error" in answer ? answer.error.reason : undefined;
      if (got === notOffered) return { kind: "not offered" };
      if (got === reason) return { kind: "passed" };
      return { kind: "failed", why: `${verdictOf(got)}, and should have been ${verdictOf(reason)}` };
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function verdictOf(reason: string | undefined): string {
  return reason === undefined ? "accepted" : `refused with ${reason}`;
}

/** A nonce that is named and has no value is not one that is not named. */
function inJson(checks: object): Showing["checks"] {
  return "nonce" in checks ? { ...checks, nonce: (checks.nonce as string | undefined) ?? null } : checks;
}
