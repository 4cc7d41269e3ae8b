import { createNoPass, verifyReceipt } from "../src/index.ts";
import { createCallAbilities } from "./calls.ts";
import { serveLines } from "./lines.ts";

const protocol = process.argv[2] === "connect" ? "connect" : "grpc";

await serveLines({
  ...createCallAbilities((options) => createNoPass({ ...options, protocol })),
  async verifyReceipt({ receipt, options }) {
    const { email, purpose, subject, id, nonce = null, test } = await verifyReceipt(receipt, options);
    return { email, purpose, subject, id, nonce, test };
  },
});
