import type { RunningDevelopment } from "./development.ts";

/** Sends a code without a browser, as a server does, in a mail of this language. */
export async function sendCode(
  { url, secretKey }: RunningDevelopment,
  email: string,
  locale = "en",
): Promise<void> {
  const answer = await fetch(`${url}/nopass.v1.NoPassService/SendCode`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${secretKey}` },
    body: JSON.stringify({ email, locale }),
  });
  if (!answer.ok) throw new Error(`SendCode was answered with ${answer.status}: ${await answer.text()}`);
}
