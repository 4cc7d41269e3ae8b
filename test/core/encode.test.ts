import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeFields } from "../../src/core/encode.ts";

const fields = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\u0000", "é"), maxLength: 3 }), {
  maxLength: 4,
});

test("two lists of fields are encoded the same only if they are the same", () => {
  fc.assert(
    fc.property(fields, fields, (a, b) => {
      expect(encodeFields(...a).equals(encodeFields(...b))).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { numRuns: 2_000 },
  );
});

test.for([
  [
    ["a", "bc"],
    ["ab", "c"],
  ],
  [["a", ""], ["a"]],
  [
    ["", "a"],
    ["a", ""],
  ],
  [["abc"], ["a", "b", "c"]],
] as const)("the fields %j and %j are encoded differently", ([a, b]) => {
  expect(encodeFields(...a)).not.toEqual(encodeFields(...b));
});

test("text and its bytes are the same field", () => {
  expect(encodeFields("é", "x")).toEqual(encodeFields(Buffer.from("é"), Buffer.from("x")));
});
