/** An answer of the place where keys are published. */
export type KeyAnswer = () => Response | Promise<Response>;

/** Publishes keys without a network, and counts how often it is asked. */
export interface KeyServer {
  readonly fetch: typeof globalThis.fetch;
  readonly asked: number;
  /** What is answered from now on. */
  answer: KeyAnswer;
}

/** Starts with these keys published. */
export function createKeyServer(...keys: readonly object[]): KeyServer {
  let asked = 0;
  const server = {
    answer: keySet(keys),
    fetch: (() => {
      asked += 1;
      return server.answer();
    }) as unknown as typeof globalThis.fetch,
    get asked() {
      return asked;
    },
  };
  return server;
}

/** Answers with these keys. */
export function keySet(keys: readonly object[], headers: Record<string, string> = {}): KeyAnswer {
  return async () => Response.json({ keys }, { headers });
}
