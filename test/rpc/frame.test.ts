import { Code } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { readFrame, writeFrame } from "../../src/rpc/unary/frame.ts";

const frame = writeFrame(Buffer.from("message"));

test("a frame is read as it was written", () => {
  expect(Buffer.from(readFrame(frame)).toString()).toBe("message");
});

test.for([2, 3, 0x80, 0x81, 0xff])(
  "a message with the flag %i, which means nothing here, is refused",
  (flag) => {
    const flagged = Buffer.from(frame);
    flagged[0] = flag;
    expect(() => readFrame(flagged)).toThrow(expect.objectContaining({ code: Code.InvalidArgument }));
  },
);

test("a message that is said to be compressed is refused, as no encoding was named", () => {
  const flagged = Buffer.from(frame);
  flagged[0] = 1;
  expect(() => readFrame(flagged)).toThrow(expect.objectContaining({ code: Code.Internal }));
});
