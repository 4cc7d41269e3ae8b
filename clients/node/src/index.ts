export type { Interceptor } from "@connectrpc/connect";
export type { CallOptions } from "../../shared/calls.ts";
export { NoPassError, type NoPassReason, type Violation } from "../../shared/no-pass-error.ts";
export type { SendCodeRequest, SendCodeResponse } from "../../shared/send-code.ts";
export type { VerifyCodeRequest, VerifyCodeResponse } from "../../shared/verify-code.ts";
export { createNoPass, type NoPass, type NoPassOptions } from "./no-pass.ts";
