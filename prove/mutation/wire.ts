import type { Emulator, WireCall } from "../../test/support/emulator.ts";

/** One expression of a write, and what stands in its place on the way to the table. */
export interface Change {
  readonly from: string;
  /** Empty if it is left out. */
  readonly to: string;
}

/** The way to the table, where writes are noted, changed, and held up. */
export interface Wire {
  around(emulator: Emulator): Emulator;
  /** The expressions of all writes since it was emptied. */
  readonly seen: Set<string>;
  change: Change | undefined;
  /** Called before each write with its update, as it was meant: what it does happens first, and "lost" keeps the write from the table. */
  before: (update: string) => Promise<"lost" | undefined>;
}

/** What stands before a write when nothing happens. */
export const nothing = async () => undefined;

const parts = ["ConditionExpression", "UpdateExpression"] as const;

/** A way on which nothing is changed yet. */
export function createWire(): Wire {
  const wire: Wire = {
    seen: new Set(),
    change: undefined,
    before: nothing,
    around: (emulator) => ({
      async answer(call) {
        if (call.operation !== "UpdateItem") return emulator.answer(call);
        const body = JSON.parse(call.body);
        for (const part of parts) if (body[part]) wire.seen.add(body[part]);
        if ((await wire.before(body.UpdateExpression)) === "lost") return { status: 200, body: "{}" };
        return emulator.answer(changed(call, body, wire.change));
      },
    }),
  };
  return wire;
}

/** What is not named any more is left out of the call, as DynamoDB wants it. */
function changed(call: WireCall, body: Record<string, unknown>, change: Change | undefined): WireCall {
  if (change === undefined || !parts.some((part) => body[part] === change.from)) return call;
  for (const part of parts) {
    if (body[part] !== change.from) continue;
    if (change.to === "") delete body[part];
    else body[part] = change.to;
  }
  const text = parts.map((part) => body[part] ?? "").join(" ");
  for (const map of ["ExpressionAttributeNames", "ExpressionAttributeValues"]) {
    const used = Object.entries(body[map] ?? {}).filter(([name]) => new RegExp(`${name}(?!\\w)`).test(text));
    if (used.length > 0) body[map] = Object.fromEntries(used);
    else delete body[map];
  }
  return { ...call, body: JSON.stringify(body) };
}
