import type { EmailAddress } from "../../../src/core/email.ts";
import { isKnownDevice, issueKnownDevice, knownDeviceMs } from "../../../src/core/known-device.ts";
import { aKeyring } from "../../../test/support/keyrings.ts";
import { noonMs } from "../../../test/support/noon.ts";
import type { Random } from "../../support/random.ts";
import { type FuzzTarget, must } from "../target.ts";

const dayMs = 24 * 60 * 60_000;
const ring = aKeyring("k2", "k1");
const email = "ada@example.com" as EmailAddress;
const old = aKeyring("k1");
const issued = [0, 1, 90, 179, 180].flatMap((days) =>
  [ring, old].map((each) => issueKnownDevice(each, "acme", email, noonMs - days * dayMs)),
);
const genuine = new Set(issued);
const foreign = [
  issueKnownDevice(ring, "other", email, noonMs),
  issueKnownDevice(ring, "acme", "eve@example.com" as EmailAddress, noonMs),
  issueKnownDevice(aKeyring("k3"), "acme", email, noonMs),
  issueKnownDevice(ring, "acme", email, noonMs + dayMs),
  issueKnownDevice(ring, "acme", email, noonMs - knownDeviceMs - 2 * dayMs),
];

export const knownDevices: FuzzTarget = {
  name: "known-devices",
  invariant: "a device is known only by a token that was made for its tenant and address, in its time",
  trials: { quick: 100_000, full: 10_000_000 },
  seeds: [...issued, ...foreign, "", "nd1_"],
  words: ["nd1_", "k1.", "k2.", ".", "0", "20605", "=", "\n", "-", "_"],
  generate,
  judge(input) {
    const known = isKnownDevice(ring, input, "acme", email, noonMs);
    must(known === genuine.has(input), "what is known and what was made differ");
    return `${known} ${input.startsWith("nd1_")}`;
  },
};

/** The day of one token with the proof of another. */
function generate(random: Random): string {
  const all = [...issued, ...foreign];
  const [one, other, third] = [0, 1, 2].map(() => (all[random.below(all.length)] ?? "").split("."));
  const day = random.chance(80) ? other?.[1] : String(random.below(1_000_000));
  return [one?.[0], random.chance(10) ? `0${day}` : day, third?.[2]].join(".");
}
