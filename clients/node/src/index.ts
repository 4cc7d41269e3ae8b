export type { Interceptor } from "@connectrpc/connect";
export type { CallOptions } from "../../shared/calls.ts";
export { NoPassError, type NoPassReason, type Violation } from "../../shared/no-pass-error.ts";
export type { SendCodeRequest, SendCodeResponse } from "../../shared/send-code.ts";
export type { VerifyCodeRequest, VerifyCodeResponse } from "../../shared/verify-code.ts";
export { createNoPass, type NoPass, type NoPassOptions } from "./no-pass.ts";
export type { Consume, ReceiptChecks } from "./receipt/checks.ts";
export type { JwkSet } from "./receipt/key-source.ts";
export { ReceiptBodyTooLong, ReceiptError, type ReceiptReason } from "./receipt/receipt-error.ts";
export { createMemoryReplayGuard, type ReplayGuardOptions } from "./receipt/replay-guard.ts";
export {
  createReceiptVerifier,
  type ReceiptVerifier,
  type ReceiptVerifierOptions,
  type VerifiedReceipt,
} from "./receipt/verifier.ts";
export { type VerifyReceiptOptions, verifyReceipt } from "./receipt/verify-receipt.ts";
