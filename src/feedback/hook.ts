import type { HttpRequest } from "../http/one-port.ts";
import { answer, type Page } from "../http/pages.ts";

/** What a hook answers whoever posted. It says nothing of what was in the post. */
export interface HookAnswer {
  readonly status: number;
  readonly text: string;
}

export type TakePost = (body: string, header: (name: string) => string) => Promise<HookAnswer>;

export interface HookDeps {
  readonly take: TakePost;
  readonly onFault: (error: unknown) => void;
  /** Told of every post, for the log and the statistics. */
  readonly onAnswered: (status: number) => void;
}

/** Serves a hook: the body is read within limits of size and time, and a fault says come again. */
export function createHook({ take, onFault, onAnswered }: HookDeps): Page {
  return async (req, res) => {
    const body = await readText(req);
    const { status, text } =
      body === undefined ? tooMuch : await take(body, (name) => headerOf(req, name)).catch(failed);
    onAnswered(status);
    return answer(res, status, "text/plain", `${text}\n`);
  };

  function failed(error: unknown): HookAnswer {
    onFault(error);
    return { status: 503, text: "come again" };
  }
}

const tooMuch: HookAnswer = { status: 413, text: "too large or too slow" };

function headerOf({ headers }: HttpRequest, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : "";
}

/** Undefined if it is too large, or does not come to its end in time. */
async function readText(req: HttpRequest): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, maxMs, undefined);
  const whole = (async () => {
    for await (const chunk of req as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) return undefined;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  })().catch(() => undefined);
  try {
    return await Promise.race([whole, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** SNS messages have 256 KiB at most, and more as JSON within JSON. */
const maxBytes = 512 * 1024;
const maxMs = 10_000;
