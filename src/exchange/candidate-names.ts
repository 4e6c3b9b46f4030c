import { groupBy } from "../statistics/group-by.ts";
import type { RecordedAnswer } from "./fastchat-answers.ts";
import type { RecordedJudgment } from "./fastchat-judgments.ts";

/** Rows of one file that name one model: what is one candidate whatever it is called. */
interface Unit {
  readonly rows: readonly RecordedAnswer[];
  /** From the name that is wanted to the one that nobody else can have. */
  readonly names: readonly string[];
  level: number;
}

/**
 * The candidate of every answer row. That is its `model_id`; FastChat itself goes by the file, so where the judgments know
 * only the file's name, or several files have one `model_id`, the file names the candidate.
 */
export function candidateNames(
  rows: readonly RecordedAnswer[],
  judged: ReadonlySet<string>,
): ReadonlyMap<RecordedAnswer, string> {
  const units = [...groupBy(rows, ({ path, model }) => JSON.stringify([path, model])).values()].flatMap(
    (own): Unit[] => {
      const [first] = own;
      if (first === undefined) return [];
      const { model, file, path } = first;
      const byFile = model === null || (!judged.has(model) && judged.has(file));
      return [{ rows: own, names: byFile ? [file, path] : [model, file, path], level: 0 }];
    },
  );
  for (let clash = firstClash(units); clash.length > 0; clash = firstClash(units)) {
    for (const unit of clash) unit.level += 1;
  }
  return new Map(units.flatMap((unit) => unit.rows.map((row) => [row, nameOf(unit)] as const)));
}

/** Files that give several candidates one `model_id`, as a sentence each; nothing where every model has its own. */
export function sharedModelIds(
  rows: readonly RecordedAnswer[],
  judgments: readonly Pick<RecordedJudgment, "model">[],
): readonly string[] {
  const names = candidateNames(rows, new Set(judgments.map(({ model }) => model)));
  const models = groupBy(
    rows.filter(({ model }) => model !== null),
    ({ model }) => model ?? "",
  );
  return [...models].flatMap(([model, own]) => {
    const files = new Set(own.map(({ path }) => path));
    if (files.size < 2) return [];
    const ids = [...new Set(own.map((row) => names.get(row) ?? row.file))];
    return [
      `${files.size} answer files name one model_id, ${model}: they are ${ids.length} candidates, named by file as in FastChat: ${ids.join(", ")}`,
    ];
  });
}

function nameOf({ names, level }: Unit): string {
  return names[Math.min(level, names.length - 1)] ?? "";
}

/** Units that share a name and can still take another one. */
function firstClash(units: readonly Unit[]): readonly Unit[] {
  for (const sharing of groupBy(units, nameOf).values()) {
    const movable = sharing.filter(({ names, level }) => level < names.length - 1);
    if (sharing.length > 1 && movable.length > 0) return movable;
  }
  return [];
}
