import type { Currency } from "../models/currencies.ts";
import { addMoney, type Price } from "../models/price.ts";
import type { ChatBody } from "../models/request-body.ts";
import { addSpending, nothingSpent, type Spending, type SpendingNote } from "../results/spending-notes.ts";
import { mostTokens } from "../text/estimate-tokens.ts";
import { costOf, noTokensSpent, type Tokens } from "./cost.ts";

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
  /**
   * Resolves to null when there is no room for the call, whatever the ones under way turn out to take. `key`: of the record
   * that the call is for.
   */
  reserve(body: ChatBody, price: Price | null, key?: string): Promise<Reservation | null>;
  /** What was asked for this record stands in it from now on, or came to nothing. */
  recorded(key: string): void;
  /** The most that calls without a record may have taken. */
  unrecorded(): Spending;
  /**
   * The same for one request of a batch, decided at once, since the others may be under way for a day: null when it does
   * not fit now. One that was sent already counts whether it fits or not.
   */
  book(body: ChatBody, price: Price | null, isSent: boolean): Pick<Reservation, "settle"> | null;
  /** A batch of an earlier launch is followed by this one: its requests are booked, and no longer count as a whole. */
  pickUp(token: string): void;
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

/** The same as an amount. */
export function worstSpending(body: ChatBody, price: Price | null): Spending {
  const worst = worstCase(body);
  const money = price === null ? {} : addMoney({}, price.currency, costOf(worst, price));
  return { tokens: worst.prompt + worst.completion, money };
}

/** What counts before a launch begins. */
export interface SpentBefore {
  readonly tokens: number;
  /** In the budget's currency. */
  readonly money: number;
  /** The most that batches at their servers will take, by token. */
  readonly batches?: ReadonlyMap<string, Spending>;
}

/**
 * A budget over everything that was ever spent in a results folder (`spent`). A call starts only if its worst case fits
 * beside the worst cases of those under way; one that does not fit waits until they are over, since most take far less,
 * and is turned away only when it does not fit alone. Money counts in the budget's currency alone. Before a call starts,
 * `note` says on the disk what those without a record may take at most.
 */
export function startBudget(
  limits: BudgetLimits,
  spent: SpentBefore,
  note: Pick<SpendingNote, "cover"> | null = null,
): Budget {
  let tokens = spent.tokens;
  let money = spent.money;
  const batches = new Map(spent.batches);
  /** By key of the record that is to come. */
  const unrecorded = new Map<string, Spending>();
  const allUnrecorded = () => [...unrecorded.values()].reduce(addSpending, nothingSpent);
  const moneyIn = (amount: Spending): number =>
    limits.money === null ? 0 : (amount.money[limits.money.currency] ?? 0);
  let reservedTokens = 0;
  let reservedMoney = 0;
  let open = 0;
  /** Of the open calls, those that wait for more room themselves. */
  let stuck = 0;
  let isReached = false;
  let waiting: (() => void)[] = [];
  for (const batch of batches.values()) {
    reservedTokens += batch.tokens;
    reservedMoney += moneyIn(batch);
  }
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
        // At once: those that ask in the same moment wait for it.
        if (own === 0) open += 1;
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
    async reserve(body, price, key = "") {
      const worst = worstSpending(body, price);
      const one = { tokens: worst.tokens, money: moneyIn(worst) };
      const cover = async () => {
        if (note === null) return;
        unrecorded.set(key, addSpending(unrecorded.get(key) ?? nothingSpent, worst));
        await note.cover(allUnrecorded());
      };
      if (!(await take(one.tokens, one.money, 0))) return null;
      const held = { ...one };
      const settle = (taken: Tokens): void => {
        open -= 1;
        reservedTokens -= held.tokens;
        reservedMoney -= held.money;
        tokens += taken.prompt + taken.completion;
        money += moneyOf(taken, price);
        wake();
      };
      try {
        await cover();
      } catch (error) {
        // Nobody will settle it, and others may wait for its room.
        settle(noTokensSpent);
        throw error;
      }
      return {
        async more() {
          if (!(await take(one.tokens, one.money, 1))) return false;
          held.tokens += one.tokens;
          held.money += one.money;
          await cover();
          return true;
        },
        settle,
      };
    },
    recorded(key) {
      unrecorded.delete(key);
    },
    unrecorded: allUnrecorded,
    pickUp(token) {
      const batch = batches.get(token);
      if (batch === undefined || !batches.delete(token)) return;
      reservedTokens -= batch.tokens;
      reservedMoney -= moneyIn(batch);
      wake();
    },
    book(body, price, isSent) {
      const worst = worstSpending(body, price);
      const one = { tokens: worst.tokens, money: moneyIn(worst) };
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
