import { relative, resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { sharedModelIds } from "../../exchange/candidate-names.ts";
import { findFastChatFiles } from "../../exchange/find-fastchat-files.ts";
import type { ImportReport } from "../../exchange/import-report.ts";
import { loadFastChatFiles } from "../../exchange/load-fastchat-files.ts";
import { type ImportedCandidate, makeImport } from "../../exchange/make-import.ts";
import { refuseOtherQuestions } from "../../exchange/refuse-other-questions.ts";
import { reportFile, writeImport } from "../../exchange/write-import.ts";
import { toolVersion } from "../../files/tool-version.ts";
import type { Judge } from "../../judges/judge.ts";
import { prepareQuestions, prepareRating } from "../../launch/prepare-rating.ts";
import type { LoadedQuestionSet } from "../../questions/load-question-set.ts";
import { judgesText } from "../../results/procedure-record.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { launchHost } from "../terminal/launch-host.ts";
import type { ImportFastChatFlags } from "./fastchat-verbs.ts";
import { type RecordedQuestions, recordedQuestions, setLike } from "./imported-questions.ts";

/** Rows shown of each list; all of them stand in the report beside the records. */
const shown = 20;

/**
 * `mtbench import fastchat`: reads another harness's answers and judgments into folders of their own. What was recorded
 * and how we read it is compared row by row.
 */
export async function importFastChat(flags: ImportFastChatFlags, io: Io): Promise<Ending> {
  const named = { folders: flags.folders ?? [], answers: flags.answers, judgments: flags.judgments };
  if (Object.values(named).every((names) => names.length === 0)) {
    throw new InputError("nothing to import", {
      hint: "Name FastChat's folder (with model_answer and model_judgment in it), or files with --answers and --judgments.",
    });
  }
  const paths = await findFastChatFiles(named, io.cwd);
  for (const line of paths.passedOver) io.err(`${line}\n`);
  const asked = await recordedQuestions(paths.questions, io);
  const { set, judge } = await prepare(flags, asked, io);
  if (asked !== null) refuseOtherQuestions(set, asked.wordings, asked.place);
  const files = await loadFastChatFiles(paths, set, io.cwd);
  const candidates = makeImport({ ...files, set, judge, ratings: flags.ratings });
  for (const line of sharedModelIds(files.answers, files.judgments)) io.err(`${line}\n`);
  const options = { resultsRoot: resolve(io.cwd, flags.results), version: toolVersion(), now: io.now };
  const written: { readonly folder: string; readonly appended: number; readonly candidate: ImportedCandidate }[] = [];
  for (const candidate of candidates) {
    const { path, appended } = await writeImport(candidate, set, options);
    written.push({ folder: path, appended, candidate });
    const folder = relative(io.cwd, path) || ".";
    io.err(
      `${candidate.id}: ${candidate.answers.length} answers and ${candidate.judgments.length} judgments, ${appended === 0 ? "all there already" : `${appended} of them new`}: ${folder}\n`,
    );
    for (const line of notices(candidate)) io.err(`  ${line}\n`);
    for (const line of differences(candidate.report)) io.err(`    ${line}\n`);
  }
  for (const line of mixedPrompts(candidates)) io.err(`${line}\n`);
  if (flags.json) {
    // What the report beside the records says stands here in full, so that no list is cut.
    const list = written.map(({ folder, appended, candidate: { id, answers, judgments, report } }) => ({
      ...{ candidate: id, folder, answers: answers.length, judgments: judgments.length, appended, report },
    }));
    io.out(`${JSON.stringify({ questionSet: set.id, imported: list })}\n`);
  }
  return "done";
}

async function prepare(
  flags: ImportFastChatFlags,
  asked: RecordedQuestions | null,
  io: Io,
): Promise<{ readonly set: LoadedQuestionSet; readonly judge: Judge | null }> {
  if (flags.questions === undefined && asked === null) {
    throw new InputError("--questions: name the question set that was asked", {
      hint: "It is found by itself only where a question.jsonl stands beside model_answer.",
    });
  }
  const questions = flags.questions ?? (asked === null ? "" : await setLike(asked, io));
  const selection = { questions, categories: undefined, limit: undefined };
  if (flags.judge === undefined) return { set: await prepareQuestions(selection, launchHost(io)), judge: null };
  return prepareRating(
    { ...selection, judge: flags.judge, judgePrompts: undefined, judgeModel: undefined, references: undefined },
    launchHost(io),
  );
}

/** What a reader of these scores must know, in words. */
function notices({ report, procedures }: ImportedCandidate): string[] {
  const lines: string[] = [];
  const say = (count: number, text: string) => {
    if (count > 0) lines.push(`${count} ${text}`);
  };
  say(report.duplicateAnswers.length, "answer rows left out: another complete one stands for the same question");
  say(report.duplicateJudgments.length, "judgment rows left out: another complete one rates the same turn");
  say(report.answersFromPrompts, "answers taken from the judge's prompts");
  say(report.otherAnswerJudged.length, "judgments of another answer than the answer file's; the judged one counts");
  say(report.ratingsOfFailures.length, "judgments of answers that are none; they count in no score");
  say(report.rewordedQuestions.length, "questions worded otherwise than in the question set");
  say(report.unrecoveredPrompts.length, "judgments whose prompt's template could not be recovered");
  say(report.unrecordedAnswers, "rated answers whose text stands nowhere; their ratings count");
  const texts = Math.max(0, ...Object.values(report.templates).map((all) => all.length));
  if (texts > 1) {
    lines.push(
      `${texts === 2 ? "two" : texts} prompt texts under one name: the ratings stand under ${procedures.length} protocols`,
    );
  }
  const rows = report.readingDifferences.length;
  if (rows > 0) {
    const counts = report.ratings === "recorded" ? "the recorded score counts" : "our reading counts";
    lines.push(`${rows} judgments where our reading is not the recorded score (${counts}); all in ${reportFile}`);
  }
  return lines;
}

function differences({ readingDifferences }: ImportReport): string[] {
  const lines = readingDifferences
    .slice(0, shown)
    .map(
      ({ place, questionId, turn, trial, recorded, read }) =>
        `question ${questionId}, turn ${turn}, trial ${trial}: recorded ${recorded ?? "-1"}, read ${read ?? "none"} (${place})`,
    );
  const more = readingDifferences.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

/** Candidates whose rows name the same prompt but were rated with different texts of it. */
function mixedPrompts(candidates: readonly ImportedCandidate[]): string[] {
  const texts = new Map<string, Set<string>>();
  for (const { procedures } of candidates) {
    for (const { procedure } of procedures) {
      for (const [field, value] of Object.entries(procedure.fields)) {
        if (!field.startsWith("prompts.")) continue;
        const name = `${judgesText(procedure.judges)} ${field.slice("prompts.".length)}`;
        texts.set(name, (texts.get(name) ?? new Set()).add(String(value)));
      }
    }
  }
  const mixed = [...texts].filter(([, hashes]) => hashes.size > 1).map(([name]) => name);
  if (mixed.length === 0) return [];
  return [
    `These files mix prompt texts under one name (${mixed.join(", ")}), so their scores stand under different protocols and are not ranked together.`,
  ];
}
