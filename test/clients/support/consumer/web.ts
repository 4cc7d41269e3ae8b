import {
  createNoPass,
  type NoPass,
  NoPassError,
  type NoPassOptions,
  type NoPassReason,
  type SendCodeRequest,
  type VerifyCodeResponse,
} from "@nopass/web";

const options: NoPassOptions = { url: "/nopass", apiKey: "np_test_pk_k_s", protocol: "grpc-web", fetch };
const noPass: NoPass = createNoPass(options);
// @ts-expect-error a browser cannot speak gRPC
createNoPass({ url: "", apiKey: "", protocol: "grpc" });

export async function prove(request: SendCodeRequest): Promise<VerifyCodeResponse | NoPassReason> {
  try {
    const { challengeId, resendTime } = await noPass.sendCode(request, { timeoutMs: 5000 });
    return await noPass.verifyCode({ challengeId, code: resendTime.toISOString() });
  } catch (error) {
    if (error instanceof NoPassError) return error.reason;
    throw error;
  }
}
