import { createMemoryStore } from "../../src/store/memory.ts";
import { createMemoryItems } from "../../src/store/memory-items.ts";
import { createMemoryMarks } from "../../src/store/memory-marks.ts";
import { describeAddressMarks } from "../contract/address-marks.ts";
import { noon } from "../support/noon.ts";

describeAddressMarks("in memory", async () => {
  const items = createMemoryItems();
  return { store: createMemoryStore(() => noon, items), marks: createMemoryMarks(items) };
});
