import type { AnswerRecord } from "../../answers/answer.ts";
import { messagesSent } from "../../exchange/fill-again.ts";
import { promptsOfTurn } from "../../judgments/fill-prompt.ts";
import type { JudgmentRecord } from "../../judgments/judgment.ts";
import type { ConfirmedErratum, Errata } from "../../questions/errata/errata.ts";
import { loadErrataOf } from "../../questions/errata/load-errata.ts";
import type { QuestionSet, References } from "../../questions/question.ts";
import type { ShownReference, ShownTurn } from "../../reports/tables/answer-text.ts";
import type { ProcedureRecord } from "../../results/procedure-record.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { proceduresOf } from "../../scores/score-folder.ts";
import { shownErrata } from "../../scores/without-errata.ts";
import { openSources } from "../open-sources.ts";
import type { Io } from "../terminal/io.ts";

export interface TurnRecords {
  readonly record: RunRecord;
  readonly answer: AnswerRecord;
  readonly judgments: readonly JudgmentRecord[];
}

/** The turns with what the records keep only as hashes: questions, references and prompts, as far as they are at hand. */
export async function shownTurns(turns: readonly TurnRecords[], io: Io): Promise<readonly ShownTurn[]> {
  const sources = await openSources([...new Set(turns.map(({ record }) => record))], io);
  const shown: ShownTurn[] = [];
  for (const { record, answer, judgments } of turns) {
    const { id } = record.manifest.questionSet;
    const set = sources.sets.get(id) ?? null;
    const question = set?.questions.find((one) => one.hash === answer.questionHash);
    const procedures = new Map(proceduresOf(record).map(({ procedure }) => [procedure.hash, procedure]));
    const sent = judgments.map((judgment) => {
      const procedure = procedures.get(judgment.procedure);
      return procedure === undefined ? null : messagesSent(record, judgment, procedure, sources.of(record, procedure));
    });
    shown.push({
      record,
      answer,
      judgments: judgments.map((judgment, index) => ({ judgment, sent: sent[index] ?? null })),
      asked: question?.turns[answer.turn - 1] ?? null,
      criterion: question?.criterion ?? null,
      metadata: question?.metadata ?? null,
      references: referencesOf(answer, judgments, procedures, question === undefined ? null : set),
      erratum: erratumAt(judgments, procedures, await loadErrataOf(id, io.cwd)),
    });
  }
  return shown;
}

/** Those that the judges were shown; where they were shown none, the set's own. */
function referencesOf(
  answer: AnswerRecord,
  judgments: readonly JudgmentRecord[],
  procedures: ReadonlyMap<string, ProcedureRecord>,
  set: QuestionSet | null,
): ShownReference[] {
  const hashes = new Set(
    judgments
      .filter(({ prompt, turn }) => prompt === promptsOfTurn(turn).withReference)
      .map(({ procedure }) => procedures.get(procedure)?.fields["references.hash"]),
  );
  if (hashes.size === 0) {
    const [own] = set?.references ?? [];
    const texts = own === undefined ? [] : textsOf(own, answer);
    return own === undefined || texts.length === 0 ? [] : [{ name: own.name, texts, wasShown: false }];
  }
  return [...hashes].map((hash) => {
    const found = set?.references.find((one) => one.hash === hash);
    return { name: found?.name ?? null, texts: found === undefined ? [] : textsOf(found, answer), wasShown: true };
  });
}

function textsOf({ byQuestion, others }: References, { questionId, turn }: AnswerRecord): string[] {
  const all = [byQuestion.get(questionId) ?? [], ...(others?.get(questionId) ?? [])];
  return all.flatMap((turns) => turns[turn - 1] ?? []);
}

/** Of the references that the judges of these judgments were shown. */
function erratumAt(
  judgments: readonly JudgmentRecord[],
  procedures: ReadonlyMap<string, ProcedureRecord>,
  errata: Errata,
): ConfirmedErratum | null {
  const [judged] = judgments;
  if (judged === undefined) return null;
  const used = new Set(judgments.flatMap(({ procedure }) => procedures.get(procedure) ?? []));
  const [found = null] = [...used].flatMap((procedure) => shownErrata(procedure, errata)(judged) ?? []);
  return found;
}
