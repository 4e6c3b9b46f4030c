import type { Price } from "../models/price.ts";
import { costOf, priceOfRecord, tokensOfRecord } from "../runs/cost.ts";
import { type Figure, meanFigure } from "./figure.ts";
import { byQuestion, type RatedItem } from "./rated-items.ts";

/** What 160 judgments take: a set of 80 questions of two turns, once. */
const judgmentsOfBoard = 160;

export interface CardCost {
  readonly judgments: typeof judgmentsOfBoard;
  readonly promptTokens: Figure;
  readonly replyTokens: Figure;
  /** Null: the price is not known. */
  readonly money: ({ readonly currency: Price["currency"] } & Figure) | null;
  /** One call after another; calls at once take less. */
  readonly seconds: Figure;
}

export function measureCost(rated: readonly RatedItem[], price: Price | null): CardCost {
  const asked = rated.flatMap(({ item, judgments }) =>
    judgments.flatMap((judgment) => (judgment.call === null ? [] : [{ item, judgment }])),
  );
  type Asked = (typeof asked)[number];
  // A server that reports no usage tells neither tokens nor money.
  const isCounted = ({ judgment }: Asked) => judgment.call?.usage.promptTokens != null;
  const moneyOf = ({ judgment }: Asked, of: Price) =>
    costOf(tokensOfRecord(judgment), priceOfRecord(judgment, of) ?? of);
  const per = (of: (one: Asked) => number | null) => {
    const values = asked.map((one) => ({ item: one.item, ratings: [], judgments: [], value: of(one) }));
    return times(meanFigure(byQuestion(values, ({ value }) => value)), judgmentsOfBoard);
  };
  return {
    judgments: judgmentsOfBoard,
    promptTokens: per((one) => (isCounted(one) ? tokensOfRecord(one.judgment).prompt : null)),
    replyTokens: per((one) => (isCounted(one) ? tokensOfRecord(one.judgment).completion : null)),
    money:
      price === null
        ? null
        : {
            currency: price.currency,
            ...per((one) => (isCounted(one) ? moneyOf(one, price) : null)),
          },
    seconds: per(({ judgment }) => (judgment.call?.timing.totalMs ?? 0) / 1000),
  };
}

function times({ value, low, high, floor, ceiling, n }: Figure, factor: number): Figure {
  const by = (one: number | null) => (one === null ? null : one * factor);
  return { value: by(value), low: by(low), high: by(high), floor: by(floor), ceiling: by(ceiling), n };
}
