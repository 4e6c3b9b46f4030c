import { defineConfig } from "vitest/config";

/** Proofs take minutes: `MTBENCH_PROOF_SIZE=200 npm run proof:statistics` for a quick look, nothing for the full size. */
export default defineConfig({
  test: {
    include: ["test/proofs/**/*.proof.ts"],
    globalSetup: ["test/support/temp-folder.ts"],
    testTimeout: 1_800_000,
    hookTimeout: 60_000,
    disableConsoleIntercept: true,
  },
});
