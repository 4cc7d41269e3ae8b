import type { NoPassReason } from "../../../shared/no-pass-error.ts";
import { readErrorInfo } from "./error-info.ts";
import type { Answer, Call } from "./machine.ts";
import type { FlowOptions } from "./state.ts";

/** Makes one call as Connect with JSON: https://connectrpc.com/docs/protocol. Never rejects. */
export async function post(
  options: FlowOptions,
  { rpc, body, id, endsAtMs }: Call,
  now: () => number,
  signal: AbortSignal,
): Promise<Answer> {
  const { url, apiKey, purpose, nonce, locale, knownDevice, fetch = globalThis.fetch } = options;
  // Everybody can read it in a page, and the service would say the same.
  if (apiKey.includes("_sk_")) return { refusal: { reason: "KEY_FORBIDDEN" } };
  const isSend = rpc === "SendCode";
  const wish = isSend ? { purpose, nonce, locale, knownDevice, idempotencyKey: id } : { attemptId: id };
  try {
    const response = await fetch(`${url.replace(/\/$/, "")}/nopass.v1.NoPassService/${rpc}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${apiKey}`,
        "connect-protocol-version": "1",
        "connect-timeout-ms": `${Math.max(1, Math.ceil(endsAtMs - now()))}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ ...body, ...wish }),
      credentials: "omit",
      redirect: "error",
      signal,
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) return refusalOf(response, answer);
    // This machine's clock may be wrong. What counts is how long after the answer something is.
    const aheadMs = now() - (Date.parse(response.headers.get("date") ?? "") || now());
    for (const name in answer) if (name.endsWith("Time")) answer[name] = Date.parse(answer[name]) + aheadMs;
    if (answer.receipt) return { proof: { test: false, ...answer } };
    if (answer.challengeId)
      return {
        challenge: {
          ...answer,
          codeAlphabet: answer.codeAlphabet === "CODE_ALPHABET_DIGITS" ? "digits" : "base32",
          open: true,
        },
      };
    return { refusal: { reason: "UNKNOWN" } };
  } catch {
    // What fetch rejects with says no more, by its standard.
    return { refusal: { reason: "UNREACHABLE" } };
  }
}

interface ConnectFailure {
  readonly code?: string;
  readonly details?: readonly { readonly type: string; readonly value: string }[];
}

function refusalOf(response: Response, { code, details = [] }: ConnectFailure): Answer {
  const waitS = Number(response.headers.get("retry-after"));
  const retryAfterMs = waitS > 0 ? { retryAfterMs: waitS * 1000 } : {};
  const detail = details.find(({ type }) => type === "google.rpc.ErrorInfo");
  const info = detail && readErrorInfo(detail.value);
  if (info?.domain !== "nopass.v1") {
    // All of the service's refusals have an ErrorInfo: this one is a proxy's, or the protocol's.
    const isLost = code === "unavailable" || [429, 502, 503, 504].includes(response.status);
    return {
      refusal: {
        reason: code === "deadline_exceeded" ? "TIMEOUT" : isLost ? "UNREACHABLE" : "UNKNOWN",
        ...retryAfterMs,
      },
    };
  }
  const { attempts_left, challenge_id } = info.metadata;
  return {
    refusal: {
      reason: info.reason as NoPassReason,
      ...retryAfterMs,
      ...(attempts_left ? { attemptsLeft: Number(attempts_left) } : {}),
    },
    challengeId: challenge_id,
  };
}
