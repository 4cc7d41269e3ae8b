import {
  createMemoryReplayGuard,
  createReceiptVerifier,
  type ReceiptVerifier,
} from "../../clients/node/src/index.ts";
import { refuseReceipt, requireReceipt } from "../../clients/node/src/middleware.ts";
import { answer, type Page } from "../http/pages.ts";

/**
 * Answers whoever brings a receipt as a back end of its own would: by the keys that the service publishes, and once.
 *
 * It asks for the keys over HTTP though they are in this process, as it shows what others have to do.
 */
export function createSession(issuer: string, audience: string): Page {
  const consume = createMemoryReplayGuard();
  let verifier: ReceiptVerifier | undefined;
  return async (req, res) => {
    const jwksUrl = `http://127.0.0.1:${req.socket.localPort}/.well-known/jwks.json`;
    verifier ??= createReceiptVerifier({ issuer, audience, jwksUrl });
    const { status, body } = await requireReceipt(req, verifier, { purpose: "sign-in", consume }).then(
      (receipt) => ({ status: 200, body: JSON.stringify(receipt) }),
      async (error: unknown) => {
        const refused = refuseReceipt(error);
        return { status: refused.status, body: await refused.text() };
      },
    );
    answer(res, status, "application/json", body);
  };
}
