import fc from "fast-check";

/** Text that tries to be more than text: a header, a recipient, an element, a boundary, another last line. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\u2028",
        "\u0085",
        "\r\nBcc: eve@example.com",
        "\r\n\r\n<b>",
        ", eve@example.com",
        "<eve@example.com>",
        '" <eve@example.com>',
        "=?UTF-8?Q?=0D=0ABcc:_eve@example.com?=",
        "--=_nopass--",
        "</title><script>alert(1)</script>",
        "</style>",
        "<img src=x onerror=alert(1)>",
        "<!--",
        "]]>",
        "&lt;b&gt;",
        "&",
        "'",
        '" onload="x',
        "$&",
        "$1",
        "@evil.com #000000",
        "\u202e",
        "\ud800",
        "👩‍👩‍👧",
        "اسم",
      ),
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.string({ unit: "grapheme-ascii", maxLength: 60 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((pieces) => pieces.join(""));
