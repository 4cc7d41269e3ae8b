import { type Answer, overHttp1 } from "../../http/support/requests.ts";

export type Method = "SendCode" | "VerifyCode";

/** What the Connect protocol answered, in JSON. */
export interface Posted extends Answer {
  readonly message: Readonly<Record<string, unknown>>;
  /** Why it was refused, or undefined. */
  readonly reason: string | undefined;
}

/** Calls by HTTP/1.1 with exactly these headers. A body that is a string goes as it is. */
export async function post(
  url: string,
  method: Method,
  headers: Readonly<Record<string, string>>,
  body: object | string,
): Promise<Posted> {
  const answer = await overHttp1(url, {
    method: "POST",
    path: pathOf(method),
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const message = JSON.parse(answer.body);
  return { ...answer, message, reason: message.details?.[0]?.debug?.reason };
}

export function pathOf(method: Method): string {
  return `/nopass.v1.NoPassService/${method}`;
}
