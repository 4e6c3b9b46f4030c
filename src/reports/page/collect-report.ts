import type { JudgeCard } from "../../cards/judge-card.ts";
import { loadCards } from "../../cards/load-cards.ts";
import { InputError } from "../../errors.ts";
import { toolVersion } from "../../files/tool-version.ts";
import { loadPublishedTables, ownLinks } from "../../linking/load-tables.ts";
import { loadPeoplesScores } from "../../people/load-peoples-scores.ts";
import { type LoadedQuestionSet, loadQuestionSet } from "../../questions/load-question-set.ts";
import { loadReferences } from "../../questions/load-references.ts";
import type { QuestionSet } from "../../questions/question.ts";
import { eachRecord } from "../../results/each-record.ts";
import { comparableScores } from "../../results/published/published-scores.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { makeBoards, type ProtocolBoard } from "../../scores/leaderboard.ts";
import { type ScoredFolder, scoreFolder, withoutTexts } from "../../scores/score-folder.ts";
import { type UnratedCandidate, unratedCandidate } from "../../scores/unrated-candidate.ts";
import { errataOfBoards } from "../../scores/without-errata.ts";
import { sourcePlaces } from "../../sources/source-places.ts";
import { nearestHint } from "../../text/nearest.ts";
import { setAtHand } from "../../variants/set-at-hand.ts";
import { type StandingRow, standingRows } from "../tables/standing-rows.ts";
import { unratedLines } from "../tables/unrated-lines.ts";
import { type CandidateFacts, candidateFacts } from "./candidate-facts.ts";
import type { Citing } from "./cite-report.ts";
import { factsKey, makeReportRecord } from "./make-report-record.ts";
import { peoplesJudgments } from "./peoples-part.ts";
import { candidatesOfAudits, reportAgreements, withoutWords, withWords } from "./report-agreement.ts";
import type { ReportAgreement } from "./report-agreements.ts";
import { type CollectedMatches, reportMatches } from "./report-matches.ts";
import type { Language, ReportRecord } from "./report-record.ts";
import { type FolderTexts, folderTexts } from "./report-texts.ts";
import type { ThoughtAmount } from "./thought-amounts.ts";

export interface ReportChoice {
  /** Absolute path of the results. */
  readonly root: string;
  /** Only these; null: all. */
  readonly candidates: readonly string[] | null;
  readonly baseline: string | null;
  readonly citing: Citing;
  /** What readers call the candidates, by id. */
  readonly names: ReadonlyMap<string, string>;
  /** Null: the questions' own language first, the other one behind it. */
  readonly languages: readonly Language[] | null;
  /** Null: no texts are wanted. */
  readonly thoughts: ThoughtAmount | null;
  /** Question sets or folders to take texts from, besides those that the results name. */
  readonly questions: readonly string[];
  /** Reference files that are in no set. */
  readonly references: readonly string[];
}

/** What collecting finds around it. */
export interface CollectTools {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /** Hears what could not be read and what is left out, a sentence each. */
  readonly tell: (sentence: string) => void;
}

export interface CollectedReport {
  readonly record: ReportRecord;
  readonly boards: readonly ProtocolBoard[];
  readonly published: readonly StandingRow[];
  /** The judge cards of the results folder. */
  readonly cards: readonly JudgeCard[];
  /** Candidates that nobody has rated. */
  readonly unrated: readonly UnratedCandidate[];
  /** By `factsKey`. */
  readonly facts: ReadonlyMap<string, CandidateFacts>;
  /** By `factsKey`; empty where no texts were wanted. */
  readonly texts: ReadonlyMap<string, FolderTexts>;
  /** The words of the record's matches. */
  readonly lookTexts: CollectedMatches["lookTexts"];
  /** Question sets that were at hand. */
  readonly sets: readonly QuestionSet[];
}

/** Scores a results folder and gathers what a report shows of it, one candidate's records in memory at a time. */
export async function collectReport(choice: ReportChoice, tools: CollectTools): Promise<CollectedReport> {
  const scored: ScoredFolder[] = [];
  const facts = new Map<string, CandidateFacts>();
  const texts = new Map<string, FolderTexts>();
  const seen = new Set<string>();
  const rated: RunRecord[] = [];
  const unrated: UnratedCandidate[] = [];
  const setAtHand = setFinder(tools);
  for await (const record of eachRecord(choice.root, tools.tell)) {
    const { id } = record.manifest.candidate;
    seen.add(id);
    if (choice.candidates !== null && !choice.candidates.includes(id)) continue;
    const set = await setAtHand(record.manifest.questionSet.id);
    rated.push(withoutWords(record));
    const missing = unratedCandidate(record);
    if (missing !== null) unrated.push(missing);
    for (const folder of scoreFolder(record)) {
      const key = factsKey(folder.key, folder.scores.path);
      facts.set(key, candidateFacts(record, folder, set?.questions));
      if (choice.thoughts !== null)
        texts.set(key, folderTexts(folder.scores.cells, peoplesJudgments(record), choice.thoughts));
      scored.push(withoutTexts(folder));
    }
  }
  refuseUnknown(choice.candidates ?? [], [...seen]);
  const boards = makeBoards(scored);
  for (const line of unratedLines(unrated)) tools.tell(line);
  const everybody = await loadPublishedTables(choice.root);
  const published = standingRows(comparableScores(everybody.shipped));
  const cards = await loadCards(choice.root, tools.tell);
  const { matches, lookTexts } = await reportMatches(choice.root, {
    ...{ candidates: choice.candidates, names: choice.names },
    withTexts: choice.thoughts !== null,
    setOf: setAtHand,
  });
  const record = makeReportRecord({
    boards,
    facts,
    published,
    links: ownLinks(everybody, boards),
    errata: await errataOfBoards(boards, tools.cwd),
    agreements: await agreementsOf(rated, choice, setAtHand),
    matches,
    people: await loadPeoplesScores(choice.root, tools.tell),
    cards,
    // Where records lie on this machine is nobody else's business.
    unrated: unrated.map(({ path: _, ...one }) => one),
    baseline: choice.baseline,
    languages: choice.languages ?? ownLanguages(boards),
    names: choice.names,
    citing: choice.citing,
    createdAt: new Date(tools.now()).toISOString(),
    version: toolVersion(),
  });
  const sets = choice.thoughts === null ? [] : await findSets(record, choice, tools);
  return { record, boards, published, cards, unrated, facts, texts, lookTexts, sets };
}

type SetFinder = (id: string) => Promise<LoadedQuestionSet | null>;

/** Sets with their texts, each read once; null where they are not at hand, which `findSets` tells of. */
function setFinder({ cwd, env }: CollectTools): SetFinder {
  const found = new Map<string, Promise<LoadedQuestionSet | null>>();
  return (id) => {
    const known = found.get(id);
    if (known !== undefined) return known;
    const options = { cwd, places: sourcePlaces(env) };
    const load = async () => loadQuestionSet(await setAtHand(id, options), options);
    const set = load().catch((error: unknown) => {
      if (error instanceof InputError) return null;
      throw error;
    });
    found.set(id, set);
    return set;
  };
}

/** Raters' words are read in a second round, since only those of the listed answers are wanted. */
async function agreementsOf(
  rated: readonly RunRecord[],
  choice: ReportChoice,
  setAtHand: SetFinder,
): Promise<readonly ReportAgreement[]> {
  const sets = new Map<string, LoadedQuestionSet | null>();
  for (const { manifest } of rated) sets.set(manifest.questionSet.id, await setAtHand(manifest.questionSet.id));
  let agreements = reportAgreements(rated, (id) => (choice.thoughts === null ? null : (sets.get(id) ?? null)));
  if (choice.thoughts === null || agreements.length === 0) return agreements;
  const wanted = candidatesOfAudits(agreements);
  // What could not be read was told of in the first round.
  for await (const record of eachRecord(choice.root, () => undefined)) {
    if (wanted.has(record.manifest.candidate.id)) agreements = withWords(agreements, record);
  }
  return agreements;
}

function refuseUnknown(wanted: readonly string[], seen: readonly string[]): void {
  const unknown = wanted.filter((id) => !seen.includes(id));
  if (unknown.length === 0) return;
  throw new InputError(`no candidate ${unknown.map((id) => JSON.stringify(id)).join(", ")} in the results`, {
    hint: nearestHint(unknown[0] ?? "", seen),
  });
}

function ownLanguages(boards: readonly ProtocolBoard[]): readonly Language[] {
  return boards.every(({ questions }) => questions.language === "en") && boards.length > 0
    ? ["en", "ja"]
    : ["ja", "en"];
}

/** The sets that the results name, as far as they are at hand, and those that the user names. The records keep only hashes. */
async function findSets(record: ReportRecord, choice: ReportChoice, tools: CollectTools): Promise<QuestionSet[]> {
  const options = { cwd: tools.cwd, places: sourcePlaces(tools.env) };
  const sets: QuestionSet[] = [];
  for (const id of new Set(record.boards.map(({ set }) => set.id))) {
    try {
      sets.push(await loadQuestionSet(await setAtHand(id, options), options));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      if (choice.questions.length > 0) continue;
      tools.tell(`The questions of ${id} are not at hand, so the report shows none: ${error.message}`);
    }
  }
  for (const name of choice.questions) sets.push(await loadQuestionSet(await setAtHand(name, options), options));
  const [first] = sets;
  if (first === undefined) return sets;
  const references = [];
  for (const path of choice.references) references.push(await loadReferences(first, path, tools.cwd));
  return [{ ...first, references: [...first.references, ...references] }, ...sets.slice(1)];
}
