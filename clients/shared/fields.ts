import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import { NoPassError } from "./no-pass-error.ts";

/**
 * Reads an optional text field of a request, for callers without a type checker.
 *
 * A code that is a number has lost its leading zeros, and the encoder's own error would show it.
 */
export function textOf(name: string, value: string | undefined): string {
  if (value === undefined) return "";
  if (typeof value !== "string") throw new TypeError(`${name} must be a string`);
  return value;
}

/** Reads an instant that the service always sends. */
export function instantOf(name: string, value: Timestamp | undefined): Date {
  if (value === undefined)
    throw new NoPassError("UNKNOWN", { cause: new Error(`the answer has no ${name}`) });
  return timestampDate(value);
}
