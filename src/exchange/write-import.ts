import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { canonicalJson, type Json } from "../files/canonical-json.ts";
import type { QuestionSet } from "../questions/question.ts";
import { candidatePath } from "../results/folders.ts";
import { type Launch, launchedSet, type Manifest, resultsFormat } from "../results/manifest.ts";
import { openResultsFolder, type ResultsFolder } from "../results/results-folder.ts";
import { importRules, unknown } from "./import-procedure.ts";
import type { ImportedCandidate } from "./make-import.ts";

export interface WriteOptions {
  readonly resultsRoot: string;
  /** Of this program. */
  readonly version: string;
  readonly now: () => number;
}

export interface WrittenImport {
  readonly path: string;
  /** Records that were not there in this form yet. */
  readonly appended: number;
}

/** The report's name in the candidate's folder; it tells of the last import. */
export const reportFile = "import-report.json";

/**
 * Writes one imported candidate into a folder of its own beside any run's. Only what is not there yet is appended, so that
 * importing the same files again changes nothing.
 */
export async function writeImport(
  candidate: ImportedCandidate,
  set: QuestionSet,
  options: WriteOptions,
): Promise<WrittenImport> {
  const path = candidatePath(options.resultsRoot, set.id, candidate.id, "import");
  const startedAt = new Date(options.now()).toISOString();
  const folder = await openResultsFolder(path, manifestOf(candidate.id, set, options.version, startedAt), {
    now: options.now,
  });
  try {
    let appended = 0;
    for (const answer of candidate.answers) {
      if (isSame(folder.record.answers.get(answer.key), answer)) continue;
      await folder.appendAnswer(answer);
      appended += 1;
    }
    for (const judgment of candidate.judgments) {
      if (isSame(folder.record.judgments.get(judgment.key), judgment)) continue;
      await folder.appendJudgment(judgment);
      appended += 1;
    }
    for (const launch of launchesOf(candidate, set, options.version, startedAt)) {
      if (!hasLaunch(folder, launch)) await folder.appendLaunch(launch);
    }
    await writeFileAtomic(join(path, reportFile), `${JSON.stringify(candidate.report, null, 2)}\n`);
    return { path, appended };
  } finally {
    await folder.close();
  }
}

function manifestOf(id: string, set: QuestionSet, version: string, createdAt: string): Manifest {
  return {
    format: resultsFormat,
    origin: "import",
    tool: { version },
    createdAt,
    questionSet: { id: set.id, language: set.language },
    candidate: { id, model: id, revision: unknown, sampling: unknown, source: "fastchat" },
    seed: 0,
  };
}

function launchesOf(candidate: ImportedCandidate, set: QuestionSet, version: string, startedAt: string): Launch[] {
  const { rewordedQuestions } = candidate.report;
  const common = {
    startedAt,
    tool: { version },
    rules: candidate.rules,
    rulesFields: { ...importRules },
    questionSet: launchedSet(set),
    server: {},
    judgeServer: null,
    ...(candidate.recorded === null ? {} : { recorded: { ...candidate.recorded } }),
    deviations:
      rewordedQuestions.length === 0
        ? []
        : [`${rewordedQuestions.length} questions worded otherwise than in ${set.id}`],
  };
  if (candidate.procedures.length > 0) {
    return candidate.procedures.map(({ procedure, questions, trials, repeats }) => ({
      ...common,
      procedure,
      questions: [...questions],
      trials,
      repeats,
    }));
  }
  return [{ ...common, procedure: null, questions: [...candidate.questions], trials: candidate.trials, repeats: 1 }];
}

function hasLaunch(folder: ResultsFolder, launch: Launch): boolean {
  const timeless = ({ startedAt: _, tool: __, ...rest }: Launch) => rest;
  return folder.record.launches.some((earlier) => isSame(timeless(earlier), timeless(launch)));
}

function isSame(a: Json | undefined, b: Json): boolean {
  return a !== undefined && canonicalJson(a) === canonicalJson(b);
}
