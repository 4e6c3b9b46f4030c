import { describe, expect, it } from "vitest";
import type { Price } from "../../src/models/price.ts";
import {
  addTokens,
  amountText,
  batchPrice,
  costOf,
  moneyText,
  priceOfRecord,
  tokensOfCall,
  tokensOfRecord,
} from "../../src/runs/cost.ts";
import { aJudgment, anAnswer } from "../results/made-folder.ts";

const price: Price = { currency: "USD", input: 2, cachedInput: 0.5, output: 8, date: "2026-01-01", source: "list" };
const usage = { promptTokens: 100, completionTokens: 20, reasoningTokens: null, cachedPromptTokens: 64 };
const attempt = (received?: number) => ({
  ...{ startedAt: "t", status: null, message: "broken off" },
  ...(received === undefined ? {} : { received }),
});

describe("tokens of a call", () => {
  it("are the prompt once for each attempt that had begun, and one for each character that came", () => {
    expect(tokensOfCall({ usage, failedAttempts: [] }, 7)).toEqual({ prompt: 100, cached: 64, completion: 20 });
    expect(tokensOfCall({ usage, failedAttempts: [attempt(), attempt(30), attempt(5)] }, 7)).toEqual({
      prompt: 300,
      cached: 64,
      completion: 55,
    });
  });

  it("are what stands in where the server reports none, and nothing where nothing stands in", () => {
    const none = { promptTokens: null, completionTokens: null, reasoningTokens: null, cachedPromptTokens: null };
    expect(tokensOfCall({ usage: none, failedAttempts: [attempt(3)] }, 7)).toEqual({
      prompt: 0,
      cached: 0,
      completion: 10,
    });
  });

  it("are estimated from the thought and the text of a reply whose server reports none", () => {
    const base = anAnswer("a");
    if (base.call === null) throw new Error("fixture");
    const call = { ...base.call, usage: { ...usage, completionTokens: null } };
    // Ten characters of Japanese: 0.9 tokens each.
    const outcome = { status: "answered", text: "古池や蛙", reasoning: "飛び込む水", truncated: false } as const;
    expect(tokensOfRecord({ call, outcome }).completion).toBe(8);
    expect(tokensOfRecord({ call, outcome: { ...outcome, reasoning: null } }).completion).toBe(4);
    const judged = aJudgment("j", { call, outcome: { status: "rated", rating: 7, method: "m", text: "古池や蛙" } });
    expect(tokensOfRecord(judged).completion).toBe(4);
    const unread = { status: "unrated", reason: "no-rating", text: "古池や蛙" } as const;
    expect(tokensOfRecord({ call, outcome: unread }).completion).toBe(4);
    expect(tokensOfRecord({ call, outcome: { ...unread, reason: "request-failed" } }).completion).toBe(0);
    expect(tokensOfRecord({ call, outcome: { ...unread, text: null } }).completion).toBe(0);
    expect(tokensOfRecord({ call: null, outcome })).toEqual({ prompt: 0, cached: 0, completion: 0 });
  });

  it("add up one by one", () => {
    expect(addTokens({ prompt: 1, cached: 2, completion: 3 }, { prompt: 10, cached: 20, completion: 30 })).toEqual({
      prompt: 11,
      cached: 22,
      completion: 33,
    });
  });
});

describe("what tokens cost", () => {
  const tokens = { prompt: 1_000_000, cached: 400_000, completion: 500_000 };

  it("is by the million, what the server had in its cache at a price of its own", () => {
    expect(costOf(tokens, price)).toBe(0.6 * 2 + 0.4 * 0.5 + 0.5 * 8);
    expect(costOf(tokens, { ...price, cachedInput: null })).toBe(2 + 4);
    // No more can come from the cache than was sent.
    expect(costOf({ ...tokens, cached: 9_000_000 }, price)).toBe(0.5 + 4);
  });

  it("is half in a batch, unless the judge was asked again by a plain call", () => {
    const half = { ...price, input: 1, cachedInput: 0.25, output: 4 };
    expect(batchPrice(price)).toEqual(half);
    expect(batchPrice({ ...price, cachedInput: null })).toEqual({ ...half, cachedInput: null });
    expect(priceOfRecord(aJudgment("j", { batch: "b1" }), price)).toEqual(half);
    expect(priceOfRecord(aJudgment("j", { batch: "b1", asked: 2 }), price)).toBe(price);
    expect(priceOfRecord(aJudgment("j"), price)).toBe(price);
    expect(priceOfRecord(anAnswer("a"), price)).toBe(price);
    expect(priceOfRecord(aJudgment("j", { batch: "b1" }), null)).toBeNull();
  });

  it.each([
    [1.236, "USD", "1.24 USD"],
    [1, "USD", "1.00 USD"],
    [0.99994, "EUR", "0.9999 EUR"],
    [0, "USD", "0.00 USD"],
    [9.96, "JPY", "10.0 JPY"],
    [10, "JPY", "10 JPY"],
    [299.6, "JPY", "300 JPY"],
  ])("%d %s is written as %s", (amount, currency, text) => {
    expect(amountText(amount, currency)).toBe(text);
  });

  it("is written by currency", () => {
    expect([moneyText({}), moneyText({ USD: 1.236, JPY: 300 })]).toEqual(["nothing", "1.24 USD + 300 JPY"]);
  });
});
