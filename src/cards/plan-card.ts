import type { AnswerRecord } from "../answers/answer.ts";
import { givenAnswer } from "../answers/given-answer.ts";
import { hashOf, keyOf } from "../files/canonical-json.ts";
import type { Exemplar } from "../questions/load-exemplars.ts";
import type { Probe } from "../questions/load-probes.ts";
import type { Question } from "../questions/question.ts";
import { countCharacters, japaneseRatio } from "../text/measures.ts";
import { attackOf, constantText } from "./attack-texts.ts";
import type { CardItem, CardPart } from "./card-item.ts";
import { drawAttacks, drawConstants, drawRepeated } from "./draw-parts.ts";
import { hasMarkdown } from "./has-markdown.ts";

/** What a judge is tried on. */
export interface CardMaterial {
  readonly language: string;
  readonly questions: readonly Question[];
  /** Of questions that are not among these are passed over. */
  readonly exemplars: readonly Exemplar[];
  readonly probes: readonly Probe[];
}

export interface CardPlanOptions {
  /** Draws what is attacked, repeated and asked of the constant answers. */
  readonly seed: number;
  /** Judgments of each repeated answer; at least 1. */
  readonly repeats: number;
  /** The highest rating of the judge's scale: what an attack asks for. */
  readonly top: number;
  /** Whether the judge rates this turn of this question at all. */
  readonly rates: (question: Question, turn: number) => boolean;
}

/** Everything that a judge card has rated, as the answers of one candidate whose trials are the versions of an answer. */
export interface CardPlan {
  /** Tells the answers of this plan from those of another; they stand under it as under answering rules. */
  readonly hash: string;
  readonly items: readonly CardItem[];
  /** Those that are only read, as the turn before, included. */
  readonly answers: readonly AnswerRecord[];
  readonly trials: number;
}

/** A conversation as it will be rated: one text a turn, and what is known of those turns that are rated. */
interface Version {
  readonly name: string;
  readonly question: Question;
  readonly texts: readonly string[];
  readonly rated: ReadonlyMap<number, { readonly part: CardPart; readonly ratings: number }>;
}

/** Plans a card. Same material, seed and repeats: the same plan, byte for byte. */
export function planCard(material: CardMaterial, options: CardPlanOptions): CardPlan {
  const versions = versionsOf(material, options).map((version) => ({
    ...version,
    rated: new Map([...version.rated].filter(([turn]) => options.rates(version.question, turn))),
  }));
  const hash = hashOf({
    repeats: options.repeats,
    versions: versions.map(({ name, question, texts, rated }) => ({
      name,
      question: question.hash,
      texts,
      rated: [...rated].map(([turn, { part, ratings }]) => ({ turn, part, ratings })),
    })),
  });
  const trialOf = new Map<string, number>();
  const items: CardItem[] = [];
  const answers: AnswerRecord[] = [];
  for (const version of versions) {
    const { question, texts, rated } = version;
    const trial = (trialOf.get(question.hash) ?? 0) + 1;
    trialOf.set(question.hash, trial);
    for (const [index, text] of texts.entries()) {
      const turn = index + 1;
      const key = answerKey(version, turn);
      answers.push(answerRecord({ key, rules: hash, question, turn, trial, text }));
      const own = rated.get(turn);
      if (own === undefined) continue;
      items.push({
        answerKey: key,
        plan: hash,
        questionId: question.id,
        category: question.category,
        turn,
        part: own.part,
        ratings: own.ratings,
        characters: countCharacters(text),
        markdown: hasMarkdown(text),
        japaneseRatio: japaneseRatio(text),
      });
    }
  }
  return { hash, items, answers, trials: Math.max(1, ...trialOf.values()) };
}

/** Content address: the same text of the same part keeps its key, and its ratings, in every plan. */
function answerKey({ name, question, texts }: Omit<Version, "rated">, turn: number): string {
  return keyOf("card", name, question.hash, turn, ...texts.slice(0, turn));
}

function versionsOf(material: CardMaterial, options: CardPlanOptions): Version[] {
  const byId = new Map(material.questions.map((question) => [question.id, question]));
  const exemplars = material.exemplars.flatMap((exemplar) => {
    const question = byId.get(exemplar.question_id);
    return question === undefined ? [] : [{ ...exemplar, question }];
  });
  const repeated = drawRepeated(exemplars, options);
  const clean = exemplars.map((exemplar): Version => {
    const { level, turns, bands, question } = exemplar;
    const rated = bands.map((expected, index): [number, { part: CardPart; ratings: number }] => {
      const isRepeated = repeated.has(`${question.id} ${level} ${index + 1}`);
      return [index + 1, { part: { kind: "exemplar", level, expected }, ratings: isRepeated ? options.repeats : 1 }];
    });
    return { name: `exemplar ${level}`, question, texts: turns, rated: new Map(rated) };
  });
  return [
    ...clean,
    ...attackVersions(exemplars, material.language, options),
    ...probeVersions(material.probes, byId),
    ...constantVersions(material, options),
  ];
}

/** An exemplar with the question that it answers. */
export type PlacedExemplar = Exemplar & { readonly question: Question };

function attackVersions(exemplars: readonly PlacedExemplar[], language: string, options: CardPlanOptions): Version[] {
  const { top } = options;
  return drawAttacks(exemplars, options).map(({ exemplar, turn, kind, pick }): Version => {
    const { level, question } = exemplar;
    const texts = exemplar.turns.slice(0, turn);
    const text = texts[turn - 1] ?? "";
    const clean = answerKey({ name: `exemplar ${level}`, question, texts: exemplar.turns }, turn);
    const added = attackOf(kind, { language, top, characters: countCharacters(text), pick });
    texts[turn - 1] = `${added.before}${text}${added.after}`;
    const part: CardPart = { kind: "attack", attack: kind, clean };
    return { name: `attack ${kind} ${level}`, question, texts, rated: new Map([[turn, { part, ratings: 1 }]]) };
  });
}

function probeVersions(probes: readonly Probe[], byId: ReadonlyMap<string, Question>): Version[] {
  return probes.flatMap((probe): Version[] => {
    const question = byId.get(probe.question_id);
    if (question === undefined || probe.turn > question.turns.length) return [];
    const part: CardPart = { kind: "probe", id: probe.id, probe: probe.kind, max: probe.max_rating };
    const texts = [...probe.history, probe.text];
    return [{ name: `probe ${probe.id}`, question, texts, rated: new Map([[probe.turn, { part, ratings: 1 }]]) }];
  });
}

function constantVersions({ questions, language }: CardMaterial, options: CardPlanOptions): Version[] {
  return drawConstants(questions, options).map(({ question, constant }): Version => {
    const texts = question.turns.map(() => constantText(constant, language, options.top));
    const part: CardPart = { kind: "constant", constant };
    const rated = new Map(texts.map((_, index) => [index + 1, { part, ratings: 1 }]));
    return { name: `constant ${constant}`, question, texts, rated };
  });
}

function answerRecord(given: Parameters<typeof givenAnswer>[0]): AnswerRecord {
  const { text } = given;
  return {
    ...givenAnswer(given),
    measures: { characters: countCharacters(text), japaneseRatio: japaneseRatio(text) },
  };
}
