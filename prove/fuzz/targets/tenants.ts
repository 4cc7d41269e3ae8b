import { SettingsError } from "../../../src/config/env.ts";
import { parseTenants } from "../../../src/config/tenants.ts";
import { isOneLine } from "../../../src/core/one-line.ts";
import { guessOdds, maxGuessOdds } from "../../../src/core/policy.ts";
import type { Random } from "../../support/random.ts";
import { aText } from "../mutate.ts";
import { type FuzzTarget, must } from "../target.ts";

const whole = `tenants:
  - id: acme
    brand: { name: Acme, host: acme.example, from: "Acme <codes@acme.example>", reply_to: help@acme.example }
    locale: de
    policy: { code: { alphabet: base32, length: 8 }, ttl: 10m, max_ttl: 2h, attempts: 3, budget: 20, cool_down: 45s }
    limits: { daily_sends: 1000 }
    recipients: { deny: [evil.example] }
    test_addresses: [{ email: review@acme.example, code: "00000000", until: 2027-01-01T00:00:00Z }]
    keys:
      - { id: Key00001, kind: secret, sha256: [${"0a".repeat(32)}] }
      - { id: Key00002, kind: publishable, mode: test, sha256: [${"0c".repeat(32)}], origins: [https://acme.example] }
`;
const small = { id: "acme", brand: { name: "Acme", host: "acme.example" }, keys: [] };

export const tenants: FuzzTarget = {
  name: "tenants",
  invariant: "a tenants file is taken whole and in its limits, or refused by a list of what is wrong",
  trials: { quick: 2_500, full: 10_000_000 },
  seeds: [
    whole,
    JSON.stringify({ tenants: [small] }),
    JSON.stringify({ tenants: [small, small] }),
    '{"tenants":[{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]}',
    "__proto__: { polluted: 1 }\ntenants: []",
    "tenants: &a [*a]",
    "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\ntenants: [*c,*c,*c]",
    "tenants: !!js/function 'function(){}'",
    "? {a: b}\n: c",
    "<<: {tenants: []}",
    "%YAML 1.1\n---\ntenants: []\n---\nx",
    "tenants: !!binary aGVsbG8=",
    "tenants: [null, 1, [], {}]",
    "[".repeat(2_000),
    "",
    "\ufefftenants: []",
  ],
  words: [
    "__proto__: ",
    "constructor: ",
    "&a ",
    "*a",
    "!!map ",
    "!!set ",
    "<<: *a",
    "\n  - ",
    "\n    ",
    "{",
    "}",
    "[",
    "]",
    ": ",
    ", ",
    "null",
    "~",
    "0x10",
    ".inf",
    "1e9",
    "-1",
    "\t",
    "---\n",
    "|\n",
    "test_addresses: ",
    "client_certificates: [x]",
    "texts: { sign-in: { de: { subject: '{{code}}' } } }",
    "color: '#123456'",
  ],
  generate,
  judge(input) {
    const before = Object.getOwnPropertyNames(Object.prototype).length;
    const startedAt = performance.now();
    const outcome = read(input);
    must(performance.now() - startedAt < 10_000, "it takes more than ten seconds to read");
    must(!("polluted" in {}), "the prototype of all objects was changed");
    must(Object.getOwnPropertyNames(Object.prototype).length === before, "all objects have another member");
    return outcome;
  },
};

function read(text: string): string {
  try {
    const directory = parseTenants(text);
    for (const { id, policy } of directory.tenants) {
      must(/^[a-z0-9][a-z0-9_-]{0,31}$/.test(id), `a tenant is called ${JSON.stringify(id)}`);
      must(guessOdds(policy) <= maxGuessOdds, "codes can be guessed");
      must(policy.ttlMs >= 30_000 && policy.ttlMs <= policy.maxTtlMs, "the validity is out of its range");
    }
    must(directory.findKey("__proto__") === undefined, "a key is called __proto__");
    return `taken ${directory.tenants.length} ${directory.keyCount}`;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    must(error.problems.length > 0, "it is refused without a reason");
    const lines = error.problems.every((problem) => problem !== "" && isOneLine(problem));
    must(lines, `a problem is no line: ${JSON.stringify(error.problems)}`);
    return [...new Set(error.problems.map(kindOf))].slice(0, 2).join();
  }
}

/** A problem without what it repeats of the file. */
function kindOf(problem: string): string {
  const [path = "", ...rest] = problem.split(": ");
  const where = path
    .replaceAll(/\d+|\["[^"]*"\]/g, "")
    .split(".")
    .slice(-2)
    .join(".");
  return `${where}: ${rest
    .join(": ")
    .replaceAll(/"[^"]*"|\d+/g, "")
    .slice(0, 40)}`.slice(0, 80);
}

const names =
  "id brand name host from locale policy code alphabet length ttl max_ttl attempts budget cool_down keys kind";

/** Values of any kind in the places of a file. */
function generate(random: Random): string {
  const tenant = { ...small, ...aMap(random, 2) };
  const document = { tenants: random.chance(90) ? [tenant] : aValue(random, 3) };
  const text = JSON.stringify(document);
  return random.chance(50) ? text : `tenants:\n  - ${Object.entries(tenant).map(inYaml).join("\n    ")}`;
}

function inYaml([name, value]: readonly [string, unknown]): string {
  return `${name}: ${JSON.stringify(value)}`;
}

function aMap(random: Random, depth: number): Readonly<Record<string, unknown>> {
  const all =
    `${names} mode sha256 origins expires limits recipients allow deny purposes texts footer __proto__`.split(
      " ",
    );
  const entries = Array.from({ length: 1 + random.below(3) }, () => [
    all[random.below(all.length)] ?? "",
    aValue(random, depth),
  ]);
  return Object.fromEntries(entries);
}

function aValue(random: Random, depth: number): unknown {
  switch (random.below(depth > 0 ? 9 : 6)) {
    case 0:
      return random.pick([null, true, 0, -1, 1.5, 1e300, 6, 100_001]);
    case 1:
      return random.pick([
        "30s",
        "1h",
        "25h",
        "acme.example",
        "Acme <a@acme.example>",
        "base32",
        "secret",
        "*",
      ]);
    case 6:
      return Array.from({ length: random.below(3) }, () => aValue(random, depth - 1));
    case 7:
    case 8:
      return aMap(random, depth - 1);
    default:
      return aText(random, 12);
  }
}
