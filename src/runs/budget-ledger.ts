import type { Currency } from "../models/currencies.ts";
import type { Price } from "../models/price.ts";
import type { Spending } from "../results/spending-notes.ts";
import { costOf, type Tokens } from "./cost.ts";

export interface BudgetLimits {
  /** Prompt and reply tokens together; null: no limit. */
  readonly tokens: number | null;
  readonly money: { readonly amount: number; readonly currency: Currency } | null;
}

/** Tokens, and money in the budget's currency. */
export interface Amount {
  readonly tokens: number;
  readonly money: number;
}

/** What is spent, and what room is kept, under limits that count both. */
export interface Ledger {
  amountOf(spending: Spending): Amount;
  fits(more: Amount): boolean;
  hold(more: Amount): void;
  release(held: Amount): void;
  spend(taken: Tokens, price: Price | null): void;
}

/** Money in other currencies than the budget's counts as nothing. */
export function openLedger(limits: BudgetLimits, spent: Amount): Ledger {
  let { tokens, money } = spent;
  let reservedTokens = 0;
  let reservedMoney = 0;
  return {
    amountOf: (spending) => ({
      tokens: spending.tokens,
      money: limits.money === null ? 0 : (spending.money[limits.money.currency] ?? 0),
    }),
    fits: (more) =>
      (limits.tokens === null || tokens + reservedTokens + more.tokens <= limits.tokens) &&
      (limits.money === null || money + reservedMoney + more.money <= limits.money.amount),
    hold(more) {
      reservedTokens += more.tokens;
      reservedMoney += more.money;
    },
    release(held) {
      reservedTokens -= held.tokens;
      reservedMoney -= held.money;
    },
    spend(taken, price) {
      tokens += taken.prompt + taken.completion;
      if (price !== null && price.currency === limits.money?.currency) money += costOf(taken, price);
    },
  };
}

/** Room for calls: who does not find any waits for those under way, and is turned away when none is left to wait for. */
export interface Room {
  /** Waits while calls are under way whose room may become free; an open call that waits (`own` 1) is none of them. */
  take(more: Amount, own: 0 | 1): Promise<boolean>;
  /** An open call is over. */
  leave(): void;
  /** Room may have become free. */
  wake(): void;
  /** Somebody was turned away. From then on all are. */
  isClosed(): boolean;
}

export function openRoom(ledger: Ledger): Room {
  let open = 0;
  /** Of the open calls, those that wait for more room themselves. */
  let stuck = 0;
  let isClosed = false;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const all = waiting;
    waiting = [];
    for (const one of all) one();
  };
  return {
    async take(more, own) {
      while (!isClosed) {
        if (ledger.fits(more)) {
          ledger.hold(more);
          // At once: those that ask in the same moment wait for it.
          if (own === 0) open += 1;
          return true;
        }
        if (open - stuck - own <= 0) break;
        stuck += own;
        await new Promise<void>((resolve) => waiting.push(resolve));
        stuck -= own;
      }
      isClosed = true;
      wake();
      return false;
    },
    leave() {
      open -= 1;
    },
    wake,
    isClosed: () => isClosed,
  };
}
