import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { anyWords, someWords, wordOf } from "../../src/settings/positionals.ts";
import { readFlags } from "../../src/settings/read-flags.ts";
import type { SettingName } from "../../src/settings/settings.ts";

async function read(names: readonly SettingName[], given: Readonly<Record<string, unknown>>, file: unknown = {}) {
  return (await readFlags({ names, positionals: {} }, given, file)).flags;
}

async function refusal(names: readonly SettingName[], given: Readonly<Record<string, unknown>>): Promise<InputError> {
  try {
    await read(names, given);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("readFlags", () => {
  it("makes numbers of numbers, parts of parts and money of money", async () => {
    const given = { seed: "7", margin: "0.25", shard: "3/16", maxCost: "800 jpy", categories: ["a,b", " c "] };
    expect(await read(["seed", "margin", "shard", "maxCost", "categories"], given)).toEqual({
      seed: 7,
      margin: 0.25,
      shard: { index: 3, count: 16 },
      maxCost: { amount: 800, currency: "JPY" },
      categories: ["a", "b", "c"],
    });
    expect(await read(["maxCost"], { maxCost: "2.5" })).toEqual({ maxCost: { amount: 2.5, currency: "USD" } });
  });

  it("takes digits as a choice", async () => {
    expect(await read(["columns"], { columns: "2" })).toEqual({ columns: "2" });
    expect((await refusal(["columns"], { columns: "3" })).message).toBe('--columns: expected one of 1, 2, got "3"');
  });

  it("goes flag, file, default", async () => {
    const file = { seed: 4, gate: { margin: 0.3, maximumUnrated: null }, candidates: { suzume: {}, kamo: {} } };
    const names = ["seed", "margin", "maxUnrated", "model", "results"] as const;
    expect(await read(names, { seed: "9" }, file)).toEqual({
      seed: 9,
      margin: 0.3,
      maxUnrated: undefined,
      model: ["suzume", "kamo"],
      results: "results",
    });
  });

  it.each([
    ["", "limit", '--limit: expected a whole number of at least 1, got ""'],
    ["0x10", "limit", '--limit: expected a whole number of at least 1, got "0x10"'],
    ["1e400", "margin", '--margin: expected a number, got "1e400"'],
    ["NaN", "margin", '--margin: expected a number, got "NaN"'],
    ["5 DKK", "maxCost", '--max-cost: expected an amount such as 5 (US dollars) or "800 JPY", got "5 DKK"'],
    ["-5", "maxCost", '--max-cost: expected an amount such as 5 (US dollars) or "800 JPY", got "-5"'],
    ["5/4", "shard", '--shard: expected I/N with 1 <= I <= N, such as 3/16, got "5/4"'],
  ] as const)("refuses %j as %s", async (text, name, message) => {
    expect((await refusal([name], { [name]: text })).message).toBe(message);
  });

  it("names the nearest flag, choice and reason", async () => {
    const flag = await refusal(["trials", "turn"], { trails: "3" });
    expect([flag.message, flag.hint]).toEqual(["unknown flag --trails", 'Did you mean "--trials"?']);
    expect((await refusal(["aggregate"], { aggregate: "poled" })).hint).toBe('Did you mean "pooled"?');
    const reason = await refusal(["retryFailed"], { retryFailed: ["emty"] });
    expect(reason.message).toBe('--retry-failed: unknown "emty"; did you mean "empty"?');
    expect((await refusal(["output"], { output: "a", q: true })).message).toBe("unknown flag -q");
  });

  it("says everything that is wrong at once", async () => {
    const { message, problems } = await refusal(["seed", "baseline", "thinking"], { seed: ["1", "2"], thinking: "of" });
    expect(message).toBe("3 flags are not right");
    expect(problems).toEqual([
      "--seed was given 2 times",
      "--baseline: name a baseline file or a results folder",
      '--thinking: expected one of on, off, got "of". Did you mean "off" or "on"?',
    ]);
  });

  it("reads --json and --format json as one", async () => {
    expect(await read(["format", "json"], {})).toEqual({ format: "text", json: false });
    expect(await read(["format", "json"], { json: true })).toEqual({ format: "json", json: true });
    expect(await read(["format", "json"], { format: "json" })).toEqual({ format: "json", json: true });
    expect(await read(["leaderboardFormat", "shortJson"], { json: true })).toMatchObject({ format: "json" });
    expect(await read(["leaderboardFormat", "shortJson"], { format: "csv" })).toMatchObject({ format: "csv" });
    expect((await refusal(["leaderboardFormat", "shortJson"], { json: true, format: "csv" })).message).toBe(
      "--json is short for --format json, and --format says csv",
    );
  });

  it("reads words without flags", async () => {
    const positionals = { name: wordOf(["radar", "cost"], "Which"), folders: someWords("Some"), ids: anyWords("Any") };
    const { flags } = await readFlags({ names: [], positionals }, { name: "cost", folders: ["a,b"] }, {});
    expect(flags).toEqual({ name: "cost", folders: ["a,b"], ids: [] });
    await expect(readFlags({ names: [], positionals }, { name: "cots", folders: ["a"] }, {})).rejects.toThrow(
      '<name>: expected one of radar, cost, got "cots"',
    );
    await expect(readFlags({ names: [], positionals }, { name: "cost" }, {})).rejects.toThrow(
      "<folders>: name at least one",
    );
  });
});
