import { describe, expect, it } from "vitest";
import { addMoney, type Price } from "../../src/models/price.ts";
import type { ChatBody } from "../../src/models/request-body.ts";
import { startBudget, worstCase } from "../../src/runs/budget.ts";
import { amountText, costOf, moneyText, priceOfRecord, tokensOfCall } from "../../src/runs/cost.ts";

const yen: Price = { currency: "JPY", input: 60, cachedInput: 6, output: 250, date: "2026-08-26", source: "test" };
const body: ChatBody = { model: "crane-3b", messages: [{ role: "user", content: "鶴は何羽" }], max_tokens: 300 };

describe("worstCase", () => {
  it("is a token for each byte, the template, and the whole reply limit, by either name", () => {
    expect(worstCase(body)).toEqual({ prompt: 12 + 16 + 256, cached: 0, completion: 300 });
    expect(worstCase({ ...body, max_tokens: undefined, max_completion_tokens: 700 }).completion).toBe(700);
    expect(worstCase({ ...body, max_tokens: undefined }).completion).toBeGreaterThan(10_000);
  });
});

describe("a budget", () => {
  const worst = 12 + 16 + 256 + 300;

  it("never lets the worst cases of what is under way pass the limit", async () => {
    const budget = startBudget({ tokens: 10_000 + 2 * worst, money: null }, { tokens: 10_000, money: 0 });
    const first = await budget.reserve(body, null);
    const second = await budget.reserve(body, null);
    let third: unknown = "waiting";
    const asked = budget.reserve(body, null).then((reservation) => {
      third = reservation;
    });
    await Promise.resolve();
    expect(third).toBe("waiting");
    // The first took less than feared, but not so little that a third fits.
    first?.settle({ prompt: 200, cached: 0, completion: 100 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(third).toBe("waiting");
    second?.settle({ prompt: 20, cached: 0, completion: 10 });
    await asked;
    expect(third).not.toBeNull();
    expect(budget.reached()).toBe(false);
  });

  it("lets calls of one moment wait for each other", async () => {
    const budget = startBudget({ tokens: worst, money: null }, { tokens: 0, money: 0 });
    const both = [budget.reserve(body, null), budget.reserve(body, null)];
    (await both[0])?.settle({ prompt: 0, cached: 0, completion: 0 });
    expect(await both[1]).not.toBeNull();
    expect(budget.reached()).toBe(false);
  });

  it("turns away what does not fit alone, and everything after it", async () => {
    const budget = startBudget({ tokens: worst - 1, money: null }, { tokens: 0, money: 0 });
    expect(await budget.reserve(body, null)).toBeNull();
    expect(budget.reached()).toBe(true);
    expect(await budget.reserve({ ...body, max_tokens: 1 }, null)).toBeNull();
  });

  it("counts earlier launches' money, in its own currency alone", async () => {
    const cost = costOf(worstCase(body), yen);
    const limits = { tokens: null, money: { amount: 5 + cost, currency: "JPY" } } as const;
    expect(await startBudget(limits, { tokens: 0, money: 5 }).reserve(body, yen)).not.toBeNull();
    expect(await startBudget(limits, { tokens: 0, money: 5.001 }).reserve(body, yen)).toBeNull();
    expect(await startBudget(limits, { tokens: 0, money: 5.001 }).reserve(body, null)).not.toBeNull();
  });

  it("keeps room for another try of a reply that broke off, and never locks up when all wait for such room", async () => {
    const budget = startBudget({ tokens: 3 * worst, money: null }, { tokens: 0, money: 0 });
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => budget.reserve(body, null)));
    const tries = Promise.all([first?.more(), second?.more(), third?.more()]);
    expect((await tries).filter((may) => may === true)).toHaveLength(0);
    expect(budget.reached()).toBe(true);
  });

  it("frees the room of a call whose note cannot be written, for those that wait", async () => {
    const cover = () => Promise.reject(new Error("the disk is full"));
    const budget = startBudget({ tokens: worst, money: null }, { tokens: 0, money: 0 }, { cover });
    const asked = await Promise.allSettled([budget.reserve(body, null), budget.reserve(body, null)]);
    expect(asked.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("gives room for another try when others took less", async () => {
    const budget = startBudget({ tokens: 2 * worst, money: null }, { tokens: 0, money: 0 });
    const first = await budget.reserve(body, null);
    const second = await budget.reserve(body, null);
    const more = first?.more();
    second?.settle({ prompt: 0, cached: 0, completion: 0 });
    expect(await more).toBe(true);
    expect(budget.reached()).toBe(false);
  });
});

describe("costs", () => {
  it("are sums over all attempts, with cached prompts at their own price", () => {
    const usage = { promptTokens: 1_000, completionTokens: 200, reasoningTokens: 50, cachedPromptTokens: 400 };
    const once = tokensOfCall({ usage, failedAttempts: [{ startedAt: "", status: 503, message: "" }] }, 0);
    expect(once).toEqual({ prompt: 1_000, cached: 400, completion: 200 });
    expect(costOf(once, yen)).toBeCloseTo((600 * 60 + 400 * 6 + 200 * 250) / 1e6, 12);
    const twice = tokensOfCall(
      { usage, failedAttempts: [{ startedAt: "", status: null, message: "", received: 70 }] },
      0,
    );
    expect(twice).toEqual({ prompt: 2_000, cached: 400, completion: 270 });
    expect(costOf(once, { ...yen, cachedInput: null })).toBeCloseTo((1_000 * 60 + 200 * 250) / 1e6, 12);
  });

  it("of a server that reports no usage go by the text", () => {
    const usage = { promptTokens: null, completionTokens: null, reasoningTokens: null, cachedPromptTokens: null };
    expect(tokensOfCall({ usage, failedAttempts: [] }, 33)).toEqual({ prompt: 0, cached: 0, completion: 33 });
  });

  it("of a batch are half, but for a judge that was asked again by a plain call", () => {
    const record = { batch: "batch_1", asked: 1 };
    expect(priceOfRecord(record, yen)).toMatchObject({ input: 30, cachedInput: 3, output: 125 });
    expect(priceOfRecord({ ...record, asked: 2 }, yen)).toEqual(yen);
    expect(priceOfRecord(record, null)).toBeNull();
  });

  it("are never added up over currencies", () => {
    const money = addMoney(addMoney(addMoney({}, "JPY", 120), "USD", 0.5), "JPY", 3);
    expect(moneyText(money)).toBe("123 JPY + 0.5000 USD");
    expect(amountText(12.345, "USD")).toBe("12.35 USD");
  });
});
