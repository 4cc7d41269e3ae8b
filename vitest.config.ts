import { defineConfig } from "vitest/config";
import ClosingCountReporter from "./test/support/closing-count-reporter.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", new ClosingCountReporter()],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
