/** Told what begins in the bytes of one connection. */
export interface Listener {
  /** An RPC. */
  call(): void;
  /** A request for the published keys. */
  keyFetch?(): void;
}

/** Looks at the bytes that one side of a connection sends, in whatever pieces. */
export type Look = (chunk: Buffer) => void;

/** Notices requests in what a client sends, of whichever HTTP. */
export function createRequestLook(listener: Listener): Look {
  let look: Look | undefined;
  return (chunk) => {
    look ??= isHttp2(chunk) ? createFrameLook(listener, preface.length) : createHttp1Look(listener);
    look(chunk);
  };
}

/** Notices answers in what a server sends to a client of whom this was the first chunk. */
export function createAnswerLook(firstOfClient: Buffer, listener: Listener): Look {
  return isHttp2(firstOfClient) ? createFrameLook(listener, 0) : () => listener.call();
}

/** RFC 9113 §3.4. */
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

function isHttp2(chunk: Buffer): boolean {
  return chunk.subarray(0, 3).equals(preface.subarray(0, 3));
}

function createHttp1Look(listener: Listener): Look {
  let tail = "";
  return (chunk) => {
    const text = tail + chunk.toString("latin1");
    const requests = [...text.matchAll(/POST \/nopass\.v1\.NoPassService\/|GET \/\.well-known\/jwks/g)];
    for (const [request] of requests) {
      if (request.startsWith("POST")) listener.call();
      else listener.keyFetch?.();
    }
    // The beginning of a request may be in one piece, and its end in the next.
    const end = requests.at(-1);
    tail = text.slice(end === undefined ? -40 : end.index + end[0].length).slice(-40);
  };
}

/** A request, as an answer, begins with a frame of type HEADERS (RFC 9113 §8.1); one with trailers too ends with one. */
function createFrameLook(listener: Listener, skip: number): Look {
  let left = skip;
  let head = Buffer.alloc(0);
  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      const skipped = Math.min(left, rest.length);
      left -= skipped;
      rest = rest.subarray(skipped);
      const wanted = headLength - head.length;
      head = Buffer.concat([head, rest.subarray(0, wanted)]);
      rest = rest.subarray(wanted);
      if (head.length < headLength) return;
      if (head[3] === headersType) listener.call();
      left = head.readUIntBE(0, 3);
      head = Buffer.alloc(0);
    }
  };
}

const headLength = 9;
const headersType = 1;
