import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import {
  type EvaluateOptions,
  evaluate,
  judgeAnswers,
  planEvaluation,
  planJudging,
} from "../../src/launch/evaluate.ts";
import type { EvaluateSpec, JudgeSpec } from "../../src/launch/evaluate-spec.ts";
import type { LaunchEvent } from "../../src/launch/launch-events.ts";
import { loadRunRecord } from "../../src/results/run-record.ts";
import { errorBody, type FakeServer, startFakeServer } from "../support/fake-server.ts";
import { runMain } from "../support/run-main.ts";
import { smallRun, smallSet } from "../support/small-run.ts";

let cwd: string;
let server: FakeServer | null = null;
beforeEach(async () => {
  cwd = await smallSet(3);
});
afterEach(() => server?.close());

const judged = { id: "rater", chat: async () => "評価: [[6]]" } as const;
const common = { questions: "small", judge: "mtbench-ja", judgeModel: judged } as const satisfies EvaluateSpec;
const here = (options: EvaluateOptions = {}): EvaluateOptions => ({ cwd, env: {}, ...options });

describe("evaluate", () => {
  it("resolves to the record that `run --json` prints, and asks nothing twice", async () => {
    server = await startFakeServer({ onChat: () => "答えは六です。\n評価: [[6]]" });
    const model = `played-model@${server.baseUrl}`;
    const judgeModel = `played-judge@${server.baseUrl}`;
    const events: LaunchEvent[] = [];
    const onEvent = (event: LaunchEvent) => void events.push(event);
    const record = await evaluate({ ...common, models: [model], judgeModel }, here({ onEvent }));
    const calls = server.chats().length;
    const printed = await runMain([...smallRun(server.baseUrl, server.baseUrl), "--json"], { cwd });
    expect(JSON.parse(printed.stdout)).toEqual(JSON.parse(JSON.stringify(record)));
    expect([calls, server.chats().length]).toEqual([12, 12]);
    expect(record).toMatchObject({ outcome: "done", exitCode: 0, candidates: [{ id: "played-model" }] });
    const count = (type: LaunchEvent["type"]) => events.filter((event) => event.type === type).length;
    const told = (["begin", "answer", "judgment", "calls-over", "end"] as const).map((type) => count(type));
    expect(told).toEqual([1, 6, 6, 1, 1]);
    expect(events.at(-1)).toEqual({ type: "end", complete: true, outcome: "done", exitCode: 0 });
  });

  it("takes functions in place of servers, one call of each no more often than it may", async () => {
    let under = 0;
    let most = 0;
    const chat = async ({
      body,
    }: {
      readonly body: { readonly messages: readonly { readonly content: string }[] };
    }) => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resume) => setTimeout(resume, 5));
      under -= 1;
      return `${body.messages.length}言目です`;
    };
    const record = await evaluate({ ...common, models: [{ id: "bot", chat, maxConcurrency: 2 }], trials: 2 }, here());
    expect(record.outcome).toBe("done");
    expect(most).toBe(2);
    const [candidate] = record.candidates;
    expect(candidate?.result?.score).toMatchObject({ mean: 6, rated: 12, planned: 12 });
    const stored = await loadRunRecord(candidate?.folder ?? "");
    // The second turn is asked with the first and its answer before it.
    expect(
      [...stored.answers.values()].map(({ outcome }) => outcome.status === "answered" && outcome.text).sort(),
    ).toEqual([...Array<string>(6).fill("1言目です"), ...Array<string>(6).fill("3言目です")]);
    expect(stored.launches[0]?.server).toMatchObject({ baseUrl: "function:bot", kind: "unknown" });
  });

  it("keeps what a function throws as a failed call that is due again", async () => {
    let isBroken = true;
    const chat = async () => {
      if (isBroken) throw new Error("the index is being rebuilt");
      return "直りました";
    };
    const spec: EvaluateSpec = { ...common, models: [{ id: "bot", chat }] };
    const first = await evaluate(spec, here());
    expect(first).toMatchObject({ outcome: "incomplete", exitCode: 3, candidates: [{ answers: { due: 6 } }] });
    const stored = await loadRunRecord(first.candidates[0]?.folder ?? "");
    const reasons = [...stored.answers.values()].map(({ outcome }) => outcome.status === "failed" && outcome.reason);
    expect(new Set(reasons)).toEqual(new Set(["request-failed", "skipped"]));
    isBroken = false;
    expect((await evaluate(spec, here())).outcome).toBe("done");
  });

  it("rejects with the signal's reason before the first call, and resolves to what is there afterwards", async () => {
    const stop = new AbortController();
    stop.abort(new Error("no time"));
    let asked = 0;
    const spec = (chat: () => Promise<string>): EvaluateSpec => ({
      ...common,
      models: [{ id: "bot", chat, maxConcurrency: 1 }],
    });
    const never = async () => {
      asked += 1;
      return "?";
    };
    await expect(evaluate(spec(never), here({ signal: stop.signal }))).rejects.toThrow("no time");
    expect([asked, await readdir(cwd)]).toEqual([0, ["questions"]]);

    const later = new AbortController();
    const stopping = async () => {
      asked += 1;
      if (asked === 2) later.abort(new Error("enough"));
      return "はい";
    };
    const record = await evaluate(spec(stopping), here({ signal: later.signal }));
    expect(record).toMatchObject({ outcome: "interrupted", exitCode: 130 });
    expect(asked).toBe(2);
    const on = await evaluate(
      spec(async () => "はい"),
      here(),
    );
    expect(on).toMatchObject({ outcome: "done", candidates: [{ answers: { planned: 6, due: 0 } }] });
  });

  it("rejects where a server refuses the key, and keeps the others' results", async () => {
    server = await startFakeServer({
      onChat: () => ({ status: 401, body: errorBody("no such key", "invalid_api_key") }),
    });
    const models = [{ id: "bot", chat: async () => "はい" }, `locked@${server.baseUrl}`];
    const evaluation = evaluate({ ...common, models }, here());
    await expect(evaluation).rejects.toThrow(/refused the API key/);
    await expect(evaluation).rejects.toBeInstanceOf(InputError);
    expect((await loadRunRecord(join(cwd, "results", "small", "bot"))).judgments.size).toBe(6);
  });

  it("names every wrong field of a spec at once", async () => {
    const spec: EvaluateSpec = { ...common, models: ["x"], trials: 0, seed: 1.5, limit: Number.NaN };
    const slip = { ...spec, judgeRepeat: 2, fresh: "no", retryFailed: ["empty", "lost"] } as unknown as EvaluateSpec;
    const error: unknown = await evaluate(slip, here()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      problems: [
        'judgeRepeat: there is no such field; did you mean "judgeRepeats" or "judge"?',
        "limit: expected a whole number of at least 1, got NaN",
        "seed: expected a whole number of at least 0, got 1.5",
        "trials: expected a whole number of at least 1, got 0",
        'fresh: expected true or false, got "no"',
        'retryFailed: unknown "lost"',
      ],
    });
  });

  it("takes what the spec leaves open from the configuration, unless it is told to read none", async () => {
    await writeFile(
      join(cwd, "mtbench.config.yaml"),
      "questions: small\njudge: mtbench-ja\ntrials: 2\nresults: elsewhere\n",
    );
    const models = [{ id: "bot", chat: async () => "はい" }];
    const record = await evaluate({ models, judgeModel: judged, limit: 1 }, here());
    expect(record.candidates[0]).toMatchObject({ folder: join(cwd, "elsewhere/small/bot"), answers: { planned: 4 } });
    const without = await evaluate({ ...common, models, limit: 1, config: null }, here());
    expect(without.candidates[0]).toMatchObject({ folder: join(cwd, "results/small/bot"), answers: { planned: 2 } });
  });
});

describe("judgeAnswers", () => {
  const models = ["first", "second"].map((id) => ({ id, chat: async () => `${id}の答え` }));

  it("rates what was only asked, asks no candidate, and resolves to what `judge --json` prints", async () => {
    server = await startFakeServer({ onChat: () => "評価: [[8]]" });
    const asked = await evaluate({ ...common, models, answersOnly: true }, here());
    expect(asked.candidates).toMatchObject([
      { id: "first", answers: { settled: 6, due: 0 }, judgments: { planned: 0 }, result: null },
      { id: "second", answers: { settled: 6, due: 0 }, judgments: { planned: 0 }, result: null },
    ]);

    const spec: JudgeSpec = { ...common, judgeModel: `played-judge@${server.baseUrl}`, candidates: ["second"] };
    const rated = await judgeAnswers(spec, here());
    expect(server.chats().map(({ body }) => body.model)).toEqual(Array(6).fill("played-judge"));
    expect(rated).toMatchObject({ outcome: "done", candidates: [{ id: "second", result: { score: { mean: 8 } } }] });
    const command = ["judge", "second", "--questions", "small", "--judge", "mtbench-ja", "--json"];
    const printed = await runMain([...command, "--judge-model", `played-judge@${server.baseUrl}`], { cwd });
    expect(JSON.parse(printed.stdout)).toEqual(JSON.parse(JSON.stringify(rated)));
    expect(server.chats()).toHaveLength(6);

    const everyone = await judgeAnswers({ ...common, judgeRepeats: 2 }, here());
    expect(everyone.candidates).toMatchObject([
      { id: "first", judgments: { planned: 12, due: 0 } },
      { id: "second", judgments: { planned: 12, due: 0 } },
    ]);
  });

  it("refuses candidates without answers, fields of asking, and rules that nobody was asked under", async () => {
    await evaluate({ ...common, models, answersOnly: true }, here());
    const refused = (spec: object) => judgeAnswers({ ...common, ...spec }, here()).catch((error: unknown) => error);
    expect(await refused({ candidates: ["third"] })).toMatchObject({ message: /^no answers of third to small/ });
    expect(await refused({ trials: 2, models })).toMatchObject({
      problems: [
        expect.stringMatching(/^trials: there is no such field/),
        expect.stringMatching(/^models: there is no such field/),
      ],
    });
    expect(await refused({ rules: "no hash" })).toMatchObject({ message: /0 of them begin with no hash/ });
    const stored = await loadRunRecord(join(cwd, "results", "small", "first"));
    const rules = stored.launches[0]?.rules.slice(0, 10) ?? "";
    const { candidates } = await judgeAnswers({ ...common, rules, candidates: ["first"] }, here());
    expect(candidates).toMatchObject([{ id: "first", judgments: { planned: 6, due: 0 } }]);
  });
});

describe("planEvaluation and planJudging", () => {
  it("resolve to what `--dry-run --json` prints, call nobody and write nothing", async () => {
    server = await startFakeServer({ onChat: () => "答えは六です。\n評価: [[6]]" });
    await writeFile(
      join(cwd, "mtbench.config.yaml"),
      "prices:\n  played-model: { currency: JPY, input: 100, output: 400, date: 2026-11-01, source: a contract }\n",
    );
    const spec = {
      ...common,
      models: [`played-model@${server.baseUrl}`],
      judgeModel: `played-judge@${server.baseUrl}`,
    };
    const plan = await planEvaluation(spec, here());
    const printed = await runMain([...smallRun(server.baseUrl, server.baseUrl), "--dry-run", "--json"], { cwd });
    expect(JSON.parse(printed.stdout)).toEqual(JSON.parse(JSON.stringify(plan)));
    expect([server.chats(), await readdir(cwd)]).toEqual([[], ["mtbench.config.yaml", "questions"]]);
    expect(plan).toMatchObject({
      outcome: "dry-run",
      candidates: [
        {
          candidate: "played-model",
          plan: { answers: { planned: 6, settled: 0, due: 6 }, judgments: { planned: 6, settled: 0, due: 6 } },
          estimates: [
            { role: "candidate", calls: 6, cost: { currency: "JPY" } },
            { role: "judge", calls: 6, cost: null },
          ],
        },
      ],
      spent: { recorded: { tokens: 0 } },
    });

    await evaluate({ ...spec, answersOnly: true }, here());
    const judging = await planJudging({ ...common, judgeModel: spec.judgeModel }, here());
    expect(judging.candidates).toMatchObject([
      { plan: { answers: { due: 0, settled: 6 }, judgments: { due: 6 } }, estimates: [{ role: "judge", calls: 6 }] },
    ]);
    expect(judging.spent.recorded.tokens).toBeGreaterThan(0);
    expect(server.chats()).toHaveLength(6);
  });

  it("refuse a wrong spec and stop at the signal as their works do", async () => {
    const models = [{ id: "bot", chat: async () => "はい" }];
    await expect(planEvaluation({ ...common, models, limit: 0 }, here())).rejects.toBeInstanceOf(InputError);
    await expect(planJudging(common, here())).rejects.toThrow(/^no answers to small/);
    const signal = AbortSignal.abort(new Error("no time"));
    await expect(planEvaluation({ ...common, models }, here({ signal }))).rejects.toThrow("no time");
  });
});
