import type { AnswerFailureReason } from "../../answers/answer.ts";
import type { JudgeCard } from "../../cards/judge-card.ts";
import type { UnratedReason } from "../../judgments/judgment.ts";
import type { LinkRecord } from "../../linking/link-record.ts";
import type { PeoplesScore } from "../../people/peoples-score.ts";
import type { FlaggedAnswers } from "../../scores/flagged-answers.ts";
import type { BoardReliability } from "../../statistics/agreement/board-reliability.ts";
import type { StandingRow } from "../tables/standing-rows.ts";
import type { PeopleCell } from "./peoples-part.ts";
import type { ReportAgreement } from "./report-agreements.ts";
import type { ReportMatches } from "./report-matches.ts";
import type { ReportUsage } from "./report-usage.ts";

/** Languages that a report can be read in. */
export const reportLanguages = ["ja", "en"] as const;

export type Language = (typeof reportLanguages)[number];

/** A text made from the numbers, in every language. */
export type Wording = Readonly<Record<Language, string>>;

/** A mean with its interval; all null where nothing is rated. */
export interface ReportScore {
  readonly mean: number | null;
  /** 95 % t interval clustered by question; null below two questions. */
  readonly low: number | null;
  readonly high: number | null;
  readonly rated: number;
  readonly planned: number;
}

/** What became of one turn of one question. */
export const cellStates = ["rated", "unrated", "failed", "due", "absent"] as const;

export type CellState = (typeof cellStates)[number];

/** One value for each of the board's items, in their order; null: not known. */
export interface ReportCells {
  /** Mean over trials and judge repeats, on the judge's scale. */
  readonly ratings: readonly (number | null)[];
  readonly states: readonly CellState[];
  /** Visible characters, mean over trials. */
  readonly characters: readonly (number | null)[];
  /** Thinking: tokens where the server counts them apart, else characters; mean over trials. */
  readonly thoughts: readonly (number | null)[];
  /** Whether every answer holds all that a program can decide of the question's demands; null: nothing, or not at hand. */
  readonly held: readonly (boolean | null)[];
  /** What people gave; empty: they rated nothing of this candidate. */
  readonly people: readonly (PeopleCell | null)[];
}

export interface ReportCandidate {
  readonly id: string;
  /** What readers call it: the display name of a configuration or of a file of names, else the id. */
  readonly name: string;
  /** The model string that was asked for; null when the records do not say. */
  readonly model: string | null;
  readonly revision: string | null;
  readonly origin: "run" | "import";
  /** Mark and colour in every figure, by place on the first board; the same for a candidate in all boards of a report. */
  readonly slot: number;
  /** Null: incomplete, so not ranked. */
  readonly rank: { readonly from: number; readonly to: number } | null;
  /** Letters of its groups of ties; two candidates that share none differ. */
  readonly ties: string | null;
  readonly score: ReportScore;
  /** With its own failures at the lowest rating. */
  readonly withFailures: ReportScore;
  /** What people would give to all questions, by what they gave to some; null: nobody vouches for it. */
  readonly people: Omit<PeoplesScore, "protocol" | "path"> | null;
  /** Without the turns of the board's errata; null where there are none. */
  readonly withoutErrata: ReportScore | null;
  readonly turns: Readonly<Record<string, ReportScore>>;
  readonly categories: Readonly<Record<string, ReportScore>>;
  readonly unrated: Readonly<Partial<Record<UnratedReason, number>>>;
  readonly failures: Readonly<Partial<Record<AnswerFailureReason, number>>>;
  readonly due: number;
  readonly truncated: number;
  /** Answered turns that look like no whole answer, by what was found in them. */
  readonly flagged: FlaggedAnswers;
  readonly trials: number;
  readonly repeats: number;
  /** Visible characters per answer. */
  readonly characters: number | null;
  readonly japaneseRatio: number | null;
  readonly thinks: boolean;
  readonly usage: ReportUsage;
  /** How often each rating was given, by turn: `{ "1": { "8": 31 } }`. */
  readonly distribution: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly deviations: readonly string[];
  readonly cells: ReportCells;
}

export interface ReportQuestion {
  readonly id: string;
  readonly category: string;
  readonly hash: string;
}

/** Candidate minus baseline over the turns that both have rated. */
export interface ReportDifference {
  readonly candidate: string;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Turns that both have rated. */
  readonly turns: number;
}

export const warningKinds = [
  "controls",
  "import",
  "part-of-set",
  "few-questions",
  "incomplete",
  "coverage",
  "truncated-thinking",
  "doubtful-answers",
  "failed-calls",
  "failures-matter",
  "judge-card",
  "judge-family",
  "steering",
  "deviation",
  "references",
] as const;

export interface ReportWarning {
  readonly kind: (typeof warningKinds)[number];
  readonly candidates: readonly string[];
  readonly text: Wording;
}

/** One protocol: candidates that may be compared with each other and with nobody else. */
export interface ReportBoard {
  readonly key: string;
  /** The part of the key that people see. */
  readonly shortKey: string;
  readonly set: {
    readonly id: string;
    readonly title: string;
    readonly language: string;
    /** sha256 over the questions that were asked. */
    readonly hash: string;
    readonly whole: boolean;
  };
  readonly judge: { readonly id: string; readonly model: string };
  /** Everything that fixes the rating procedure, by dotted names. */
  readonly procedure: Readonly<Record<string, unknown>>;
  readonly scale: { readonly min: number; readonly max: number };
  /** Why it is not one table with an earlier board. */
  readonly differsFrom: readonly { readonly key: string; readonly fields: readonly string[] }[];
  readonly categories: readonly string[];
  readonly questions: readonly ReportQuestion[];
  /** Rated turns: the index of the question and the turn. Every list of a candidate's cells is parallel to this one. */
  readonly items: readonly { readonly question: number; readonly turn: number }[];
  /** Turns whose reference is known to be wrong: index of the item, the right value, and why. */
  readonly errata: readonly { readonly item: number; readonly right: string; readonly why: string }[];
  /** First and last start of a run, of an import first and last time of its rows, ISO-8601 UTC; null: no record says. */
  readonly asked: { readonly from: string; readonly to: string } | null;
  /** Versions of the program that ran it. */
  readonly tools: readonly string[];
  /** Best first. */
  readonly candidates: readonly ReportCandidate[];
  /** Index of the candidate that differences are taken from. */
  readonly baseline: number;
  readonly differences: readonly ReportDifference[];
  readonly published: readonly StandingRow[];
  /** What the candidates would score on other scales, from sure anchors, and which tables cannot be linked though models are shared. Never part of a rank. */
  readonly linked: readonly LinkRecord[];
  /** How well the candidates would be ordered again on other questions, beside how far apart they are; null below five. */
  readonly reliability: BoardReliability | null;
  /** What is known of the judge from answers of known quality; null: nobody has tried it. */
  readonly judgeCard: JudgeCard | null;
  /** Of a set that several rated, on its first board: what they are like, and what each makes of the candidates; null: not here. */
  readonly raters: Pick<ReportAgreement, "characters" | "candidates" | "scores" | "scale"> | null;
  /** Turns that break what was asked, as a program decides, and those of them that the judge rated `from` or more all the same. */
  readonly praised: { readonly broken: number; readonly praised: number; readonly from: number };
  readonly warnings: readonly ReportWarning[];
  /** The result in one sentence. */
  readonly headline: Wording;
  /** For a paper's section on methods. */
  readonly methods: Wording;
}

/** Somebody whom no board shows. */
export interface ReportUnrated {
  readonly id: string;
  readonly set: string;
  readonly origin: "run" | "import";
  /** Turns with an answer, and turns that failed. */
  readonly answered: number;
  readonly failed: number;
}

/** `report.json`: everything that a page and its figures show but the texts of questions, answers and judges. */
export interface ReportRecord {
  readonly format: 1;
  readonly title: Wording;
  /** ISO-8601 UTC. */
  readonly createdAt: string;
  readonly tool: { readonly version: string };
  /** Languages that the page offers, the first one shown first. */
  readonly languages: readonly Language[];
  /** The one with most candidates first. */
  readonly boards: readonly ReportBoard[];
  /** Candidates with records and without a rating, so on no board. */
  readonly unrated: readonly ReportUnrated[];
  /** Of every question set with several raters. */
  readonly agreements: readonly ReportAgreement[];
  /** Of every judge that compared answers side by side. */
  readonly matches: readonly ReportMatches[];
  readonly bibtex: string;
}
