import type { AnswerRecord } from "../answers/answer.ts";
import type { DeskQuestion } from "../results/desk/desk-plan.ts";
import type { RunRecord } from "../results/run-record.ts";
import { collectCells } from "../scores/cells.ts";
import type { Random } from "../statistics/resampling/random.ts";
import { randomInteger } from "../statistics/resampling/random.ts";

/** A candidate whose answers people are to rate. */
export interface DeskCandidate {
  readonly record: RunRecord;
  /** Hash of the procedure whose ratings stand beside people's; null: nobody has judged the answers. */
  readonly procedure: string | null;
}

export interface Population {
  /** In the order in which they were planned. */
  readonly questions: readonly DeskQuestion[];
  /** Questions that nobody can be asked about: of some candidate there is no answer, or none that the judge rated. */
  readonly leftOut: number;
}

/** Trials of one candidate by question: its answers by turn, only those that can be rated. */
type Trials = ReadonlyMap<number, ReadonlyMap<number, AnswerRecord>>;

/**
 * The questions that people can be asked about: every candidate has an answer that was rated by the judge. Of several trials
 * one is drawn, the same for all turns of a conversation; a turn that some candidate lacks is left out, with those after it.
 */
export function deskPopulation(candidates: readonly DeskCandidate[], random: Random): Population {
  const tables = candidates.map(ratableAnswers);
  const [first] = tables;
  const known = new Map(tables.flatMap(({ places }) => places.map((place) => [place.hash, place] as const)));
  const questions = [...(first?.answers ?? [])].flatMap(([hash]): DeskQuestion[] => {
    const place = known.get(hash);
    const trials = tables.map(({ answers }) => answers.get(hash));
    if (place === undefined || trials.some((own) => own === undefined || own.size === 0)) return [];
    const drawn = trials.map((own) => drawTrial(own ?? new Map(), random));
    const shared = [...(drawn[0]?.byTurn.keys() ?? [])].filter((turn) => drawn.every(({ byTurn }) => byTurn.has(turn)));
    // What a later turn goes on from must be there to be read.
    const turns = shared.sort((a, b) => a - b).filter((turn, index) => turn === index + 1);
    if (turns.length === 0) return [];
    const answers = drawn.map(({ trial, byTurn }, candidate) => ({
      candidate,
      trial,
      keys: turns.map((turn) => byTurn.get(turn)?.key ?? ""),
    }));
    return [{ id: place.id, hash, category: place.category, turns, answers }];
  });
  const all = new Set(tables.flatMap(({ places }) => places.map(({ hash }) => hash)));
  return { questions, leftOut: all.size - questions.length };
}

function drawTrial(trials: Trials, random: Random) {
  const all = [...trials].sort(([a], [b]) => a - b);
  // A trial with fewer turns than another is not drawn.
  const most = Math.max(...all.map(([, byTurn]) => byTurn.size));
  const whole = all.filter(([, byTurn]) => byTurn.size === most);
  const [trial, byTurn] = whole[randomInteger(random, whole.length)] ?? [1, new Map<number, AnswerRecord>()];
  return { trial, byTurn };
}

function ratableAnswers({ record, procedure }: DeskCandidate) {
  const { places, all } = procedure === null ? everyAnswer(record) : ratedAnswers(record, procedure);
  const answers = new Map<string, Map<number, Map<number, AnswerRecord>>>();
  for (const answer of all.filter(isShown)) {
    const trials = answers.get(answer.questionHash) ?? new Map<number, Map<number, AnswerRecord>>();
    const turns = trials.get(answer.trial) ?? new Map<number, AnswerRecord>();
    answers.set(answer.questionHash, trials.set(answer.trial, turns.set(answer.turn, answer)));
  }
  return { answers, places };
}

interface FoundAnswers {
  readonly places: readonly Pick<DeskQuestion, "id" | "hash" | "category">[];
  readonly all: readonly AnswerRecord[];
}

function everyAnswer(record: DeskCandidate["record"]): FoundAnswers {
  const all = [...record.answers.values()];
  const places = all.map(({ questionId: id, questionHash: hash, category }) => [hash, { id, hash, category }] as const);
  return { places: [...new Map(places).values()], all };
}

/** Those that the procedure has rated, of the questions that it was to rate. */
function ratedAnswers(record: DeskCandidate["record"], procedure: string): FoundAnswers {
  const { cells, questions } = collectCells(record, procedure);
  const all = cells.flatMap(({ answers, judgments }) => {
    const rated = new Set(judgments.flatMap((one) => (one.outcome.status === "rated" ? [one.answerKey] : [])));
    return answers.filter(({ key }) => rated.has(key));
  });
  return { places: questions.map(({ id, hash, category }) => ({ id, hash, category })), all };
}

/** There is a text that a person can read. */
function isShown({ outcome }: AnswerRecord): boolean {
  return outcome.status === "answered" && outcome.unrecorded === undefined;
}
