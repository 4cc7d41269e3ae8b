import {
  type CallOptions,
  createNoPass,
  type Interceptor,
  type NoPass,
  NoPassError,
  type NoPassOptions,
  type NoPassReason,
  type SendCodeRequest,
  type SendCodeResponse,
  type VerifyCodeRequest,
  type VerifyCodeResponse,
  type Violation,
} from "@nopass/node";

const watch: Interceptor = (next) => (request) => next(request);
const options: NoPassOptions = { url: "https://localhost", apiKey: "np_test_sk_k_s", interceptors: [watch] };
const noPass: NoPass = createNoPass(options);
createNoPass({ url: "", apiKey: "", nodeOptions: { ca: "", cert: "", key: "" } });
createNoPass({ url: "", apiKey: "", protocol: "connect", httpVersion: "1.1", nodeOptions: { ca: "" } });
// @ts-expect-error gRPC needs HTTP/2
createNoPass({ url: "", apiKey: "", protocol: "grpc", httpVersion: "1.1" });
// @ts-expect-error a code is sent to an address, or for a challenge
noPass.sendCode({ locale: "en" });
// @ts-expect-error a code that is a number has lost its zeros
noPass.verifyCode({ challengeId: "", code: 12345 });

export async function prove(
  request: SendCodeRequest,
  call: CallOptions,
): Promise<VerifyCodeResponse | NoPassReason> {
  try {
    const sent: SendCodeResponse = await noPass.sendCode(request, call);
    const ends: Date = sent.expireTime;
    const keyboard: "digits" | "base32" = sent.codeAlphabet;
    const typed: VerifyCodeRequest = { challengeId: sent.challengeId, code: `${ends} ${keyboard}` };
    return await noPass.verifyCode(typed, { signal: AbortSignal.timeout(1000) });
  } catch (error) {
    if (!(error instanceof NoPassError)) throw error;
    const violations: readonly Violation[] = error.violations;
    return violations.length > 0 ? "REQUEST_INVALID" : error.reason;
  } finally {
    noPass.close();
  }
}
