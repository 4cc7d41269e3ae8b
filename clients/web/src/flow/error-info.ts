/** The parts of `google.rpc.ErrorInfo` that the service uses. */
export interface ErrorInfo {
  readonly reason: string;
  readonly domain: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Reads a `google.rpc.ErrorInfo` as Connect puts it into JSON: protobuf in base64. The service's texts are ASCII. */
export function readErrorInfo(base64: string): ErrorInfo {
  const fields = fieldsOf(atob(base64));
  const text = (number: number) => fields.find(([field]) => field === number)?.[1] ?? "";
  const pairs = fields
    .filter(([field]) => field === 3)
    .map(([, pair]) => fieldsOf(pair).map(([, content]) => content));
  return { reason: text(1), domain: text(2), metadata: Object.fromEntries(pairs) };
}

/** Reads the fields of a message in which all have a length: texts, and messages of texts. */
function fieldsOf(bytes: string): readonly (readonly [number, string])[] {
  const fields: (readonly [number, string])[] = [];
  for (let at = 0; at < bytes.length; ) {
    const field = bytes.charCodeAt(at++) >> 3;
    let length = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = bytes.charCodeAt(at++);
      length |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    fields.push([field, bytes.slice(at, at + length)]);
    at += length;
  }
  return fields;
}
