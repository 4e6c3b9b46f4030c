import { describe, expect, it } from "vitest";
import { generators } from "../../src/variants/generators.ts";
import { codeSolvers } from "./coding-solvers.ts";
import { differences, hasPython } from "./run-code.ts";

const size = Number(process.env.MTBENCH_PROOF_SIZE ?? 2);
if (!hasPython) process.stderr.write("python3 is missing: only the JavaScript references are run\n");

describe("the code of coding variants", () => {
  it.each(generators.filter((one) => one.category === "coding").map((generator) => ({ id: generator.id, generator })))(
    "$id does what the question says",
    ({ id, generator }) => {
      const jobs = Array.from({ length: size }, (_, seed) => generator.vary(String(seed))).flatMap((turns, seed) => {
        const checks = codeSolvers[id]?.(turns.map((turn) => turn.question));
        return turns.flatMap((turn, index) => {
          const check = checks?.[index];
          return check === undefined
            ? []
            : [{ name: `seed ${seed}, turn ${index + 1}:`, answer: turn.reference, check }];
        });
      });
      expect(jobs).toHaveLength(2 * size);
      expect(differences(jobs)).toEqual([]);
    },
  );
});
