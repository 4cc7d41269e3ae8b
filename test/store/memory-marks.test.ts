import type { AddressItem } from "../../src/core/challenge.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createMemoryMarks } from "../../src/store/memory-marks.ts";
import { describeAddressMarks } from "../contract/address-marks.ts";
import { noon } from "../support/noon.ts";

describeAddressMarks("in memory", async () => {
  const items = new Map<string, AddressItem>();
  return { store: createMemoryStore(() => noon, items), marks: createMemoryMarks(items) };
});
