import { addMoney, type Price } from "../models/price.ts";
import type { ChatBody } from "../models/request-body.ts";
import { addSpending, nothingSpent, type Spending, type SpendingNote } from "../results/spending-notes.ts";
import { mostTokens } from "../text/estimate-tokens.ts";
import { type BudgetLimits, openLedger, openRoom } from "./budget-ledger.ts";
import { costOf, noTokensSpent, type Tokens } from "./cost.ts";

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
  const ledger = openLedger(limits, spent);
  const room = openRoom(ledger);
  const unrecorded = startUnrecorded(note);
  const batches = new Map(spent.batches);
  for (const batch of batches.values()) ledger.hold(ledger.amountOf(batch));
  return {
    async reserve(body, price, key = "") {
      const worst = worstSpending(body, price);
      const one = ledger.amountOf(worst);
      if (!(await room.take(one, 0))) return null;
      let attempts = 1;
      const settle = (taken: Tokens): void => {
        room.leave();
        ledger.release({ tokens: one.tokens * attempts, money: one.money * attempts });
        ledger.spend(taken, price);
        room.wake();
      };
      try {
        await unrecorded.cover(key, worst);
      } catch (error) {
        // Nobody will settle it, and others may wait for its room.
        settle(noTokensSpent);
        throw error;
      }
      return {
        async more() {
          if (!(await room.take(one, 1))) return false;
          attempts += 1;
          await unrecorded.cover(key, worst);
          return true;
        },
        settle,
      };
    },
    recorded: unrecorded.recorded,
    unrecorded: unrecorded.all,
    pickUp(token) {
      const batch = batches.get(token);
      if (batch === undefined || !batches.delete(token)) return;
      ledger.release(ledger.amountOf(batch));
      room.wake();
    },
    book(body, price, isSent) {
      const one = ledger.amountOf(worstSpending(body, price));
      if (!isSent && (room.isClosed() || !ledger.fits(one))) return null;
      ledger.hold(one);
      return {
        settle(taken) {
          ledger.release(one);
          ledger.spend(taken, price);
          room.wake();
        },
      };
    },
    reached: room.isClosed,
  };
}

/** What calls without a record may have taken at most; said on the disk before each one starts. */
function startUnrecorded(note: Pick<SpendingNote, "cover"> | null) {
  /** By key of the record that is to come. */
  const byKey = new Map<string, Spending>();
  const all = () => [...byKey.values()].reduce(addSpending, nothingSpent);
  return {
    all,
    async cover(key: string, worst: Spending): Promise<void> {
      if (note === null) return;
      byKey.set(key, addSpending(byKey.get(key) ?? nothingSpent, worst));
      await note.cover(all());
    },
    recorded(key: string): void {
      byKey.delete(key);
    },
  };
}

/** No limit at all. */
export const noBudget: Budget = startBudget({ tokens: null, money: null }, { tokens: 0, money: 0 });
