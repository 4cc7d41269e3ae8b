import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { createLineWriter } from "../../../src/telemetry/line-writer.ts";

/** Writes as many lines as it is told, says how many were lost, and writes a last one when it is told to go on. */
const count = Number(process.argv[2]);
const writer = createLineWriter(process.stdout, (lines) => `lost ${lines}\n`);
for (let i = 0; i < count; i++) {
  writer.write(`line ${i} ${"x".repeat(90)}\n`);
  if (i % 100 === 0) await turn();
}
await turn();
const goOn = once(process, "message");
process.send?.({ lost: writer.lost(), waitingBytes: process.stdout.writableLength });
await goOn;
while (process.stdout.writableLength > 0) await turn();
writer.write(`line ${count} \n`);
process.disconnect();
