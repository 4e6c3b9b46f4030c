import { hashOf, type Json, keyOf } from "../../files/canonical-json.ts";
import { toolVersion } from "../../files/tool-version.ts";
import type { MatchRecord, MatchVerdict } from "../../matches/match.ts";
import { readVerdict } from "../../matches/read-verdict.ts";
import type { Question, QuestionSet } from "../../questions/question.ts";
import { answersHash } from "../../results/answers-hash.ts";
import { type Launch, recordedTimes } from "../../results/manifest.ts";
import { oneJudge } from "../../results/procedure-record.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { isErrorText } from "../sentinels.ts";
import type { RecordedLook, RecordedPair } from "./pair-rows.ts";

/** What an import of pairwise rows makes: one launch, and a record for each order of each row. */
export interface MatchImport {
  /** Names the place among the matches. */
  readonly judge: string;
  readonly launch: Launch;
  readonly matches: readonly MatchRecord[];
  readonly report: MatchImportReport;
}

export interface MatchImportReport {
  readonly rows: number;
  /** Earlier rows for the same turn of the same pair; the last one counts, as in FastChat. */
  readonly replaced: number;
  /** Looks whose words say another verdict than the row does; the words count. */
  readonly readOtherwise: number;
  /** Looks without a verdict. */
  readonly unrated: number;
}

/** Candidates' folders by name, where their answers are here too. */
export type KnownCandidates = ReadonlyMap<string, { readonly folder: string; readonly record: RunRecord }>;

/**
 * Records of one judge model's rows. The verdict is read from the judge's words, where the row has them: a harness may count a
 * tie as a loss. The rows must be of `set`'s questions.
 */
export function importMatches(
  rows: readonly RecordedPair[],
  set: QuestionSet,
  known: KnownCandidates,
  now: number,
): MatchImport {
  const judgeModel = rows[0]?.judgeModel ?? "";
  const judge = `${judgeModel}_pair`;
  const prompts = [...new Set(rows.map(({ promptName }) => promptName))].sort();
  const fields: Record<string, Json> = {
    kind: "matches",
    judgeModel,
    orders: "both",
    steps: 3,
    extraction: "fastchat-pair",
    prompts,
    origin: "import",
  };
  const procedure = hashOf(fields);
  const questions = new Map(set.questions.map((question) => [question.id, question]));
  const last = new Map<string, RecordedPair>();
  for (const row of rows) last.set(JSON.stringify([row.questionId, row.turn, ...[row.one, row.other].sort()]), row);
  const counts = { readOtherwise: 0, unrated: 0 };
  const matches = [...last.values()].flatMap((row) => {
    const question = questions.get(row.questionId);
    if (question === undefined) throw new Error(`${row.place}: no question ${row.questionId}`);
    return row.looks.map((look, index) => {
      const outcome = outcomeOf(look, index === 0);
      if (outcome.status === "unrated") counts.unrated += 1;
      else if (outcome.verdict.replace("-much", "") !== verdictOf(look.winner, index === 0)) counts.readOtherwise += 1;
      return recordOf({ row, question, isAhead: index === 0, outcome }, { judge, procedure, known });
    });
  });
  const used = [...last.values()];
  return {
    judge,
    launch: launchOf(used, { set, questions, judge, fields, procedure, known, now }),
    matches,
    report: { rows: rows.length, replaced: rows.length - last.size, ...counts },
  };
}

function outcomeOf(look: RecordedLook, isAhead: boolean): MatchRecord["outcome"] {
  const { text, winner } = look;
  if (text !== null && text.trim() !== "") {
    if (isErrorText(text)) return { status: "unrated", reason: "request-failed", text };
    const read = readVerdict(text, { extraction: "fastchat-pair", steps: 3 });
    return { ...(read.status === "rated" ? read : (readByOurRule(text, winner, isAhead) ?? read)), text };
  }
  const verdict = verdictOf(winner, isAhead);
  return verdict === null
    ? { status: "unrated", reason: "no-rating", text: null }
    : { status: "rated", verdict, method: "recorded", text: "" };
}

/** Words that FastChat's rule cannot read are believed by ours where the row says the same: our own exports come back whole. */
function readByOurRule(text: string, winner: RecordedLook["winner"], isAhead: boolean) {
  const recorded = verdictOf(winner, isAhead);
  for (const steps of [3, 5] as const) {
    const read = readVerdict(text, { extraction: "mtbench-pair", steps });
    if (read.status === "rated" && read.verdict.replace("-much", "") === recorded) return read;
  }
  return null;
}

/** In the order of the look: the row names sides. */
function verdictOf(winner: RecordedLook["winner"], isAhead: boolean): MatchVerdict | null {
  if (winner === "error") return null;
  if (winner === "tie") return "tie";
  return (winner === "model_1") === isAhead ? "first" : "second";
}

function recordOf(
  look: {
    readonly row: RecordedPair;
    readonly question: Question;
    readonly isAhead: boolean;
    readonly outcome: MatchRecord["outcome"];
  },
  about: { readonly judge: string; readonly procedure: string; readonly known: KnownCandidates },
): MatchRecord {
  const { row, question, isAhead, outcome } = look;
  const sides = [row.one, row.other].map((model) => sideOf(model, question, row.turn, about.known));
  const [one, other] = sides;
  if (one === undefined || other === undefined) throw new Error("a pair of fewer than two");
  const [first, second] = isAhead ? [one, other] : [other, one];
  return {
    key: keyOf(
      "imported match",
      about.procedure,
      question.hash,
      row.turn,
      first.candidate,
      first.answerKey,
      second.candidate,
      second.answerKey,
    ),
    procedure: about.procedure,
    judge: about.judge,
    questionId: question.id,
    questionHash: question.hash,
    category: question.category,
    turn: row.turn,
    trial: 1,
    repeat: 1,
    first,
    second,
    prompt: row.promptName,
    outcome,
    asked: 0,
    sent: null,
    call: null,
  };
}

/** The answer's own key where it is here; else one that stands for an answer that nobody recorded. */
function sideOf(model: string, question: Question, turn: number, known: KnownCandidates): MatchRecord["first"] {
  const own = known.get(model);
  const answers = [...(own?.record.answers.values() ?? [])];
  const answer = answers.find((one) => one.questionHash === question.hash && one.turn === turn && one.trial === 1);
  const answerKey = answer?.key ?? keyOf("unrecorded answer", model, question.hash, turn);
  return { candidate: nameOf(model, known), answerKey, flags: [] };
}

function nameOf(model: string, known: KnownCandidates): string {
  return known.has(model) ? `${model}+import` : model;
}

function launchOf(
  rows: readonly RecordedPair[],
  about: {
    readonly set: QuestionSet;
    readonly questions: ReadonlyMap<string, Question>;
    readonly judge: string;
    readonly fields: Record<string, Json>;
    readonly procedure: string;
    readonly known: KnownCandidates;
    readonly now: number;
  },
): Launch {
  const { set, questions, judge, fields, procedure, known, now } = about;
  const models = [...new Set(rows.flatMap(({ one, other }) => [one, other]))].sort();
  const pairs = new Map(rows.map(({ one, other }) => [JSON.stringify([one, other].sort()), [one, other] as const]));
  const turns = new Map<string, Set<number>>();
  for (const { questionId, turn } of rows) turns.set(questionId, new Set([...(turns.get(questionId) ?? []), turn]));
  const recorded = recordedTimes(rows);
  return {
    startedAt: new Date(now).toISOString(),
    tool: { version: toolVersion() },
    rules: "unknown",
    rulesFields: {},
    procedure: {
      hash: procedure,
      judge,
      kind: "matches",
      judges: [oneJudge(String(fields.judgeModel))],
      scale: { min: -1, max: 1 },
      fields,
    },
    questionSet: {
      id: set.id,
      title: set.title,
      language: set.language,
      categories: [...set.categories],
      size: set.size,
    },
    questions: [...turns].flatMap(([id, own]) => {
      const question = questions.get(id);
      if (question === undefined) return [];
      return [{ id, hash: question.hash, category: question.category, turns: [...own].sort((a, b) => a - b) }];
    }),
    trials: 1,
    repeats: 1,
    server: {},
    judgeServer: null,
    deviations: [],
    ...(recorded === null ? {} : { recorded }),
    matches: {
      candidates: models.map((model) => {
        const own = known.get(model);
        return {
          candidate: nameOf(model, known),
          folder: own?.folder ?? "",
          rules: own?.record.launches.at(-1)?.rules ?? "unknown",
          rulesFields: {},
          answersHash: answersHash(own?.record.answers.values() ?? []),
        };
      }),
      pairs: [...pairs.values()].map(([one, other]) => [nameOf(one, known), nameOf(other, known)]),
    },
  };
}
