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
export function describeCause(error: unknown): LoggedCause | undefined {
  if (error === undefined) return undefined;
  if (!(error instanceof Error)) return { name: typeof error };
  const { code, $metadata } = error as { readonly code?: unknown; readonly $metadata?: Metadata };
  return {
    name: error.name,
    ...(typeof code === "string" || typeof code === "number" ? { code: String(code) } : {}),
    ...($metadata?.httpStatusCode === undefined ? {} : { status: $metadata.httpStatusCode }),
    ...($metadata?.requestId === undefined ? {} : { requestId: $metadata.requestId }),
    ...framesOf(error),
    ...causeOf(error),
  };
}

interface Metadata {
  readonly httpStatusCode?: number;
  readonly requestId?: string;
}

const maxFrames = 6;

function framesOf({ stack }: Error): { readonly frames?: readonly string[] } {
  const frames = (stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line));
  return frames.length === 0 ? {} : { frames: frames.slice(0, maxFrames).map((frame) => frame.slice(7)) };
}

function causeOf({ cause }: Error): { readonly cause?: LoggedCause } {
  const described = cause instanceof Error ? describeCause(cause) : undefined;
  return described === undefined ? {} : { cause: described };
}
