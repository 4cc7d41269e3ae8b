import type { NoPassReason } from "../../../shared/no-pass-error.ts";
import type { Answer, Call } from "./machine.ts";
import type { Challenge, FlowOptions, Proof } from "./state.ts";

/** Makes one call as Connect with JSON: https://connectrpc.com/docs/protocol. Never rejects. */
export async function post(options: FlowOptions, call: Call, signal: AbortSignal): Promise<Answer> {
  const { url, apiKey, ...context } = options;
  const { rpc, id, body } = call;
  // Everybody can read it in a page, and the service would say the same.
  if (apiKey.includes("_sk_")) return refuse("KEY_FORBIDDEN");
  const more = rpc === "SendCode" ? { ...context, idempotencyKey: id } : { attemptId: id };
  try {
    const response = await fetch(`${url.replace(/\/$/, "")}/nopass.v1.NoPassService/${rpc}`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ ...body, ...more }),
      credentials: "omit",
      signal,
    });
    const answer = (await response.json()) as AnswerJson;
    return (response.ok ? granted : refused)(response, answer);
  } catch {
    // No answer, or one that is no JSON: a proxy's. What fetch rejects with says no more, by its standard.
    return refuse("UNREACHABLE");
  }
}

/** An answer in JSON, whose fields are those of the protocol. */
interface AnswerJson {
  /** Of a refusal: protobuf in base64. */
  readonly details?: readonly { readonly value: string }[];
  [field: string]: unknown;
}

function granted({ headers }: Response, answer: AnswerJson): Answer {
  const nowMs = Date.now();
  // This machine's clock may be wrong. What counts is how long after the answer something is.
  const aheadMs = nowMs - (Date.parse(headers.get("date") ?? "") || nowMs);
  for (const field in answer)
    if (field.endsWith("Time")) answer[field] = Date.parse(`${answer[field]}`) + aheadMs;
  if (answer.receipt) return { proof: answer as unknown as Proof };
  const codeAlphabet = `${answer.codeAlphabet}`.slice("CODE_ALPHABET_".length).toLowerCase();
  return answer.challengeId ? { challenge: { ...answer, codeAlphabet } as Challenge } : refuse("UNKNOWN");
}

function refused({ headers, status }: Response, { details = [] }: AnswerJson): Answer {
  // A google.rpc.ErrorInfo is protobuf: texts of a closed list between their lengths. It takes no parser to find them.
  const detail = details.map(({ value }) => atob(value)).join("");
  const find = (pattern: RegExp) => pattern.exec(detail)?.[1];
  // All of the service's refusals have one. This is a proxy's, or the protocol's.
  const fallback = status > 500 ? "UNREACHABLE" : "UNKNOWN";
  const challengeId = find(/challenge_id.*?(nc1_[\w-]+)/s);
  return {
    refusal: {
      reason: (find(/([A-Z_]+)\W+nopass\.v1/) as NoPassReason) ?? fallback,
      retryAfterMs: Number(headers.get("retry-after")) * 1000,
      attemptsLeft: Number(find(/attempts_left\W+(\d+)/) ?? 0),
    },
    challenge: challengeId ? unknownChallenge(challengeId) : undefined,
  };
}

/** A challenge of which only the id is known: the form takes any code, and the service judges it. */
function unknownChallenge(challengeId: string): Challenge {
  const now = Date.now();
  return {
    challengeId,
    codeLength: 0,
    codeAlphabet: "base32",
    expireTime: now + 3_600_000,
    resendTime: now + 30_000,
  };
}

const refuse = (reason: NoPassReason): Answer => ({ refusal: { reason } });
