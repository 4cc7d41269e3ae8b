/** Writes the fields of a sealed challenge, each readable without the others' lengths. */
export class FieldWriter {
  readonly #into = Buffer.allocUnsafe(maxFieldsBytes);
  #at = 0;

  byte(value: number): this {
    this.#at = this.#into.writeUInt8(value, this.#at);
    return this;
  }

  uint32(value: number): this {
    this.#at = this.#into.writeUInt32BE(value, this.#at);
    return this;
  }

  /** At most 255 bytes. */
  bytes(value: Uint8Array): this {
    this.byte(value.length);
    this.#into.set(value, this.#at);
    this.#at += value.length;
    return this;
  }

  /** At most 255 bytes of UTF-8. */
  text(value: string): this {
    return this.byte(Buffer.byteLength(value)).#rest(value, "utf8");
  }

  /** The last field: as UTF-8 or UTF-16, whichever is shorter, so that 128 characters always fit into an id. */
  wideText(value: string): this {
    const wide = value.length * 2 < Buffer.byteLength(value);
    return this.byte(wide ? 1 : 0).#rest(value, wide ? "utf16le" : "utf8");
  }

  finish(): Buffer {
    return this.#into.subarray(0, this.#at);
  }

  #rest(value: string, encoding: BufferEncoding): this {
    const length = Buffer.byteLength(value, encoding);
    // Buffer would cut it off without a word.
    if (length > maxFieldsBytes - this.#at) throw new RangeError("a sealed challenge has no room for this");
    this.#at += this.#into.write(value, this.#at, encoding);
    return this;
  }
}

/** More than all fields at their longest: five of 256 bytes, a last one of 257, and eight more. */
const maxFieldsBytes = 2_048;

/** Reads what {@link FieldWriter} wrote, in the same order. */
export class FieldReader {
  readonly #from: Buffer;
  #at = 0;

  constructor(from: Buffer) {
    this.#from = from;
  }

  byte(): number {
    return this.#from.readUInt8(this.#at++);
  }

  uint32(): number {
    this.#at += 4;
    return this.#from.readUInt32BE(this.#at - 4);
  }

  bytes(): Buffer {
    const length = this.byte();
    this.#at += length;
    return this.#from.subarray(this.#at - length, this.#at);
  }

  text(): string {
    return this.bytes().toString();
  }

  wideText(): string {
    const encoding = this.byte() === 1 ? "utf16le" : "utf8";
    return this.#from.toString(encoding, this.#at);
  }
}
