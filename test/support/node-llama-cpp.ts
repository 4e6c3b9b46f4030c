import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";

/**
 * Folder whose node_modules hold node-llama-cpp, from MTBENCH_NODE_LLAMA_CPP; null where there is none. It is a large native
 * package that no user needs who has a server, so it is not among the project's own.
 */
const named = process.env.MTBENCH_NODE_LLAMA_CPP ?? "";
export const nodeLlamaCpp = named !== "" && existsSync(join(named, "node_modules", "node-llama-cpp")) ? named : null;

/** A `describe` for tests that run a real model; where the package is missing they are skipped and the reason is printed. */
export function describeWithNodeLlamaCpp(name: string, define: () => void): void {
  if (nodeLlamaCpp === null) {
    process.stderr.write(`skipped: ${name}: MTBENCH_NODE_LLAMA_CPP names no folder with node-llama-cpp installed\n`);
    describe.skip(name, define);
  } else {
    describe(name, define);
  }
}
