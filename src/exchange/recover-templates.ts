import { groupBy } from "../statistics/group-by.ts";
import type { RecordedJudgment } from "./fastchat-judgments.ts";
import { type CutPrompt, isWhollyCut, learnTemplates } from "./learn-template.ts";
import { cutKnownTexts, fitTemplate, type KnownTexts, type SlotValues, templateOf } from "./prompt-slots.ts";

/** The prompt that a recorded row was rated with, as far as it can be told from the row. */
export interface RecoveredPrompt {
  /** In the form of `judge_prompts.jsonl`; null when it could not be recovered. */
  readonly template: string | null;
  /** What filled it. Without a template only texts that were known before and stand in the prompt. */
  readonly values: SlotValues;
}

/** Rows by judge model and prompt name share a template unless it was changed under the same name. */
export interface RecoverInput {
  readonly rows: readonly RecordedJudgment[];
  readonly knownTexts: (row: RecordedJudgment) => KnownTexts;
  /** Templates that are likely to be the ones, by prompt name: those of the judge that the user named. */
  readonly likely: (promptName: string) => string | undefined;
}

/**
 * Recovers the template of every row from its recorded prompt. First the texts that are known (questions, references,
 * answers) are cut out; where all are, what is left is the template. Rows with unknown texts are matched with the templates
 * found so far, and otherwise laid over each other.
 */
export function recoverTemplates(input: RecoverInput): ReadonlyMap<RecordedJudgment, RecoveredPrompt> {
  const groups = groupBy(input.rows, (row) => JSON.stringify([row.judgeModel, row.promptName, row.turn]));
  const recovered = new Map<RecordedJudgment, RecoveredPrompt>();
  for (const rows of groups.values()) recoverGroup(rows, input, recovered);
  return recovered;
}

function recoverGroup(
  rows: readonly RecordedJudgment[],
  input: RecoverInput,
  recovered: Map<RecordedJudgment, RecoveredPrompt>,
): void {
  const cuts = rows.flatMap((row) => {
    if (row.userPrompt === null) {
      recovered.set(row, { template: null, values: new Map() });
      return [];
    }
    const known = input.knownTexts(row);
    const cut: CutPrompt = {
      pieces: cutKnownTexts(row.userPrompt, known),
      turn: row.turn,
      withReference: /math|ref/.test(row.promptName),
    };
    return [{ row, prompt: row.userPrompt, known, cut }];
  });
  const likely = input.likely(rows[0]?.promptName ?? "");
  const complete = byCount(cuts.filter(({ cut }) => isWhollyCut(cut)).map(({ cut }) => templateOf(cut.pieces)));
  const first = likely === undefined ? complete : [likely, ...complete];
  const fitAll = (waiting: typeof cuts, templates: readonly string[]): typeof cuts =>
    waiting.filter(({ row, prompt, known }) => {
      for (const template of templates) {
        const values = fitTemplate(template, prompt, known);
        if (values === null) continue;
        recovered.set(row, { template, values });
        return false;
      }
      return true;
    });
  const waiting = fitAll(cuts, first);
  const strange = fitAll(waiting, learnTemplates(waiting.map(({ cut }) => cut)));
  const left = fitAll(
    strange,
    learnTemplates(
      strange.map(({ cut }) => cut),
      "first-line",
    ),
  );
  for (const { row, known, cut } of left) recovered.set(row, { template: null, values: standing(cut, known) });
}

/** The most frequent first, equal counts in text order. */
function byCount(templates: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const template of templates) counts.set(template, (counts.get(template) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([template]) => template);
}

function standing(cut: CutPrompt, known: KnownTexts): SlotValues {
  const values = new Map<string, string>();
  for (const piece of cut.pieces) {
    if (!("slot" in piece)) continue;
    const texts = known.get(piece.slot) ?? [];
    if (texts.length === 1 && texts[0] !== undefined) values.set(piece.slot, texts[0]);
  }
  return values;
}
