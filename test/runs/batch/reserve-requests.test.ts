import { describe, expect, it } from "vitest";
import type { Price } from "../../../src/models/price.ts";
import {
  releaseReservations,
  reserveRequests,
  settleReservation,
  worstOfRequest,
} from "../../../src/runs/batch/reserve-requests.ts";
import { type Budget, noBudget, startBudget } from "../../../src/runs/budget.ts";
import { makeFailure, makeReply } from "../../support/make.ts";
import { bodyOf, playedScene, playedServer } from "../../support/played-batches.ts";

const price: Price = { currency: "USD", input: 4, cachedInput: 1, output: 10, date: "2026-01-02", source: "made" };
const half: Price = { ...price, input: 2, cachedInput: 0.5, output: 5 };

/** A prompt of one byte: 1 + 16 for the message + 256 for the template; a reply of at most 100. */
const worstTokens = 273 + 100;

/** Writes down what is booked and settled. */
function watchedBudget() {
  const told: unknown[] = [];
  const budget: Budget = {
    ...noBudget,
    book(body, at, isSent) {
      const text = body.messages[0]?.content;
      told.push(["book", text, at, isSent]);
      return { settle: (tokens) => told.push(["settle", text, tokens]) };
    },
  };
  return { told, budget };
}

const nothing = { prompt: 0, cached: 0, completion: 0 };
const endpoint = { name: playedServer, limit: <T>(call: () => Promise<T>) => call() };
const priced = { judgeEndpoint: { ...endpoint, chat: async () => makeReply(), priceOf: () => price } };

describe("reserveRequests", () => {
  it("keeps room for each request once, at half the price, and passes over what is not due", () => {
    const { told, budget } = watchedBudget();
    const { work, context } = playedScene(["a", "b"], { job: priced, context: { budget } });
    expect(reserveRequests(["b", "gone", "a"], work, context, false)).toEqual(["b", "a"]);
    expect(reserveRequests(["a"], work, context, true)).toEqual(["a"]);
    expect(told).toEqual([
      ["book", "b", half, false],
      ["book", "a", half, false],
    ]);
    expect([...work.booked.keys()]).toEqual(["b", "a"]);
  });

  it("says of those that were sent that they were, and books without a price where none is known", () => {
    const { told, budget } = watchedBudget();
    const { work, context } = playedScene(["a"], { context: { budget } });
    reserveRequests(["a"], work, context, true);
    expect(told).toEqual([["book", "a", null, true]]);
    const unknown = watchedBudget();
    const scene = playedScene(["a"], {
      job: { judgeEndpoint: { ...priced.judgeEndpoint, priceOf: () => null } },
      context: { budget: unknown.budget },
    });
    reserveRequests(["a"], scene.work, scene.context, false);
    expect(unknown.told).toEqual([["book", "a", null, false]]);
  });

  it("leaves out what has no room, unless it is under way already", () => {
    const budget = startBudget({ tokens: 2 * worstTokens, money: null }, { tokens: 0, money: 0 });
    const { work, context } = playedScene(["a", "b", "c"], { context: { budget } });
    expect(reserveRequests(["a", "b", "c"], work, context, false)).toEqual(["a", "b"]);
    expect([...work.booked.keys()]).toEqual(["a", "b"]);
    expect(reserveRequests(["c"], work, context, false)).toEqual([]);
    expect(reserveRequests(["c"], work, context, true)).toEqual(["c"]);
  });
});

describe("settleReservation", () => {
  it("counts what the server says that a reply took, and once", () => {
    const { told, budget } = watchedBudget();
    const { work, context } = playedScene(["a", "b"], { context: { budget } });
    reserveRequests(["a", "b"], work, context, false);
    settleReservation("a", makeReply(), work);
    settleReservation("a", makeReply(), work);
    expect(told.slice(2)).toEqual([["settle", "a", { prompt: 12, cached: 0, completion: 5 }]]);
    expect([...work.booked.keys()]).toEqual(["b"]);
  });

  it("counts thought and text at most where the server does not say, and nothing of a failure", () => {
    const { told, budget } = watchedBudget();
    const { work, context } = playedScene(["a", "b", "c"], { context: { budget } });
    reserveRequests(["a", "b", "c"], work, context, false);
    const usage = { promptTokens: null, completionTokens: null, reasoningTokens: null, cachedPromptTokens: null };
    // Ten characters of Japanese are 14 tokens at most, five of them 7.
    settleReservation("a", makeReply({ usage, content: "あいうえお", reasoning: "かきくけこ" }), work);
    settleReservation("b", makeReply({ usage, content: "あいうえお" }), work);
    settleReservation("c", makeFailure(), work);
    expect(told.slice(3)).toEqual([
      ["settle", "a", { prompt: 0, cached: 0, completion: 14 }],
      ["settle", "b", { prompt: 0, cached: 0, completion: 7 }],
      ["settle", "c", nothing],
    ]);
  });
});

describe("releaseReservations", () => {
  it("frees the room of these, and of nothing else", () => {
    const { told, budget } = watchedBudget();
    const { work, context } = playedScene(["a", "b", "c"], { context: { budget } });
    reserveRequests(["a", "b", "c"], work, context, false);
    releaseReservations(["c", "a", "never booked"], work);
    expect(told.slice(3)).toEqual([
      ["settle", "c", nothing],
      ["settle", "a", nothing],
    ]);
    expect([...work.booked.keys()]).toEqual(["b"]);
  });
});

describe("worstOfRequest", () => {
  it("is the whole prompt and the longest reply, at half the price; nothing of what is not due", () => {
    const { work } = playedScene(["a"], { job: priced });
    // 273 tokens at 2 USD and 100 at 5 USD a million.
    expect(worstOfRequest("a", work)).toEqual({ tokens: worstTokens, money: { USD: (273 * 2 + 100 * 5) / 1_000_000 } });
    expect(worstOfRequest("gone", work)).toEqual({ tokens: 0, money: {} });
    const unpriced = playedScene(["a"], { calls: { body: (text) => bodyOf(text, { max_tokens: 40 }) } });
    expect(worstOfRequest("a", unpriced.work)).toEqual({ tokens: 313, money: {} });
  });
});
