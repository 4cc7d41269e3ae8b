/** An origin of the web, as the SDK resolved it. */
export interface HttpTarget {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number | undefined;
  readonly path: string;
}

export interface HttpLimits {
  /** How long a call waits for a connection, and how long for its whole answer; both from its beginning. */
  readonly connectMs: number;
  readonly requestMs: number;
  /** How long a connection is kept for the next call. */
  readonly idleMs: number;
  readonly connections: number;
  /** The longest body that an answer may have. */
  readonly answerBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  /** The first value of a header, by its name in lower case. */
  readonly header: (name: string) => string | undefined;
}

/** Posts to one target over connections that it keeps. Fails with a {@link ConnectionError}, in time. */
export interface Http {
  /** Headers are names and values in turn. */
  post(headers: readonly string[], body: Uint8Array): Promise<HttpAnswer>;
  close(): void;
}

/** By whom AWS is called, and how the lean clients get there. */
export interface AwsAccess {
  readonly client: "lean" | "sdk";
  readonly openHttp: OpenHttp;
}

/** `handler` is the one of the SDK's client. */
export type OpenHttp = (
  target: HttpTarget,
  limits: HttpLimits,
  handler: RequestHandler,
) => Http | Promise<Http>;

/** As much of the SDK's request handlers as is used. */
export interface RequestHandler {
  handle(request: never): Promise<{ readonly response: HandlerResponse }>;
  destroy?(): void;
}

export interface HandlerResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: AsyncIterable<Uint8Array> | Uint8Array;
}

/** There was no answer, or not a whole one. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  /** As Node or the library names the fault: `ECONNRESET`, `ENOTFOUND`. */
  readonly code: string;
  /** Whether any byte may have reached the other side. */
  readonly sent: boolean;

  constructor(code: string, sent: boolean, cause?: unknown) {
    super(`no answer: ${code}`, { cause });
    this.code = code;
    this.sent = sent;
  }
}

/** The fault of an error, or of the first of several: one for each address that was tried. */
export function codeOf(error: unknown): string {
  const { code, errors } = (error ?? {}) as { readonly code?: unknown; readonly errors?: readonly unknown[] };
  if (typeof code === "string") return code;
  return errors?.[0] === undefined ? "UNKNOWN" : codeOf(errors[0]);
}

/** The parts of our own errors, of Node's and of the SDK's that say what happened. */
export interface Fault {
  readonly name?: string;
  readonly message?: string;
  readonly syscall?: string;
  readonly errors?: readonly Fault[];
  readonly sent?: boolean;
}

/** Neither a name nor a connection was to be had, so no byte has left. */
export function neverConnected({ name, message = "", syscall, errors = [], sent }: Fault): boolean {
  if (sent !== undefined) return !sent;
  // One error for each address that was tried.
  if (errors.length > 0) return errors.every(neverConnected);
  // The SDK's timeouts differ in nothing but their messages.
  if (name === "TimeoutError" && message.includes("did not establish a connection")) return true;
  return syscall === "connect" || syscall === "getaddrinfo";
}
