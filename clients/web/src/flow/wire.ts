import type { Answer, Call } from "./machine.ts";
import type { Challenge, FlowOptions, Proof, Refusal } from "./state.ts";

/** How long a call may take, with its repetitions. */
const patienceMs = 10_000;

/** A service that asks for more time is not asked again. */
const longestPauseMs = 5_000;

/** What charged nothing, or is answered as the first time. After DELIVERY_UNKNOWN the mail may be on its way. */
const safeToRepeat = /^(UNR|STORE|OVER|DELIVERY_F)/;

/** Makes a call, at most three times, and only where that cannot mail a second code or waste an attempt. Never rejects. */
export async function post(options: FlowOptions, call: Call, controller: AbortController): Promise<Answer> {
  // Everybody can read it in a page, and the service would say the same.
  if (options.apiKey.includes("_sk_")) return refuse("KEY_FORBIDDEN");
  setTimeout(() => controller.abort(), patienceMs);
  for (let tries = 1; ; tries += 1) {
    const answer = await ask(options, call, controller.signal);
    const { reason = "", retryAfterMs = 0 } = answer.refusal ?? {};
    if (tries > 2 || retryAfterMs > longestPauseMs || !safeToRepeat.test(reason)) return answer;
    // The id is random, so that pages that failed together do not come back together.
    const chanceMs = tries * (Number.parseInt(call.id, 10) % 400);
    await new Promise((resolve) => setTimeout(resolve, retryAfterMs + chanceMs));
  }
}

/** Asks once, as Connect with JSON: https://connectrpc.com/docs/protocol. */
async function ask(
  { url, apiKey, ...context }: FlowOptions,
  { rpc, id, body }: Call,
  signal: AbortSignal,
): Promise<Answer> {
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
    return refuse(signal.aborted ? "TIMEOUT" : "UNREACHABLE");
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
  return answer.challengeId
    ? { challenge: { ...answer, codeAlphabet } as unknown as Challenge }
    : refuse("UNKNOWN");
}

function refused({ headers, status }: Response, { details = [] }: AnswerJson): Answer {
  // A google.rpc.ErrorInfo is protobuf: texts of a closed list between their lengths. It takes no parser to find them.
  const detail = details.map(({ value }) => atob(value)).join("");
  const find = (pattern: RegExp) => pattern.exec(detail)?.[1];
  // All of the service's refusals have one. This is a proxy's, or the protocol's.
  const fallback = status > 500 ? "UNREACHABLE" : "UNKNOWN";
  const challengeId = find(/(nc1_[\w-]+)/);
  return {
    refusal: {
      reason: (find(/([A-Z_]+)\W+nopass\.v1/) as Refusal["reason"]) ?? fallback,
      retryAfterMs: Number(headers.get("retry-after")) * 1000,
      attemptsLeft: Number(find(/attempts_left\W+(\d+)/) ?? 0),
    },
    challenge: challengeId ? { challengeId } : undefined,
  };
}

const refuse = (reason: Refusal["reason"]): Answer => ({ refusal: { reason } });
