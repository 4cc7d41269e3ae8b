import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contrast, leastContrast, readableOn } from "../../src/core/colour.ts";

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, "0")}`);

describe("contrast", () => {
  // As other calculators give them.
  test.for([
    { text: "#000000", background: "#ffffff", want: 21 },
    { text: "#ffffff", background: "#ffffff", want: 1 },
    { text: "#777777", background: "#ffffff", want: 4.48 },
    { text: "#767676", background: "#ffffff", want: 4.54 },
    { text: "#ff0000", background: "#ffffff", want: 4.0 },
    { text: "#0000ff", background: "#ffffff", want: 8.59 },
    { text: "#050505", background: "#ffffff", want: 20.38 },
  ])("of $text on $background is $want to 1", ({ text, background, want }) => {
    expect(contrast({ text, background })).toBeCloseTo(want, 2);
    expect(contrast({ text: background, background: text })).toBeCloseTo(want, 2);
  });
});

describe("readableOn", () => {
  test("leaves a colour alone that can be read", () => {
    expect(readableOn("#ffffff", "#767676")).toBe("#767676");
  });

  test("goes no further than it has to", () => {
    expect(readableOn("#ffffff", "#777777")).toBe("#767676");
    expect(readableOn("#ffffff", "#ffffff")).toBe("#757575");
    expect(readableOn("#000000", "#000000")).toBe("#757575");
    expect(readableOn("#000000", "#0000ff")).toBe("#5e5eff");
  });

  test("finds a shade that can be read, whatever the colours", () => {
    fc.assert(
      fc.property(colour, colour, (background, text) => {
        expect(contrast({ background, text: readableOn(background, text) })).toBeGreaterThanOrEqual(
          leastContrast,
        );
      }),
    );
  });
});
