import { type AnswerFailureReason, type AnswerRecord, textOfOutcome } from "../../answers/answer.ts";
import { showsReference } from "../../judges/judge.ts";
import type { JudgmentRecord, UnratedReason } from "../../judgments/judgment.ts";
import { metadataLines, type QuestionSet } from "../../questions/question.ts";
import type { Cell } from "../../scores/cells.ts";
import { placeOf } from "./candidate-facts.ts";
import { type PersonText, personTexts } from "./peoples-part.ts";
import type { ReportBoard } from "./report-record.ts";
import type { ThoughtAmount } from "./thought-amounts.ts";

/** Code points of a thought that `head` keeps. */
const thoughtHead = 600;

/** What was asked, by question index of the board. */
export interface QuestionTexts {
  /** Null: the question's text was not at hand when the report was written. */
  readonly turns: readonly string[] | null;
  /** By turn; null: the judge was shown none, or it was not at hand. */
  readonly reference: readonly string[] | null;
  /** What its answers are rated by; null: the judge was shown none, or it was not at hand. */
  readonly criterion: string | null;
  /** What else the set says of the question, as names and values; empty: nothing. */
  readonly metadata: readonly (readonly [string, string])[];
}

export interface JudgmentText {
  /** Of a jury, the member that rated. Absent: the procedure's one judge model. */
  readonly judgeModel?: string;
  readonly rating: number | null;
  readonly reason: UnratedReason | null;
  /** The judge's words. */
  readonly words: string | null;
  /** The rule that read the rating. */
  readonly method: string | null;
  readonly flags: readonly string[];
}

/** One trial of one turn as a reader sees it. */
export interface AnswerText {
  /** Null: no answer. */
  readonly text: string | null;
  readonly failure: AnswerFailureReason | null;
  readonly message: string | null;
  /** Cut at the token limit. */
  readonly cut: boolean;
  readonly tokens: number | null;
  readonly thoughtTokens: number | null;
  readonly milliseconds: number | null;
  readonly judgments: readonly JudgmentText[];
  /** What people gave to it; empty: nobody did. */
  readonly people: readonly PersonText[];
}

/** Trials by item of the board. */
export type CandidateTexts = readonly (readonly AnswerText[])[];

/** Thoughts by item and trial; null: none, or left out. */
export type CandidateThoughts = readonly (readonly (string | null)[])[];

/** A folder's texts by `placeOf`, taken while its records are in memory. */
export interface FolderTexts {
  readonly answers: ReadonlyMap<string, readonly AnswerText[]>;
  readonly thoughts: ReadonlyMap<string, readonly (string | null)[]>;
}

/** @param people their judgments, by the key of the answer */
export function folderTexts(
  cells: readonly Cell[],
  people: ReadonlyMap<string, readonly JudgmentRecord[]>,
  amount: ThoughtAmount,
): FolderTexts {
  const answers = new Map<string, readonly AnswerText[]>();
  const thoughts = new Map<string, readonly (string | null)[]>();
  for (const cell of cells) {
    const place = placeOf(cell.questionHash, cell.turn);
    const judgedOf = (answer: AnswerRecord) => cell.judgments.filter((judgment) => judgment.answerKey === answer.key);
    answers.set(
      place,
      cell.answers.map((answer) => answerText(answer, judgedOf(answer), people.get(answer.key) ?? [])),
    );
    if (amount === "none") continue;
    const own = cell.answers.map((answer) => thoughtText(answer.outcome.reasoning, amount));
    if (own.some((thought) => thought !== null)) thoughts.set(place, own);
  }
  return { answers, thoughts };
}

/** The texts in the order of the board's items, as a page holds them. */
export function candidateTexts(board: Pick<ReportBoard, "items" | "questions">, texts: FolderTexts): CandidateTexts {
  return placesOf(board).map((place) => texts.answers.get(place) ?? []);
}

/** Null where nothing was thought or thoughts are left out. */
export function candidateThoughts(
  board: Pick<ReportBoard, "items" | "questions">,
  texts: FolderTexts,
): CandidateThoughts | null {
  return texts.thoughts.size === 0 ? null : placesOf(board).map((place) => texts.thoughts.get(place) ?? []);
}

/** Texts of a board's questions, found by hash in the sets that are at hand. */
export function questionTexts(board: ReportBoard, sets: readonly QuestionSet[]): QuestionTexts[] {
  const known = new Map(sets.flatMap((set) => set.questions.map((question) => [question.hash, question])));
  const wanted = board.procedure["references.hash"];
  const references = sets.flatMap((set) => set.references).find((one) => one.hash === wanted);
  const categories = board.procedure["references.categories"];
  const shown = Array.isArray(categories) ? categories.filter((name) => typeof name === "string") : [];
  const criteria = sets.find((set) => set.criteria !== null && set.criteria === board.procedure["criteria.hash"]);
  return board.questions.map(({ id, hash, category }) => ({
    turns: known.get(hash)?.turns ?? null,
    metadata: metadataLines(known.get(hash)?.metadata),
    criterion: criteria?.questions.find((question) => question.id === id)?.criterion ?? null,
    reference: showsReference(shown, category) ? (references?.byQuestion.get(id) ?? null) : null,
  }));
}

function placesOf({ items, questions }: Pick<ReportBoard, "items" | "questions">): string[] {
  return items.map(({ question, turn }) => placeOf(questions[question]?.hash ?? "", turn));
}

function answerText(
  { outcome, call }: AnswerRecord,
  judgments: readonly JudgmentRecord[],
  people: readonly JudgmentRecord[],
): AnswerText {
  const answered = outcome.status === "answered";
  return {
    text: textOfOutcome(outcome),
    failure: answered ? null : outcome.reason,
    message: answered ? null : outcome.message,
    cut: answered && outcome.truncated,
    tokens: call?.usage.completionTokens ?? null,
    thoughtTokens: call?.usage.reasoningTokens ?? null,
    milliseconds: call === null || call.timing.totalMs === 0 ? null : Math.round(call.timing.totalMs),
    judgments: judgments.map(judgmentText),
    people: personTexts(people),
  };
}

function judgmentText({ outcome, flags, judgeModel }: JudgmentRecord): JudgmentText {
  const rated = outcome.status === "rated";
  return {
    rating: rated ? outcome.rating : null,
    reason: rated ? null : outcome.reason,
    words: outcome.text,
    method: rated ? outcome.method : null,
    flags,
    ...(judgeModel === undefined ? {} : { judgeModel }),
  };
}

function thoughtText(thought: string | null, amount: ThoughtAmount): string | null {
  if (thought === null || amount !== "head") return thought;
  const head = [...thought.slice(0, thoughtHead * 2)].slice(0, thoughtHead).join("");
  return head.length < thought.length ? `${head} …` : thought;
}
