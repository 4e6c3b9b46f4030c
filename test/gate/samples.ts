import { hashOf } from "../../src/files/canonical-json.ts";
import type { ComparedCandidate } from "../../src/gate/compared-candidate.ts";
import { questionsHash } from "../../src/questions/questions-hash.ts";
import { protocolKey } from "../../src/scores/score-folder.ts";
import { makeCells, type ToldTrial } from "../support/make-cells.ts";

export interface ToldMeasured {
  readonly id?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly category?: (question: number) => string;
}

/** A measurement from [question][turn][trial], with a key that belongs to its questions. */
export function measured(
  told: readonly (readonly (readonly ToldTrial[])[])[],
  more: ToldMeasured = {},
): ComparedCandidate {
  const cells = makeCells(told, more.category === undefined ? {} : { category: more.category });
  const fields = { judgeModel: "kenja-70b", ...more.fields };
  const procedure = hashOf(fields);
  const hash = questionsHash([...new Set(cells.map((cell) => cell.questionHash))].map((one) => ({ hash: one })));
  return {
    candidate: { id: more.id ?? "北斗", revision: null },
    protocol: {
      key: protocolKey(procedure, hash),
      procedure,
      judge: "told-judge",
      kind: "ratings",
      judges: [{ model: "kenja-70b", share: 1 }],
      scale: { min: 1, max: 10 },
      fields,
    },
    questionSet: { id: "told", title: "語られた問題", language: "ja", hash, whole: true },
    trials: Math.max(...cells.map((cell) => cell.trials.length)),
    repeats: 1,
    cells,
  };
}
