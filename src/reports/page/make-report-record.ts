import type { JudgeCard } from "../../cards/judge-card.ts";
import { cardOf } from "../../cards/load-cards.ts";
import { InputError } from "../../errors.ts";
import type { LinkRecord } from "../../linking/link-record.ts";
import { type PeoplesScore, scoreByPeople } from "../../people/peoples-score.ts";
import type { ProtocolBoard, RankedCandidate } from "../../scores/leaderboard.ts";
import type { Score } from "../../scores/score.ts";
import type { BoardErrata } from "../../scores/without-errata.ts";
import { nearestHint } from "../../text/nearest.ts";
import { shownKeyDigits } from "../tables/leaderboard-text.ts";
import { rowsForBoard, type StandingRow } from "../tables/standing-rows.ts";
import { namedAgreements, praisedIn, ratersOn } from "./board-raters.ts";
import { type CandidateFacts, placeOf } from "./candidate-facts.ts";
import { bibtexOf, type Citing } from "./cite-report.ts";
import type { ReportAgreement } from "./report-agreements.ts";
import { differencesFrom } from "./report-differences.ts";
import { headline } from "./report-headline.ts";
import type { ReportMatches } from "./report-matches.ts";
import { methodsOf } from "./report-methods.ts";
import type {
  Language,
  ReportBoard,
  ReportCandidate,
  ReportCells,
  ReportQuestion,
  ReportRecord,
  ReportScore,
  ReportUnrated,
  Wording,
} from "./report-record.ts";
import { warningsFor } from "./report-warnings.ts";

export interface ReportInput {
  readonly boards: readonly ProtocolBoard[];
  /** Of every candidate, by `factsKey`. */
  readonly facts: ReadonlyMap<string, CandidateFacts>;
  readonly published: readonly StandingRow[];
  /** Links of the boards to other scales. */
  readonly links: readonly LinkRecord[];
  /** Wrong references, by the boards' keys. */
  readonly errata: ReadonlyMap<string, BoardErrata>;
  readonly agreements: readonly ReportAgreement[];
  readonly matches: readonly ReportMatches[];
  /** What people vouch for. */
  readonly people: readonly PeoplesScore[];
  /** The judge cards of the results folder. */
  readonly cards: readonly JudgeCard[];
  /** Id of the candidate that differences are taken from; null: the best one. */
  readonly baseline: string | null;
  readonly languages: readonly Language[];
  /** What readers call the candidates, by id; the others keep their ids. */
  readonly names: ReadonlyMap<string, string>;
  readonly citing: Citing;
  /** Candidates that nobody has rated. */
  readonly unrated: readonly ReportUnrated[];
  readonly createdAt: string;
  readonly version: string;
}

/** A folder under one of its procedures. */
export function factsKey(protocol: string, path: string): string {
  return `${protocol} ${path}`;
}

/**
 * What a report says, as plain data: a pure function of the scores. Equal results give equal records but for `createdAt`.
 *
 * @throws InputError when no board has the named baseline, or two candidates would be shown under one name.
 */
export function makeReportRecord(input: ReportInput): ReportRecord {
  const sorted = [...input.boards].sort(
    (a, b) => b.candidates.length - a.candidates.length || (a.key < b.key ? -1 : 1),
  );
  refuseSharedNames(sorted, input.names);
  const slots = slotsOf(sorted);
  const agreements = namedAgreements(input.agreements, input.names, slots);
  const boards = sorted.map((board, place) => boardOf(board, input, slots, ratersOn(sorted, place, agreements)));
  if (input.baseline !== null && !boards.some((board) => board.candidates.some(({ id }) => id === input.baseline))) {
    throw new InputError(`no candidate ${JSON.stringify(input.baseline)} to compare with`, {
      hint: nearestHint(
        input.baseline,
        boards.flatMap((board) => board.candidates.map(({ id }) => id)),
      ),
    });
  }
  const record = {
    format: 1,
    title: titleOf(boards),
    createdAt: input.createdAt,
    tool: { version: input.version },
    languages: input.languages,
    boards,
    unrated: input.unrated,
    agreements,
    matches: input.matches,
  } as const;
  return { ...record, bibtex: bibtexOf(record, input.citing) };
}

function refuseSharedNames(boards: readonly ProtocolBoard[], names: ReadonlyMap<string, string>): void {
  const taken = new Map<string, string>();
  for (const id of new Set(boards.flatMap((board) => board.candidates.map((one) => one.id)))) {
    const name = names.get(id) ?? id;
    const other = taken.get(name);
    if (other !== undefined) {
      throw new InputError(
        `${JSON.stringify(other)} and ${JSON.stringify(id)} would both be shown as ${JSON.stringify(name)}`,
        {
          hint: "Give each a name of its own (--names, or displayName in the configuration).",
        },
      );
    }
    taken.set(name, id);
  }
}

function boardOf(
  board: ProtocolBoard,
  input: ReportInput,
  slots: ReadonlyMap<string, number>,
  raters: ReportBoard["raters"],
): ReportBoard {
  const facts = board.candidates.map((candidate) => input.facts.get(factsKey(board.key, candidate.path)));
  const questions = questionsOf(board, facts);
  const items = itemsOf(questions, facts);
  const errata = input.errata.get(board.key);
  const candidates = board.candidates.map((candidate, index) => ({
    ...candidateOf(candidate, facts[index], { questions, items }, slots.get(candidate.id) ?? 0, input.names),
    withoutErrata: errataScore(errata, candidate),
    people: peoplesScore(input.people, board.key, candidate),
  }));
  const baseline = Math.max(
    0,
    candidates.findIndex(({ id }) => id === input.baseline),
  );
  const { set, title, language, hash, whole } = board.questions;
  const base = {
    key: board.key,
    shortKey: board.key.slice(0, shownKeyDigits),
    set: { id: set, title, language, hash, whole },
    judge: { ...board.judge },
    procedure: board.procedure.fields,
    scale: { ...board.procedure.scale },
    differsFrom: board.differsFrom,
    categories: board.questions.categories,
    questions,
    items,
    errata: errataOf(errata, questions, items),
    asked: askedBetween(facts),
    tools: [...new Set(facts.flatMap((one) => one?.tools ?? []))].sort(),
    candidates,
    baseline,
    published: rowsForBoard(board, input.published),
    linked: input.links.filter(
      ({ from, refusal }) => from.origin === "own" && board.key.startsWith(from.id) && refusal?.kind !== "language",
    ),
    reliability: board.reliability,
    judgeCard: cardOf(input.cards, board.procedure),
    raters,
    praised: praisedIn(candidates),
  };
  return {
    ...base,
    differences: differencesFrom(base, baseline),
    warnings: warningsFor(base, {
      basedOn: facts.map((one) => one?.basedOn ?? []),
      flagged: facts.map((one) => one?.flagged ?? 0),
      reasons: board.candidates.map((one) => one.reasons),
    }),
    headline: headline(base),
    methods: methodsOf(base),
  };
}

/** Null where no record says: the day of the report is not it. */
function askedBetween(facts: readonly (CandidateFacts | undefined)[]): ReportBoard["asked"] {
  const times = facts.flatMap((one) => one?.asked ?? []).sort();
  const [from, to] = [times[0], times.at(-1)];
  return from === undefined || to === undefined ? null : { from, to };
}

/** The board's questions in the order of its categories, then by number. */
function questionsOf(board: ProtocolBoard, facts: readonly (CandidateFacts | undefined)[]): ReportQuestion[] {
  const all = new Map(facts.flatMap((one) => one?.questions ?? []).map((question) => [question.hash, question]));
  const place = (category: string) => board.questions.categories.indexOf(category);
  return [...all.values()].sort(
    (a, b) => place(a.category) - place(b.category) || a.id.localeCompare(b.id, "en", { numeric: true }),
  );
}

function itemsOf(
  questions: readonly ReportQuestion[],
  facts: readonly (CandidateFacts | undefined)[],
): ReportBoard["items"] {
  const places = new Set(facts.flatMap((one) => [...(one?.cells.keys() ?? [])]));
  const turns = [...new Set([...places].map((place) => Number(place.split(" ")[1])))].sort((a, b) => a - b);
  return questions.flatMap(({ hash }, question) =>
    turns.filter((turn) => places.has(placeOf(hash, turn))).map((turn) => ({ question, turn })),
  );
}

function errataOf(
  errata: BoardErrata | undefined,
  questions: readonly ReportQuestion[],
  items: ReportBoard["items"],
): ReportBoard["errata"] {
  return (errata?.turns ?? []).flatMap(({ question: id, turn, right, why }) => {
    const item = items.findIndex((one) => one.turn === turn && questions[one.question]?.id === id);
    return item < 0 ? [] : [{ item, right, why }];
  });
}

function errataScore(errata: BoardErrata | undefined, { path }: RankedCandidate): ReportScore | null {
  const score = errata?.scores.get(path);
  return score === undefined ? null : scoreOf(score);
}

function peoplesScore(
  people: readonly PeoplesScore[],
  board: string,
  { path: folder }: RankedCandidate,
): ReportCandidate["people"] {
  const found = scoreByPeople(people, board, folder);
  if (found === undefined) return null;
  const { protocol: _, path: _path, ...score } = found;
  return score;
}

function candidateOf(
  candidate: RankedCandidate,
  facts: CandidateFacts | undefined,
  { questions, items }: Pick<ReportBoard, "questions" | "items">,
  slot: number,
  names: ReadonlyMap<string, string>,
): Omit<ReportCandidate, "withoutErrata" | "people"> {
  const cells = items.map(({ question, turn }) => facts?.cells.get(placeOf(questions[question]?.hash ?? "", turn)));
  const none = { answers: 0, tokens: null, thoughtTokens: null, tokensPerSecond: null, seconds: null, cost: null };
  return {
    id: candidate.id,
    name: names.get(candidate.id) ?? candidate.id,
    model: facts?.model ?? null,
    revision: facts?.revision ?? null,
    origin: candidate.origin,
    slot,
    rank: candidate.rank,
    ties: candidate.ties,
    score: scoreOf(candidate.score),
    withFailures: scoreOf(candidate.withFailures),
    turns: mapScores(candidate.turns),
    categories: mapScores(candidate.categories),
    unrated: candidate.unrated,
    failures: candidate.failures,
    due: candidate.due,
    truncated: candidate.truncated,
    flagged: candidate.flagged,
    trials: candidate.trials,
    repeats: candidate.repeats,
    characters: candidate.characters,
    japaneseRatio: candidate.japaneseRatio,
    thinks: facts?.thinks ?? false,
    usage: facts?.usage ?? none,
    distribution: facts?.distribution ?? {},
    deviations: candidate.deviations,
    cells: {
      ratings: cells.map((cell) => cell?.rating ?? null),
      states: cells.map((cell) => cell?.state ?? "absent"),
      characters: cells.map((cell) => cell?.characters ?? null),
      thoughts: cells.map((cell) => cell?.thought ?? null),
      held: cells.map((cell) => cell?.held ?? null),
      people: cells.some((cell) => (cell?.people ?? null) !== null) ? cells.map((cell) => cell?.people ?? null) : [],
    } satisfies ReportCells,
  };
}

function scoreOf({ mean, low, high, rated, planned }: Score): ReportScore {
  return { mean, low, high, rated, planned };
}

function mapScores(scores: Readonly<Record<string, Score>>): Record<string, ReportScore> {
  return Object.fromEntries(Object.entries(scores).map(([name, score]) => [name, scoreOf(score)]));
}

/**
 * Marks and colours by place on the largest board, best first: the few that a radar shows are then the first of the palette,
 * which are the furthest apart.
 */
function slotsOf(boards: readonly ProtocolBoard[]): Map<string, number> {
  const ids = [...new Set(boards.flatMap((board) => board.candidates.map(({ id }) => id)))];
  return new Map(ids.map((id, index) => [id, index]));
}

function titleOf(boards: readonly ReportBoard[]): Wording {
  const titles = [...new Set(boards.map((board) => board.set.title))];
  const what = titles.length === 1 ? (titles[0] ?? "") : "MT-Bench";
  if (titles.length === 0) return { ja: "MT-Bench の結果", en: "MT-Bench results" };
  return { ja: `${what}${/[!-~]$/u.test(what) ? " " : ""}の結果`, en: `${what}: results` };
}
