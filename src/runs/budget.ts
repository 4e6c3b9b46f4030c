import type { Price } from "../models/price.ts";
import type { ChatBody } from "../models/request-body.ts";
import { mostTokens } from "../text/estimate-tokens.ts";
import { type Currency, costOf, type Tokens } from "./cost.ts";

export interface BudgetLimits {
  /** Prompt and reply tokens together; null: no limit. */
  readonly tokens: number | null;
  readonly money: { readonly amount: number; readonly currency: Currency } | null;
}

/** Room kept for one call until it is known what it took. */
export interface Reservation {
  /** Keeps room for one more attempt of the same call; false: there is none. */
  more(): Promise<boolean>;
  /** The call is over; what it took counts from now on, and the rest of the room is free again. */
  settle(tokens: Tokens): void;
}

/** What may still be spent. Every call asks it before it starts. */
export interface Budget {
  /** Resolves to null when there is no room for the call, whatever the ones under way turn out to take. */
  reserve(body: ChatBody, price: Price | null): Promise<Reservation | null>;
  /**
   * The same for one request of a batch, decided at once, since the others may be under way for a day: null when it does
   * not fit now. One that was sent already counts whether it fits or not.
   */
  book(body: ChatBody, price: Price | null, isSent: boolean): Pick<Reservation, "settle"> | null;
  /** A call was turned away. From then on all are. */
  reached(): boolean;
}

/** Tokens of a reply where a request names no limit. */
const unlimitedReply = 32_768;
/** Tokens that templates add: some around the conversation, some to each message. */
const templateTokens = 256;
const messageTokens = 16;

/** The most that one attempt of a call can take. */
export function worstCase(body: ChatBody): Tokens {
  const limits = [body.max_tokens, body.max_completion_tokens].filter((limit) => typeof limit === "number");
  const prompt = body.messages.reduce((sum, { content }) => sum + mostTokens(content) + messageTokens, templateTokens);
  return { prompt, cached: 0, completion: limits.length === 0 ? unlimitedReply : Math.max(...limits) };
}

/**
 * A budget over everything that was ever spent in a results folder (`spent`). A call starts only if its worst case fits
 * beside the worst cases of those under way; one that does not fit waits until they are over, since most take far less,
 * and is turned away only when it does not fit alone. Money counts in the budget's currency alone.
 */
export function startBudget(limits: BudgetLimits, spent: { readonly tokens: number; readonly money: number }): Budget {
  let tokens = spent.tokens;
  let money = spent.money;
  let reservedTokens = 0;
  let reservedMoney = 0;
  let open = 0;
  /** Of the open calls, those that wait for more room themselves. */
  let stuck = 0;
  let isReached = false;
  let waiting: (() => void)[] = [];
  const moneyOf = (taken: Tokens, price: Price | null): number =>
    price === null || price.currency !== limits.money?.currency ? 0 : costOf(taken, price);
  const fits = (moreTokens: number, moreMoney: number): boolean =>
    (limits.tokens === null || tokens + reservedTokens + moreTokens <= limits.tokens) &&
    (limits.money === null || money + reservedMoney + moreMoney <= limits.money.amount);
  const wake = (): void => {
    const all = waiting;
    waiting = [];
    for (const one of all) one();
  };
  /** Waits while calls are under way whose room may become free; an open call that waits (`own` 1) is none of them. */
  const take = async (moreTokens: number, moreMoney: number, own: 0 | 1): Promise<boolean> => {
    while (!isReached) {
      if (fits(moreTokens, moreMoney)) {
        reservedTokens += moreTokens;
        reservedMoney += moreMoney;
        return true;
      }
      if (open - stuck - own <= 0) break;
      stuck += own;
      await new Promise<void>((resolve) => waiting.push(resolve));
      stuck -= own;
    }
    isReached = true;
    wake();
    return false;
  };

  return {
    async reserve(body, price) {
      const worst = worstCase(body);
      const one = { tokens: worst.prompt + worst.completion, money: moneyOf(worst, price) };
      if (!(await take(one.tokens, one.money, 0))) return null;
      open += 1;
      const held = { ...one };
      return {
        async more() {
          if (!(await take(one.tokens, one.money, 1))) return false;
          held.tokens += one.tokens;
          held.money += one.money;
          return true;
        },
        settle(taken) {
          open -= 1;
          reservedTokens -= held.tokens;
          reservedMoney -= held.money;
          tokens += taken.prompt + taken.completion;
          money += moneyOf(taken, price);
          wake();
        },
      };
    },
    book(body, price, isSent) {
      const worst = worstCase(body);
      const one = { tokens: worst.prompt + worst.completion, money: moneyOf(worst, price) };
      if (!isSent && (isReached || !fits(one.tokens, one.money))) return null;
      reservedTokens += one.tokens;
      reservedMoney += one.money;
      return {
        settle(taken) {
          reservedTokens -= one.tokens;
          reservedMoney -= one.money;
          tokens += taken.prompt + taken.completion;
          money += moneyOf(taken, price);
          wake();
        },
      };
    },
    reached: () => isReached,
  };
}

/** No limit at all. */
export const noBudget: Budget = startBudget({ tokens: null, money: null }, { tokens: 0, money: 0 });
