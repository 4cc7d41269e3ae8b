import { type Dispatcher, Pool } from "undici";
import {
  ConnectionError,
  codeOf,
  type Http,
  type HttpAnswer,
  type HttpLimits,
  type HttpTarget,
} from "./http.ts";

/** HTTP/1.1 by undici, below its own promises and streams: those cost more than the rest of a call. */
export function openUndiciHttp(target: HttpTarget, limits: HttpLimits): Http {
  const { protocol, hostname, port, path } = target;
  const pool = new Pool(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`, {
    connections: limits.connections,
    pipelining: 1,
    // Neither DynamoDB nor SES speaks HTTP/2.
    allowH2: false,
    // Tidies up only: a call is given up by its own timer, which is exact.
    connectTimeout: limits.connectMs,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: limits.idleMs,
    keepAliveMaxTimeout: limits.idleMs,
  });
  return {
    post: (headers, body) =>
      new Promise((answer, fail) => {
        // undici reads the array, and does not keep it.
        const request = { method: "POST", path, headers: headers as string[], body, origin: "" };
        pool.dispatch(request, new Call(limits, answer, fail));
      }),
    close: () => void pool.destroy().catch(() => undefined),
  };
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** One request on its way, from the queue to the last byte of the answer. */
class Call implements Dispatcher.DispatchHandler {
  readonly #limits: HttpLimits;
  readonly #answer: (answer: HttpAnswer) => void;
  readonly #fail: (error: ConnectionError) => void;
  #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #over = false;
  #status = 0;
  #headers: Headers = {};
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;
  #bytes = 0;

  constructor(
    limits: HttpLimits,
    answer: (answer: HttpAnswer) => void,
    fail: (error: ConnectionError) => void,
  ) {
    this.#limits = limits;
    this.#answer = answer;
    this.#fail = fail;
    this.#timer = setTimeout(this.#notConnected, Math.min(limits.connectMs, limits.requestMs));
  }

  /** The request is about to be written. It is not, if it was given up before; the connection goes on to the next. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#over) throw new ConnectionError("ETIMEDOUT", false);
    this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limits.answerBytes) {
      controller.abort(new ConnectionError("ETOOLONG", true));
    } else if (this.#first === undefined) {
      this.#first = chunk;
    } else {
      this.#more ??= [this.#first];
      this.#more.push(chunk);
    }
  }

  onResponseEnd(): void {
    if (!this.#end()) return;
    const headers = this.#headers;
    this.#answer({
      status: this.#status,
      text: (this.#more === undefined ? this.#first : Buffer.concat(this.#more))?.toString() ?? "",
      header: (name) => [headers[name]].flat()[0],
    });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#giveUp(
      error instanceof ConnectionError
        ? error
        : new ConnectionError(codeOf(error), this.#controller !== undefined, error),
    );
  }

  readonly #notConnected = () => {
    const { connectMs, requestMs } = this.#limits;
    if (this.#controller === undefined || requestMs <= connectMs) return this.#notAnswered();
    this.#timer = setTimeout(this.#notAnswered, requestMs - connectMs);
  };

  readonly #notAnswered = () =>
    this.#giveUp(new ConnectionError("ETIMEDOUT", this.#controller !== undefined));

  #giveUp(error: ConnectionError): void {
    if (!this.#end()) return;
    this.#controller?.abort(error);
    this.#fail(error);
  }

  /** False if it was over before. */
  #end(): boolean {
    const first = !this.#over;
    this.#over = true;
    clearTimeout(this.#timer);
    return first;
  }
}
