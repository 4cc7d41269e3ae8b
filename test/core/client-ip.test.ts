import { expect, test } from "vitest";
import { networkOf } from "../../src/core/client-ip.ts";

test.for([
  { input: "192.0.2.7", want: "192.0.2.7" },
  { input: "2001:db8::1", want: "2001:db8:0:0::/64" },
  { input: "2001:DB8:0:0:ffff:1:2:3", want: "2001:db8:0:0::/64", because: "one /64 is one customer" },
  { input: "2001:db8:0:1::1", want: "2001:db8:0:1::/64" },
  { input: "::ffff:192.0.2.7", want: "192.0.2.7", because: "it is an IPv4 address" },
  { input: "::ffff:c000:207", want: "192.0.2.7", because: "it is the same in hexadecimal" },
  { input: "::1", want: "0:0:0:0::/64" },
  { input: "1:0:0:3:4:5:6:7", want: "1:0:0:3::/64" },
  { input: "1::ffff:c000:207", want: "1:0:0:0::/64" },
  { input: "2001:db8::ffff:c000:207", want: "2001:db8:0:0::/64", because: "only ::ffff: stands for IPv4" },
  { input: "192.0.2.07", want: undefined, because: "some would read it as octal" },
  { input: "192.0.2.256", want: undefined },
  { input: "192.0.2.7:443", want: undefined },
  { input: "[2001:db8::1]", want: undefined },
  { input: "::1]:443", want: undefined },
  { input: "::1]/x", want: undefined, because: "nothing may follow" },
  { input: "x@[::1", want: undefined, because: "nothing may stand before" },
  { input: "fe80::1%eth0", want: undefined },
  { input: "2001:db8::1::2", want: undefined },
  { input: "example.com", want: undefined },
  { input: "", want: undefined },
])("$input is counted as $want", ({ input, want }) => {
  expect(networkOf(input)).toBe(want);
});

test("all 65,536 addresses that one customer may use are one network", () => {
  const networks = new Set(
    Array.from({ length: 65_536 }, (_, i) => networkOf(`2001:db8:1:2:aaaa:bbbb:cccc:${i.toString(16)}`)),
  );
  expect([...networks]).toEqual(["2001:db8:1:2::/64"]);
});
