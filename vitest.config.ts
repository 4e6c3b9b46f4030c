import { configDefaults, defineConfig } from "vitest/config";

/** Tests that put a played module in a real one's place, or weigh what the processor does: nobody else's modules may be there. */
const alone = ["test/files/lock-race.test.ts", "test/results/no-hard-links.test.ts", "test/*/time-bombs.test.ts"];

/** No wait decides a test: on a busy machine everything comes, later. */
const patience = { testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } };

export default defineConfig({
  test: {
    globalSetup: ["test/support/temp-folder.ts", "test/support/build.ts"],
    // Much of a test's time is waiting for a played server, so three files share two cores.
    maxWorkers: 3,
    // A worker that goes late is not one that hangs.
    teardownTimeout: 60_000,
    projects: [
      {
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...alone],
          // A worker loads the program once, not once for each of three hundred files.
          isolate: false,
          ...patience,
        },
      },
      { test: { name: "alone", include: alone, ...patience } },
    ],
  },
});
