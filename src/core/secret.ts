/**
 * A value that cannot be printed by accident: not in a log, an error, JSON or a debugger's dump.
 *
 * Whoever needs it says so with {@link Secret.reveal}, which is easy to search for.
 */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return hidden;
  }
}

const hidden = "[secret]";
