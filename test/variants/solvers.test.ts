import { describe, expect, it } from "vitest";
import { breaches } from "../../src/variants/generator.ts";
import { generators } from "../../src/variants/generators.ts";
import { answerSolvers } from "./answer-solvers.ts";

const size = Number(process.env.MTBENCH_PROOF_SIZE ?? 4);

describe("a solver that reads the question alone", () => {
  it.each(generators.filter((one) => one.category !== "coding").map((generator) => ({ id: generator.id, generator })))(
    "$id comes to what the reference says",
    ({ id, generator }) => {
      for (let seed = 0; seed < size; seed++) {
        const turns = generator.vary(String(seed));
        const wanted = answerSolvers[id]?.(turns.map((turn) => turn.question)) ?? [];
        expect(wanted).toHaveLength(2);
        for (const [index, turn] of turns.entries()) {
          expect(
            wanted[index]?.filter((text) => !`${turn.reference}\n`.includes(text)),
            `seed ${seed}, turn ${index + 1}: ${turn.reference}`,
          ).toEqual([]);
          expect(breaches(turn)).toEqual([]);
        }
      }
    },
  );
});
