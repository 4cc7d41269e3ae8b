import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseSettings } from "../../src/config/settings.ts";
import { parseTenants } from "../../src/config/tenants.ts";
import { maxCodes } from "../../src/core/challenge.ts";
import { defaultLimits } from "../../src/core/limits.ts";
import { defaultPolicy } from "../../src/core/policy.ts";
import type { Limit } from "../../src/core/rate.ts";
import { receiptTtlMs } from "../../src/core/receipt.ts";
import { maxBodyBytes } from "../../src/rpc/body.ts";
import { maxCallMs } from "../../src/rpc/deadline.ts";
import { anEnv } from "../config/support/settings.ts";

const page = readFileSync("docs/security.md", "utf8");
const rows = new Map(
  [...page.matchAll(/^\| ([^|]+) \| ([^|]+) \| [^|]* \| [^|]*\|$/gm)].map(([, scope = "", value = ""]) => [
    scope,
    value,
  ]),
);
const [acme] = parseTenants("tenants: [{ id: acme, brand: { name: Acme, host: acme.example } }]").tenants;
const minutes = (ms: number) => `${ms / 60_000} min`;
const rate = ({ burst, everyMs }: Limit) => `${burst} in ${minutes(burst * everyMs)}`;

test.for([
  ["address: codes that were not redeemed", `${acme?.policy.budget} in 24 hours`],
  ["address: of these, kept for known callers", String(acme?.policy.knownReserve)],
  ["address: between two codes", `${(acme?.policy.cooldownMs ?? 0) / 1000} s`],
  ["challenge: attempts", String(acme?.policy.attempts)],
  ["challenge: codes by resending", String(maxCodes)],
  ["code: validity", minutes(acme?.policy.ttlMs ?? 0)],
  ["network address, publishable keys: sends", rate(defaultLimits.network.send)],
  ["network address, publishable keys: verifies", rate(defaultLimits.network.verify)],
  ["`client_ip`, secret keys: sends", rate(defaultLimits.network.send)],
  ["key: calls", defaultLimits.key === undefined ? "none" : rate(defaultLimits.key)],
  ["tenant: calls at once", `half of ${parseSettings(anEnv()).maxCalls.toLocaleString("en")}`],
  ["tenant: mails in a day", String(defaultLimits.dailySends ?? "none")],
  ["body", `${maxBodyBytes / 1024} KiB`],
  ["call", `${maxCallMs / 1000} s`],
  ["receipt: validity", minutes(receiptTtlMs)],
] as const)("the documented limit of %s is %s", ([scope, value]) => {
  expect(rows.get(scope)).toBe(value);
});

test("no limit is documented that is not checked here", () => {
  expect([...rows.keys()].filter((scope) => scope !== "scope" && !scope.startsWith("-"))).toHaveLength(15);
});

test("a tenant that states nothing has the defaults of the core", () => {
  expect(acme?.policy).toEqual(defaultPolicy);
  expect(acme?.limits).toEqual(defaultLimits);
});
