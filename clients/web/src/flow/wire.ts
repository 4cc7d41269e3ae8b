import type { NoPassReason } from "../../../shared/no-pass-error.ts";
import type { Answer, Call } from "./machine.ts";
import type { Challenge, FlowOptions, Proof } from "./state.ts";

/** Makes one call as Connect with JSON: https://connectrpc.com/docs/protocol. Never rejects. */
export async function post(
  options: FlowOptions,
  { rpc, body, id }: Call,
  now: () => number,
  signal: AbortSignal,
): Promise<Answer> {
  const { url, apiKey, purpose, nonce, locale, knownDevice, fetch = globalThis.fetch } = options;
  // Everybody can read it in a page, and the service would say the same.
  if (apiKey.includes("_sk_")) return refusal("KEY_FORBIDDEN");
  const isSend = rpc === "SendCode";
  try {
    const response = await fetch(`${url.replace(/\/$/, "")}/nopass.v1.NoPassService/${rpc}`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({
        ...body,
        ...(isSend ? { purpose, nonce, locale, knownDevice, idempotencyKey: id } : { attemptId: id }),
      }),
      credentials: "omit",
      redirect: "error",
      signal,
    });
    const answer = (await response.json().catch(() => ({}))) as AnswerJson;
    if (!response.ok) return refusalOf(response, answer);
    // This machine's clock may be wrong. What counts is how long after the answer something is.
    const aheadMs = now() - (Date.parse(response.headers.get("date") ?? "") || now());
    for (const name in answer) if (/Time$/.test(name)) answer[name] = Date.parse(`${answer[name]}`) + aheadMs;
    if (answer.receipt) return { proof: { test: false, ...answer } as Proof };
    if (!answer.challengeId) return refusal("UNKNOWN");
    const isDigits = answer.codeAlphabet === "CODE_ALPHABET_DIGITS";
    return {
      challenge: { ...answer, codeAlphabet: isDigits ? "digits" : "base32", open: true } as Challenge,
    };
  } catch {
    // What fetch rejects with says no more, by its standard.
    return refusal("UNREACHABLE");
  }
}

/** What the service says, as Connect writes it. */
interface AnswerJson {
  /** Of a refusal: protobuf in base64. */
  readonly details?: readonly { readonly value: string }[];
  [name: string]: unknown;
}

function refusalOf({ headers, status }: Response, { details = [] }: AnswerJson): Answer {
  const retryAfterMs = Number(headers.get("retry-after")) * 1000;
  // A google.rpc.ErrorInfo is protobuf: texts of a closed list between their lengths. It takes no parser to find them.
  const detail = details.map(({ value }) => atob(value)).join("");
  const [, reason] = /^\W+([A-Z_]+)\W+nopass\.v1/.exec(detail) ?? [];
  const [, attemptsLeft] = /attempts_left\W+(\d+)/.exec(detail) ?? [];
  const [, challengeId] = /challenge_id.*?(nc1_[\w-]+)/s.exec(detail) ?? [];
  return {
    // All of the service's refusals have one. This is a proxy's, or the protocol's.
    ...refusal((reason as NoPassReason) ?? (/429|50[234]/.test(`${status}`) ? "UNREACHABLE" : "UNKNOWN"), {
      ...(retryAfterMs > 0 && { retryAfterMs }),
      ...(attemptsLeft && { attemptsLeft: Number(attemptsLeft) }),
    }),
    challengeId,
  };
}

function refusal(reason: NoPassReason, facts: object = {}) {
  return { refusal: { reason, ...facts } };
}
