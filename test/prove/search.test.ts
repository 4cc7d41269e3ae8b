import { describe, expect, test } from "vitest";
import { createSearch } from "../../prove/faults/search.ts";
import { needle } from "../e2e/support/needles.ts";

const search = createSearch([needle("code", "4711081547"), needle("address", "ada@example.com")]);

describe("a search for secrets", () => {
  test.for([
    { where: "a log line", text: '{"to":"ada@example.com"}', want: ["address"] },
    { where: "base64", text: `x${btoa("mail ada@example.com now")}x`, want: ["address"] },
    { where: "hex", text: Buffer.from("to ada@example.com").toString("hex"), want: ["address"] },
    { where: "a sentence", text: "it is 4711081547, and ada@example.com knows", want: ["code", "address"] },
    { where: "upper case", text: "ADA@EXAMPLE.COM", want: ["address"] },
  ])("finds them in $where", ({ text, want }) => {
    expect(search.found(text)).toEqual(want);
  });

  test.for(["an honest line", "1747110815472", "span a4711081547f", "0.4711081547"])(
    "does not find them in '%s'",
    (text) => {
      expect(search.found(text)).toEqual([]);
    },
  );
});
