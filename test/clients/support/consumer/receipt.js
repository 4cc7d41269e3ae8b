import { createMemoryReplayGuard, createReceiptVerifier, ReceiptError, verifyReceipt } from "@nopass/node";
import { requireReceipt } from "@nopass/node/middleware";

const options = {
  issuer: "https://nopass.example",
  audience: "acme",
  jwksUrl: process.env.NOPASS_URL,
  consume: createMemoryReplayGuard(),
};
const receipt = process.env.NOPASS_RECEIPT;
const { email } = await verifyReceipt(receipt, options);

const request = new Request("https://localhost", { headers: { authorization: `Bearer ${receipt}` } });
const { purpose } = await requireReceipt(request, createReceiptVerifier(options));

try {
  await verifyReceipt(receipt, options);
} catch (error) {
  const refused = { reason: error.reason, isReceiptError: error instanceof ReceiptError };
  console.log(JSON.stringify({ email, purpose, refused }));
}
