import { defineConfig } from "vitest/config";

/** What `scripts/mutants.mjs` runs each mutant on: tests of this process alone, without the build that others wait for. */
export default defineConfig({
  test: {
    include: (process.env.MTBENCH_MUTANT_TESTS ?? "test/**/*.test.ts").split(","),
    globalSetup: ["test/support/temp-folder.ts"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
