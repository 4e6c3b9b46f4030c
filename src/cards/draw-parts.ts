import { type ExemplarLevel, exemplarLevels } from "../questions/load-exemplars.ts";
import type { Question } from "../questions/question.ts";
import { makeRandom, type Random, randomInteger } from "../statistics/resampling/random.ts";
import { type AttackKind, attackKinds, type ConstantKind, constantKinds } from "./card-item.ts";
import type { CardPlanOptions, PlacedExemplar } from "./plan-card.ts";

/** Questions with an exemplar that is rated repeatedly: every second one. */
const repeatedShare = 0.5;
/** Conversations of constant answers, at most: eight of each kind. */
const constantConversations = 32;

/** What a drawing needs to know. */
type Drawing = Pick<CardPlanOptions, "seed" | "rates">;

/** One attack on one turn of one exemplar. */
interface DrawnAttack {
  readonly exemplar: PlacedExemplar;
  readonly turn: number;
  readonly kind: AttackKind;
  /** Chooses among the wordings; every wording of a kind comes as often. */
  readonly pick: number;
}

/**
 * One attack a question, so that no two share a question; each kind as often, in every category. Poor answers and flawed ones
 * in turn, each at a turn that is bad, since a good one has nowhere to rise to.
 */
export function drawAttacks(exemplars: readonly PlacedExemplar[], { seed, rates }: Drawing): DrawnAttack[] {
  const random = makeRandom(`card attacks ${seed}`);
  const drawn: DrawnAttack[] = [];
  for (const [index, of] of shuffledByCategory(exemplars, random).entries()) {
    const kind = attackKinds[index % attackKinds.length] as AttackKind;
    const round = Math.floor(index / attackKinds.length);
    const low = of.filter(({ level }) => level !== "strong");
    const wanted: ExemplarLevel = round % 2 === 0 ? "poor" : "flawed";
    const exemplar = low.find(({ level }) => level === wanted) ?? low[0];
    if (exemplar === undefined) continue;
    const bad = exemplar.level === "flawed" ? (exemplar.flaw?.turns ?? [1]) : [1, 2];
    const turns = bad.filter((one) => rates(exemplar.question, one));
    const turn = turns[Math.floor(round / 2) % turns.length];
    if (turn === undefined) continue;
    drawn.push({ exemplar, turn, kind, pick: round });
  }
  return drawn;
}

/** `<question> <level> <turn>` of the exemplars that are rated repeatedly: one turn of every second question, levels in turn. */
export function drawRepeated(exemplars: readonly PlacedExemplar[], { seed, rates }: Drawing): ReadonlySet<string> {
  const random = makeRandom(`card repeats ${seed}`);
  const all = shuffledByCategory(exemplars, random);
  const count = Math.ceil(all.length * repeatedShare);
  const drawn = all.slice(0, count).map((of, index) => {
    const wanted = exemplarLevels[index % exemplarLevels.length];
    const exemplar = of.find(({ level }) => level === wanted) ?? of[0];
    if (exemplar === undefined) return "";
    const turn = 1 + (Math.floor(index / exemplarLevels.length) % 2);
    return `${exemplar.question.id} ${exemplar.level} ${rates(exemplar.question, turn) ? turn : 1}`;
  });
  return new Set(drawn);
}

/**
 * Which constant answer a question gets: each question one of them as long as there are questions enough, each kind as often, in
 * every category.
 */
export function drawConstants(
  questions: readonly Question[],
  { seed }: Pick<CardPlanOptions, "seed">,
): { readonly question: Question; readonly constant: ConstantKind }[] {
  const random = makeRandom(`card constants ${seed}`);
  const categories = groupBy(questions, ({ category }) => category).map((group) => shuffled(group, random));
  const all = inTurn(categories);
  const count = all.length === 0 ? 0 : Math.min(constantConversations, constantKinds.length * all.length);
  return Array.from({ length: count }, (_, index) => {
    const place = index % all.length;
    // Moves on by one with every round of the categories, and with every round of the questions.
    const kind = place + Math.floor(place / categories.length) + Math.floor(index / all.length);
    const constant = constantKinds[kind % constantKinds.length] as ConstantKind;
    return { question: all[place] as Question, constant };
  });
}

/** The exemplars of each question, categories in turn, questions in the order that was drawn. */
function shuffledByCategory(exemplars: readonly PlacedExemplar[], random: Random): (readonly PlacedExemplar[])[] {
  const questions = groupBy(exemplars, ({ question }) => question.id);
  const categories = groupBy(questions, ([first]) => first?.question.category ?? "");
  return inTurn(categories.map((group) => shuffled(group, random)));
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return [...groups.values()];
}

/** The first of every group, then the second of every group, and so on. */
function inTurn<T>(groups: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...groups.map((group) => group.length));
  return Array.from({ length: longest }, (_, place) =>
    groups.flatMap((group) => (group[place] === undefined ? [] : [group[place]])),
  ).flat();
}

/** Fisher and Yates. */
function shuffled<T>(values: readonly T[], random: Random): T[] {
  const all = [...values];
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = randomInteger(random, last + 1);
    [all[last], all[other]] = [all[other] as T, all[last] as T];
  }
  return all;
}
