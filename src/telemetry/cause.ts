/** What may be logged of an error that is not ours: where it arose and what kind it is, never its text. */
export interface LoggedCause {
  readonly name: string;
  readonly code?: string;
  /** The HTTP status of another system's answer. */
  readonly status?: number;
  /** The other system's own name of the request. */
  readonly requestId?: string;
  readonly frames?: readonly string[];
  readonly cause?: LoggedCause;
}

/**
 * Reduces an error to what names nobody.
 *
 * The texts of AWS, of parsers and of network errors repeat addresses and bodies, so they are left out, all of them.
 */
export function describeCause(error: unknown, depth = 1): LoggedCause | undefined {
  if (error === undefined) return undefined;
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, code, cause, $metadata } = error as Error & Faults;
  const { httpStatusCode: status, requestId } = $metadata ?? {};
  const described = cause instanceof Error && depth < maxDepth ? describeCause(cause, depth + 1) : undefined;
  return {
    name: isWord(name) ? String(name) : "Error",
    ...(isWord(code) ? { code: String(code) } : {}),
    ...(typeof status === "number" ? { status } : {}),
    ...(isWord(requestId) ? { requestId: String(requestId) } : {}),
    ...framesOf(error),
    ...(described === undefined ? {} : { cause: described }),
  };
}

/** Errors may be each other's cause. */
const maxDepth = 4;

/** What errors of Node and of the AWS SDK have beside their text. Some of it was read from an answer. */
interface Faults {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown; readonly requestId?: unknown };
}

function isWord(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && /^[\w.:#-]{1,100}$/.test(value));
}

const maxFrames = 6;

/** Behind the text, which may have lines that look like frames. */
function framesOf({ stack = "", message }: Error): { readonly frames?: readonly string[] } {
  const start = stack.indexOf(message);
  const lines = start < 0 ? [] : stack.slice(start + message.length).split("\n");
  const frames = lines.filter((line) => frame.test(line));
  return frames.length === 0 ? {} : { frames: frames.slice(0, maxFrames).map((line) => line.slice(7)) };
}

/** At a place in a file, as V8 writes it. */
const frame = /^ {4}at .*[\w)/]:\d+:\d+\)?$/;
