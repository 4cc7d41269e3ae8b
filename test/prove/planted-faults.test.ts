import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { plantedFaults } from "../../prove/broken/faults.ts";

test.for(plantedFaults)('the line for "$name" is where it is looked for', ({ file, right }) => {
  expect(readFileSync(file, "utf8").split(right)).toHaveLength(2);
});
