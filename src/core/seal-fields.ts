/** Writes the fields of a sealed challenge, each readable without the others' lengths. */
export class FieldWriter {
  readonly #parts: Buffer[] = [];

  byte(value: number): this {
    this.#parts.push(Buffer.of(value));
    return this;
  }

  uint32(value: number): this {
    const part = Buffer.allocUnsafe(4);
    part.writeUInt32BE(value);
    this.#parts.push(part);
    return this;
  }

  /** At most 255 bytes. */
  bytes(value: Uint8Array): this {
    this.#parts.push(Buffer.of(value.length), Buffer.from(value));
    return this;
  }

  /** At most 255 bytes of UTF-8. */
  text(value: string): this {
    return this.bytes(Buffer.from(value));
  }

  /** The last field: as UTF-8 or UTF-16, whichever is shorter, so that 128 characters always fit into an id. */
  wideText(value: string): this {
    const utf8 = Buffer.from(value);
    const utf16 = Buffer.from(value, "utf16le");
    const wide = utf16.length < utf8.length;
    this.#parts.push(Buffer.of(wide ? 1 : 0), wide ? utf16 : utf8);
    return this;
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

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
