import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { networkFaults } from "./world/network-faults.ts";
import { receiptOrder } from "./world/receipt-order.ts";
import { keyNames } from "./world/tenants.ts";

/** What a case is about: a column in the table of `npm run test:clients`. */
export const groups = [
  "sending",
  "verifying",
  "repeats",
  "resends",
  "limits",
  "keys",
  "faults",
  "network",
  "rubbish",
  "receipts",
  "forged",
  "key sets",
] as const;

const signingKey = z.string().regex(/^(?:es|ed)-\d$/);

/** What becomes of the next calls, one by one; a single one stands for all of them. */
const script = <T extends z.ZodType>(each: T) => z.union([each, z.array(each)]);

const serverScript = {
  /** Between the client and the service. `gone` and `back` are the whole machine. */
  network: z.union([z.enum(["gone", "back"]), script(networkFaults)]).optional(),
  /** Between the service and its database, or that the service has no time for the call. */
  store: script(
    z.union([
      z.enum(["fine", "unavailable", "written but unavailable", "broken"]),
      z.strictObject({ slowMs: z.int() }),
      z.strictObject({ unavailableForMs: z.int() }),
      z.strictObject({ overloadedForMs: z.int() }),
    ]),
  ).optional(),
  /** Between the service and its mail provider. */
  deliveries: script(
    z.union([
      z.enum(["accepted", "refused", "no mailbox", "unknown"]),
      z.strictObject({ refusedForMs: z.int() }),
    ]),
  ).optional(),
  /** The keys of receipts by name, `es-1` for ES256 and `ed-1` for EdDSA: the first signs, all are published. */
  signingKeys: z.array(signingKey).min(1).optional(),
};

const client = {
  key: z.enum(keyNames).optional(),
  timeoutMs: z.int().optional(),
  maxRetries: z.int().optional(),
};

const save = z.record(z.string(), z.string().regex(/^[a-z][A-Za-z]*$/)).optional();

const fields = z.record(z.string(), z.unknown());

/** A refusal says no more than is written here: what is not named has to be missing. */
const refused = z
  .strictObject({
    reason: z.unknown(),
    retryAfterMs: z.unknown().optional(),
    attemptsLeft: z.unknown().optional(),
    challengeId: z.unknown().optional(),
    violations: z.unknown().optional(),
    save,
  })
  .optional();

const outcome = {
  expect: fields.optional(),
  refused,
  save,
  atLeastMs: z.int().optional(),
  withinMs: z.int().optional(),
};

const limits = {
  timeoutMs: z.int().optional(),
  /** After this time whoever called wants no answer any more. */
  cancelAfterMs: z.int().optional(),
};

const step = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("client"), ...client }),
  /** Closes the client, which stays the one that is called. */
  z.strictObject({ do: z.literal("close") }),
  z.strictObject({ do: z.literal("sendCode"), with: fields, ...limits, ...outcome }),
  z.strictObject({ do: z.literal("verifyCode"), with: fields, ...limits, ...outcome }),
  z.strictObject({ do: z.literal("verifyReceipt"), with: fields, ...outcome }),
  z.strictObject({ do: z.literal("makeReceipt"), with: receiptOrder, save: z.string() }),
  /** Lets the service's time pass; below zero it is set back. */
  z.strictObject({ do: z.literal("advance"), ms: z.int() }),
  /** Lets everybody's time pass. */
  z.strictObject({ do: z.literal("wait"), ms: z.int().max(2000) }),
  z.strictObject({ do: z.literal("server"), ...serverScript }),
  /** How many mails were sent so far, and to whom the last one. */
  z.strictObject({ do: z.literal("mails"), were: z.int(), lastTo: z.string().optional() }),
  /** How many calls arrived since the last look. */
  z.strictObject({ do: z.literal("calls"), were: z.unknown() }),
  /** How often the published keys were fetched since the start. */
  z.strictObject({ do: z.literal("keyFetches"), were: z.unknown() }),
]);

const setup = z.strictObject({
  client: z.strictObject(client).optional(),
  /** The tenant `acme`, in the words of the tenants file. */
  tenant: fields.optional(),
  /** The codes that the service draws, one after the other, before it draws by chance. */
  codes: z.array(z.string()).min(1).optional(),
  server: z.strictObject(serverScript).optional(),
});

const testCase = z.strictObject({
  name: z.string().regex(/^[A-Za-z].{14,}[^.]$/, "must be a sentence, without its full stop"),
  group: z.enum(groups),
  setup: setup.default({}),
  steps: z.array(step).min(1),
});

export type Case = z.infer<typeof testCase>;
export type Setup = Case["setup"];
export type Step = Case["steps"][number];
export type ServerScript = z.infer<z.ZodObject<typeof serverScript>>;

/** Reads the cases, or throws one error that lists every mistake in them. */
export function readCases(): readonly Case[] {
  const text = readFileSync(join(import.meta.dirname, "cases.json"), "utf8");
  const parsed = z.strictObject({ cases: z.array(testCase) }).safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data.cases;
}
