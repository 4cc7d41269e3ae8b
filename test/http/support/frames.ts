/** What an HTTP/2 connection begins with (RFC 9113 §3.4). */
export const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** A frame of settings that states none (RFC 9113 §4.1): no payload, type 4, no flags, stream 0. */
export const emptySettings = Buffer.from("000000040000000000", "hex");

/** What the server's own settings begin with, after three bytes of length, as `latin1`. */
export const settingsOfServer = Buffer.from("040000000000", "hex").toString("latin1");

const flags = { endStream: 0x1, endHeaders: 0x4 } as const;

/** A frame (RFC 9113 §4.1). */
export function frame(type: number, flag: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flag;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Settings by their numbers (RFC 9113 §6.5.2); 4 is the first window of each stream. */
export function settings(values: Readonly<Record<number, number>>): Buffer {
  const payload = Object.entries(values).map(([id, value]) => {
    const setting = Buffer.alloc(6);
    setting.writeUInt16BE(Number(id), 0);
    setting.writeUInt32BE(value, 2);
    return setting;
  });
  return frame(4, 0, 0, Buffer.concat(payload));
}

/** Opens a stream. Each header is written out, without compression (RFC 7541 §6.2.2). */
export function headers(
  stream: number,
  list: Readonly<Record<string, string>>,
  { ends = false, whole = true } = {},
): Buffer {
  const block = Object.entries(list).flatMap(([name, value]) => [Buffer.of(0), text(name), text(value)]);
  return frame(
    1,
    (ends ? flags.endStream : 0) | (whole ? flags.endHeaders : 0),
    stream,
    Buffer.concat(block),
  );
}

/** More headers of a stream (RFC 9113 §6.10). */
export function continuation(stream: number, list: Readonly<Record<string, string>>): Buffer {
  const block = Object.entries(list).flatMap(([name, value]) => [Buffer.of(0), text(name), text(value)]);
  return frame(9, 0, stream, Buffer.concat(block));
}

export function data(stream: number, payload: Uint8Array, ends = false): Buffer {
  return frame(0, ends ? flags.endStream : 0, stream, payload);
}

/** Resets a stream, with the number of an error (RFC 9113 §7). */
export function reset(stream: number, error: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(error);
  return frame(3, 0, stream, payload);
}

function text(value: string): Buffer {
  if (value.length > 126) throw new Error("longer texts have longer lengths (RFC 7541 §5.1)");
  return Buffer.concat([Buffer.of(value.length), Buffer.from(value, "latin1")]);
}
