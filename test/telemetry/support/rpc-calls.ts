import type { TestService } from "../../e2e/support/service.ts";

export type Answered = Readonly<Record<string, unknown>> & {
  readonly challengeId?: string;
  readonly code?: string;
};

/** One call by the Connect protocol, as a back end makes it. */
export async function callRpc(
  service: Pick<TestService, "url" | "secretKey">,
  method: "SendCode" | "VerifyCode",
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const answer = await fetch(`${service.url}/nopass.v1.NoPassService/${method}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${service.secretKey}`,
      "content-type": "application/json",
      ...headers,
    },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Answered;
}
