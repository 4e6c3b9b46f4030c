import type { JudgmentRecord } from "../judgments/judgment.ts";
import { groupBy } from "../statistics/group-by.ts";
import type { CardItem, CardPart } from "./card-item.ts";

/** One item with what the judge made of it. */
export interface RatedItem<Part extends CardPart = CardPart> {
  readonly item: Omit<CardItem, "part"> & { readonly part: Part };
  /** In the order of the repeats; a judgment without a rating is absent. */
  readonly ratings: readonly number[];
  readonly judgments: readonly JudgmentRecord[];
}

/** Every item with its judgments under one procedure. */
export function rateItems(
  items: readonly CardItem[],
  judgments: Iterable<JudgmentRecord>,
  procedure: string,
): RatedItem[] {
  const own = [...judgments].filter((judgment) => judgment.procedure === procedure);
  const byAnswer = groupBy(own, ({ answerKey }) => answerKey);
  return items.map((item) => {
    const own = (byAnswer.get(item.answerKey) ?? [])
      .filter(({ repeat }) => repeat <= item.ratings)
      .sort((a, b) => a.repeat - b.repeat);
    const ratings = own.flatMap(({ outcome }) => (outcome.status === "rated" ? [outcome.rating] : []));
    return { item, ratings, judgments: own };
  });
}

export function itemsOf<Kind extends CardPart["kind"]>(
  rated: readonly RatedItem[],
  kind: Kind,
): RatedItem<Extract<CardPart, { readonly kind: Kind }>>[] {
  return rated.filter(
    (one): one is RatedItem<Extract<CardPart, { readonly kind: Kind }>> => one.item.part.kind === kind,
  );
}

/** The rating that counts where only one does: of the first repeat that has any. */
export function firstRating({ ratings }: RatedItem): number | null {
  return ratings[0] ?? null;
}

/** Values of the items by question; items without a value are passed over. */
export function byQuestion<Item extends RatedItem, Value>(
  rated: readonly Item[],
  of: (one: Item) => Value | null,
): Value[][] {
  const groups = new Map<string, Value[]>();
  for (const one of rated) {
    const value = of(one);
    if (value === null) continue;
    const group = groups.get(one.item.questionId);
    if (group) group.push(value);
    else groups.set(one.item.questionId, [value]);
  }
  return [...groups.values()];
}
