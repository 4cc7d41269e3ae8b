/** One call of an RPC, as it went over the wire. */
export interface RecordedCall {
  /** `SendCode` or `VerifyCode`. */
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** Undefined where no answer came. */
  readonly answer?: { readonly status: number; readonly body: string };
  readonly ms: number;
}

/** Lets a page see its own calls: puts a listener on the way to `fetch`, which changes nothing. */
export function recordCalls(onCall: (call: RecordedCall) => void): void {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input instanceof Request ? input.clone() : input, init);
    const [, method] = /\/nopass\.v1\.NoPassService\/(\w+)$/.exec(request.url) ?? [];
    if (method === undefined) return fetch(input, init);
    const asked = {
      method,
      url: request.url,
      headers: [...request.headers],
      body: await request.clone().text(),
    };
    const startedAt = performance.now();
    const ms = () => Math.round(performance.now() - startedAt);
    try {
      const response = await fetch(input, init);
      const answer = { status: response.status, body: await response.clone().text() };
      onCall({ ...asked, answer, ms: ms() });
      return response;
    } catch (error) {
      onCall({ ...asked, ms: ms() });
      throw error;
    }
  };
}

/** The same call for a terminal. A publishable key is for pages, so it says which one it stands for. */
export function toCurl({ url, headers, body }: RecordedCall, origin: string): string {
  const all = [...headers.filter(([name]) => name !== "origin"), ["origin", origin] as const];
  const flags = all.map(([name, value]) => `  -H ${quote(`${name}: ${value}`)}`);
  return [`curl -s ${url}`, ...flags, `  -d ${quote(body)}`].join(" \\\n");
}

/** For any POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
