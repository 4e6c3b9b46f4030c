import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import type { JudgmentRecord } from "../../judgments/judgment.ts";
import type { ConfirmedErratum, Errata } from "../../questions/errata/errata.ts";
import { loadErrataOf } from "../../questions/errata/load-errata.ts";
import { loadQuestionSet } from "../../questions/load-question-set.ts";
import type { Question } from "../../questions/question.ts";
import { answerText } from "../../reports/tables/answer-text.ts";
import { loadRunRecord, type RunRecord } from "../../results/run-record.ts";
import { proceduresOf } from "../../scores/score-folder.ts";
import { shownErrata } from "../../scores/without-errata.ts";
import { sourcePlaces } from "../../sources/source-places.ts";
import { nearestHint } from "../../text/nearest.ts";
import { setAtHand } from "../../variants/set-at-hand.ts";
import type { Ending } from "../exit-code.ts";
import { findCandidate } from "../find-candidate.ts";
import type { Io } from "../terminal/io.ts";
import { loadRecords } from "./leaderboard.ts";
import type { ShowFlags } from "./show-verb.ts";

/** `mtbench show <candidate> <question>`: what was asked, answered, thought and judged. */
export async function show(flags: ShowFlags, io: Io): Promise<Ending> {
  const { turn } = flags;
  const records = await loadRecords(resolve(io.cwd, flags.results), io);
  const own = await recordsOf(flags, records, io);
  const parts: string[] = [];
  const shown: unknown[] = [];
  for (const record of own) {
    const answers = [...record.answers.values()]
      .filter((answer) => answer.questionId === flags.question && (turn === undefined || answer.turn === turn))
      .sort((a, b) => a.trial - b.trial || a.turn - b.turn);
    if (answers.length === 0) continue;
    const question = await questionOf(record, flags.question, io);
    const errata = await loadErrataOf(record.manifest.questionSet.id, io.cwd);
    for (const answer of answers) {
      const judgments = [...record.judgments.values()].filter((judgment) => judgment.answerKey === answer.key);
      const asked = question?.hash === answer.questionHash ? question.turns[answer.turn - 1] : undefined;
      const erratum = erratumAt(record, judgments, errata);
      shown.push({
        candidate: record.manifest.candidate.id,
        questionSet: record.manifest.questionSet.id,
        origin: record.manifest.origin,
        asked: asked ?? null,
        answer,
        judgments,
      });
      parts.push(answerText({ record, answer, judgments, asked: asked ?? null, erratum }));
    }
  }
  if (parts.length === 0) {
    const answers = own.flatMap((record) => [...record.answers.values()]);
    const ids = new Set(answers.map((answer) => answer.questionId));
    if (turn !== undefined && ids.has(flags.question)) {
      throw new InputError(`${flags.candidate} has no answer to turn ${turn} of question ${flags.question}`, {
        hint: "Leave --turn out to see the turns that are there.",
      });
    }
    throw new InputError(`${flags.candidate} has no answer to question ${flags.question}`, {
      hint: ids.size === 0 ? "It has no answers at all." : `It has answers to: ${[...ids].join(", ")}.`,
    });
  }
  io.out(flags.json ? `${JSON.stringify(shown)}\n` : parts.join("\n"));
  return "done";
}

/** Of the references that the judges of these judgments were shown. */
function erratumAt(record: RunRecord, judgments: readonly JudgmentRecord[], errata: Errata): ConfirmedErratum | null {
  const [judged] = judgments;
  if (judged === undefined) return null;
  const used = new Set(judgments.map(({ procedure }) => procedure));
  const procedures = proceduresOf(record).filter(({ procedure }) => used.has(procedure.hash));
  const [found = null] = procedures.flatMap(({ procedure }) => shownErrata(procedure, errata)(judged) ?? []);
  return found;
}

/** The question's text, where its set is still at hand; the records keep only its hash. */
async function questionOf(record: RunRecord, id: string, io: Io): Promise<Question | undefined> {
  try {
    const options = { cwd: io.cwd, places: sourcePlaces(io.env) };
    const set = await loadQuestionSet(await setAtHand(record.manifest.questionSet.id, options), options);
    return set.questions.find((question) => question.id === id);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** Everything that one id stands for; or the one that is named more closely, or by its folder. */
async function recordsOf(flags: ShowFlags, records: readonly RunRecord[], io: Io): Promise<readonly RunRecord[]> {
  const own = records.filter((record) => record.manifest.candidate.id === flags.candidate);
  if (own.length > 0) return own;
  const path = await findCandidate(flags.candidate, resolve(io.cwd, flags.results), io).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    return null;
  });
  const found = path === null ? null : await loadRunRecord(path);
  if (found !== null) return [found];
  throw new InputError(`no candidate ${JSON.stringify(flags.candidate)} in ${flags.results}`, {
    hint: nearestHint(
      flags.candidate,
      records.map((record) => record.manifest.candidate.id),
    ),
  });
}
