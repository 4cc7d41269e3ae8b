import { defineConfig } from "vitest/config";

/** The tests that judge changes of the core: those that need no database and no port. */
export default defineConfig({
  test: {
    include: ["test/core/**/*.test.ts", "test/store/memory*.test.ts"],
    // It tries millions of addresses, for each mutant anew.
    exclude: ["test/core/email-unicode.test.ts"],
    testTimeout: 30_000,
  },
});
