import { describe, expect, test } from "vitest";
import { parseSender, requireSender } from "../../src/core/sender.ts";

describe("parseSender", () => {
  test.for([
    { input: "no-reply@acme.com", want: { name: "", address: "no-reply@acme.com" } },
    { input: "<no-reply@acme.com>", want: { name: "", address: "no-reply@acme.com" } },
    { input: "Acme <no-reply@acme.com>", want: { name: "Acme", address: "no-reply@acme.com" } },
    { input: "  Acme  <No-Reply@ACME.com> ", want: { name: "Acme", address: "No-Reply@acme.com" } },
    { input: "Acme<no-reply@acme.com>", want: { name: "Acme", address: "no-reply@acme.com" } },
    { input: "Acme, Inc. <a@acme.com>", want: { name: "Acme, Inc.", address: "a@acme.com" } },
    { input: '"Acme, Inc." <a@acme.com>', want: { name: "Acme, Inc.", address: "a@acme.com" } },
    { input: '"A \\"B\\" \\\\ C" <a@acme.com>', want: { name: 'A "B" \\ C', address: "a@acme.com" } },
    { input: "", want: undefined },
    { input: "Acme", want: undefined },
    { input: "Acme <>", want: undefined },
    { input: "Acme <acme.com>", want: undefined },
    { input: "Acme <a@localhost>", want: undefined, because: "a public domain has a dot" },
    { input: "a@acme.com, b@acme.com", want: undefined, because: "there is one sender" },
    { input: "A <a@acme.com>, B <b@acme.com>", want: undefined },
    {
      input: "<aaa@acme.com>bbb@example.com",
      want: undefined,
      because: "SES has mailed the first of the two",
    },
    { input: 'Acme "Inc <a@acme.com>', want: undefined },
    { input: '"Acme" Inc <a@acme.com>', want: undefined },
    { input: 'The "Acme" <a@acme.com>', want: undefined },
    { input: "Acme\r\nBcc: eve@example.com <a@acme.com>", want: undefined, because: "it would add a header" },
    { input: "Acme <a@acme.com>\n", want: undefined },
    { input: '"Acme\0" <a@acme.com>', want: undefined },
  ])("$input becomes $want.name, $want.address", ({ input, want }) => {
    expect(parseSender(input)).toEqual(want);
  });
});

describe("requireSender", () => {
  test("gives the sender behind a setting", () => {
    expect(requireSender("NOPASS_MAIL_FROM", "Acme <a@acme.com>")).toEqual({
      name: "Acme",
      address: "a@acme.com",
    });
  });

  test("tells the operator which setting is wrong, and how to write it", () => {
    expect(() => requireSender("NOPASS_MAIL_FROM", "Acme")).toThrow(
      "NOPASS_MAIL_FROM must be `Name <address>` or an address",
    );
  });
});
