import { BlockList, isIP, isIPv4 } from "node:net";
import { networkOf } from "../../../src/core/client-ip.ts";
import { clientAddressOf } from "../../../src/http/client-address.ts";
import type { Random } from "../../support/random.ts";
import { type FuzzTarget, must } from "../target.ts";

const trusted = new BlockList();
trusted.addSubnet("10.0.0.0", 8, "ipv4");
trusted.addSubnet("fd00::", 8, "ipv6");

export const forwardedFor: FuzzTarget = {
  name: "forwarded-for",
  invariant: "a caller's network is that of the last address which no trusted proxy wrote",
  trials: { quick: 60_000, full: 10_000_000 },
  seeds: [
    "192.0.2.1",
    "192.0.2.1, 10.0.0.1",
    "evil, 192.0.2.1,10.1.1.1 ,10.0.0.1",
    "2001:db8::1, fd00::2",
    "::ffff:192.0.2.1",
    "fe80::1%eth0",
    "[2001:db8::1]:443",
    "0x7f.1",
    "1.2.3.4.5",
    "::1.2.3.4",
    "1:2:3:4:5:6:7::",
    "",
  ],
  words: [", ", "10.0.0.1", "fd00::1", "::", "::ffff:", "%0", "0x", "256", "01", "192.0.2.1", "unknown"],
  generate,
  judge(input) {
    const list = input.split(",").map((each) => each.trim());
    const headers = { "x-forwarded-for": input };
    const direct = clientAddressOf({ socket: { remoteAddress: "192.0.2.9" }, headers }, trusted);
    must(direct === "192.0.2.9", "a stranger's header was believed");
    const address = clientAddressOf({ socket: { remoteAddress: "::ffff:10.9.9.9" }, headers }, trusted);
    must(address === expectedOf(list), `the caller is ${address}`);
    return [...list.slice(0, 4).map(checkNetwork), String(isIP(address))].join();
  },
};

/** From the right, while the one further right is a proxy of ours. */
function expectedOf(list: readonly string[]): string {
  let last = "10.9.9.9";
  for (const each of list.toReversed()) {
    const address = /^::ffff:\d+\./i.test(each) ? each.slice(7) : each;
    const isOurs = trusted.check(last, isIPv4(last) ? "ipv4" : "ipv6");
    if (!isOurs || isIP(address) === 0) break;
    last = address;
  }
  return last;
}

/** Node reads addresses by itself: what it takes has a network, which holds it, and nothing else has one. */
function checkNetwork(text: string): string {
  const network = networkOf(text);
  const isAddress = isIP(text) !== 0 && !text.includes("%");
  must((network !== undefined) === isAddress, `${text} has the network ${network}`);
  if (network === undefined) return "none";
  if (isIPv4(network)) {
    must(isIPv4(text) ? network === text : /^[0:]*:ffff:/i.test(text), `${text} is no ${network}`);
    return "4";
  }
  const [prefix = "", bits] = network.split("/");
  must(bits === "64" && isIP(prefix) === 6, `${network} is no network`);
  const held = new BlockList();
  held.addSubnet(prefix, 64, "ipv6");
  must(held.check(text, "ipv6"), `${network} does not hold ${text}`);
  must(networkOf(prefix) === network, `${network} is in another network`);
  return "6";
}

function generate(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => anAddress(random)).join(
    random.pick([",", ", ", " ,", ","]),
  );
}

function anAddress(random: Random): string {
  const v4 = () => Array.from({ length: 4 }, () => random.below(random.chance(95) ? 256 : 400)).join(".");
  if (random.chance(40)) return random.chance(40) ? `10.${v4().split(".").slice(1).join(".")}` : v4();
  const groups = Array.from({ length: 8 }, () => random.below(random.chance(50) ? 2 : 65_536).toString(16));
  if (random.chance(50)) groups.splice(random.below(8), 1 + random.below(7), "", "");
  const text = groups.join(":").replace(/:{3,}/g, "::");
  return random.chance(15) ? `${random.pick(["::ffff:", "::", "64:ff9b::"])}${v4()}` : text;
}
