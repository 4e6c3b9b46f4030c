import { InputError } from "../errors.ts";
import type { Price } from "../models/price.ts";
import { listCardFolders } from "../results/places.ts";
import { type JudgingProcedure, judgesText, juryRecordOf, memberFields } from "../results/procedure-record.ts";
import { loadRunRecord } from "../results/run-record.ts";
import { nearestHint } from "../text/nearest.ts";
import { loadCardItems } from "./card-item.ts";
import { type JudgeCard, makeCard } from "./judge-card.ts";
import { judgeKeyOf } from "./judge-key.ts";

/** What a call costs at a place; null: not known. */
export type CardPrices = (model: string, baseUrl: string | null) => Price | null;

const noPrices: CardPrices = () => null;

/** The card of one folder; null where nothing was launched in it yet. */
export async function loadCard(path: string, prices: CardPrices = noPrices): Promise<JudgeCard | null> {
  const [record, { items }] = [await loadRunRecord(path), await loadCardItems(path)];
  return makeCard(record, items, prices);
}

/** Every judge card below a results root. A folder that cannot be read is passed over; `tell` hears why. */
export async function loadCards(
  root: string,
  tell: (sentence: string) => void,
  prices: CardPrices = noPrices,
): Promise<JudgeCard[]> {
  const cards: JudgeCard[] = [];
  for (const path of await listCardFolders(root)) {
    try {
      const card = await loadCard(path, prices);
      if (card !== null) cards.push(card);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      tell(error.message);
    }
  }
  return cards;
}

/** The card of the judge that carries out a procedure, the latest where several sets hold one; null: it has none. */
export function cardOf(
  cards: readonly JudgeCard[],
  procedure: { readonly judge: string; readonly fields: Parameters<typeof judgeKeyOf>[0] },
): JudgeCard | null {
  const key = judgeKeyOf(procedure.fields);
  return latestOf(cards.filter((card) => card.judge === procedure.judge && card.judgeKey === key));
}

function latestOf(cards: readonly JudgeCard[]): JudgeCard | null {
  return cards.reduce<JudgeCard | null>(
    (latest, card) => (latest === null || card.measuredAt > latest.measuredAt ? card : latest),
    null,
  );
}

/**
 * The cards of everyone who rates under a procedure, by judge model. A jury's members are judges of their own: a card of the
 * same model under the same prompts is a member's, whatever its judge's folder is called.
 */
export function cardsOf(
  cards: readonly JudgeCard[],
  procedure: JudgingProcedure,
): readonly { readonly model: string; readonly card: JudgeCard | null }[] {
  const jury = juryRecordOf(procedure);
  if (jury === null) return [{ model: judgesText(procedure.judges), card: cardOf(cards, procedure) }];
  return jury.members.map(({ model }) => {
    const key = judgeKeyOf(memberFields(procedure.fields, model) ?? {});
    return { model, card: latestOf(cards.filter((card) => card.judgeKey === key)) };
  });
}

/**
 * The card that a word means: a judge's id, a judge model, both as `judge/model`, or the beginning of a judge key.
 *
 * @throws InputError where it means none, or several.
 */
export function pickCard(cards: readonly JudgeCard[], word: string): JudgeCard {
  const meant = cards.filter(
    (card) => namesOf(card).includes(word) || (word.length >= 4 && card.judgeKey.startsWith(word)),
  );
  const [first, second] = meant;
  if (first !== undefined && second === undefined) return first;
  const listed = (first === undefined ? cards : meant).map(
    (card) => `${card.judgeKey.slice(0, 12)}: ${card.judge}, ${modelsOf(card)}, on ${card.measuredOn.set}`,
  );
  if (first !== undefined) {
    throw new InputError(`${word} means ${meant.length} judge cards`, {
      problems: listed,
      hint: "Say which by the beginning of its key; of one judge on several sets, keep one in this folder.",
    });
  }
  throw new InputError(`no judge card of ${word} here`, {
    problems: listed,
    hint:
      cards.length === 0
        ? "Make one: mtbench judges card --judge ... --judge-model ..."
        : nearestHint(word, new Set(cards.flatMap(namesOf))),
  });
}

function namesOf(card: JudgeCard): string[] {
  const models = card.models.map(({ model }) => model);
  return [card.judge, ...models, ...models.map((model) => `${card.judge}/${model}`)];
}

function modelsOf({ models }: JudgeCard): string {
  return models.map(({ model }) => model).join(" + ");
}
