import { expect, test } from "vitest";
import { FieldReader, FieldWriter } from "../../src/core/seal-fields.ts";

test("fields are read as they were written, in their order", () => {
  const written = new FieldWriter()
    .byte(7)
    .uint32(0xfedcba98)
    .bytes(Buffer.from("id"))
    .text("Bücher")
    .wideText("日本")
    .finish();
  const read = new FieldReader(written);
  expect([read.byte(), read.uint32(), read.bytes().toString(), read.text(), read.wideText()]).toEqual([
    7,
    0xfedcba98,
    "id",
    "Bücher",
    "日本",
  ]);
});

test("there is room for 2,048 bytes, and what does not fit is not cut off without a word", () => {
  expect(new FieldWriter().wideText("x".repeat(2_047)).finish()).toHaveLength(2_048);
  expect(() => new FieldWriter().wideText("x".repeat(2_048))).toThrow(
    "a sealed challenge has no room for this",
  );
});
