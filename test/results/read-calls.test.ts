import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { loadOpenBatches, openBatchJournal, type PlannedBatch } from "../../src/results/batch-journal.ts";
import { juryRows } from "../../src/results/jury-rows.ts";
import { cardPath, matchesPath } from "../../src/results/places.ts";
import { judgeServerOf, loadWaitingBatches, readCalls } from "../../src/results/read-calls.ts";
import { aJudgment, aLaunch, aManifest, aMatch, anAnswer, writeFolder } from "./made-folder.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mtbench-calls-"));
});
afterEach(() => rm(root, { recursive: true }));

const at = (baseUrl: string) => ({ baseUrl });

describe("calls below a results root", () => {
  it("are those of runs, cards, archived folders and matches, each with its model and its server", async () => {
    const launches = [aLaunch({ server: at("http://old/v1") }), aLaunch({ server: at("http://new/v1") })];
    const replaced = anAnswer("a1", { sent: { model: "before" } });
    await writeFolder(join(root, "haiku-set", "haiku"), {
      "manifest.json": aManifest(),
      "launches.jsonl": launches,
      "answers.jsonl": [replaced, anAnswer("a1"), anAnswer("skipped", { call: null }), anAnswer("odd", { sent: null })],
      "judgments/lab.jsonl": [aJudgment("j1")],
    });
    await writeFolder(join(root, "haiku-set", "told+import"), {
      "manifest.json": aManifest({ origin: "import" }, "told"),
      "answers.jsonl": [anAnswer("imported")],
    });
    await writeFolder(join(root, "haiku-set", "broken"), { "manifest.json": "{}", "answers.jsonl": [anAnswer("b")] });
    await writeFolder(join(root, ".archive", "haiku-set+old"), {
      "manifest.json": aManifest(),
      "answers.jsonl": [anAnswer("archived")],
    });
    await writeFolder(join(cardPath(root, "lab", "0a"), "haiku-set"), {
      "manifest.json": aManifest(),
      "launches.jsonl": [aLaunch()],
      "judgments/lab.jsonl": [aJudgment("card")],
    });
    await writeFolder(matchesPath(root, "haiku-set", "lab"), {
      "launches.jsonl": [
        aLaunch({ judgeServer: at("http://first/v1") }),
        aLaunch({ judgeServer: at("http://last/v1") }),
      ],
      "matches.jsonl": [aMatch("m1")],
    });
    const calls = [];
    for await (const { record, model, baseUrl } of readCalls(root)) calls.push([record.key, model, baseUrl]);
    expect(calls).toEqual([
      ["a1", "before", "http://new/v1"],
      ["a1", "haiku-7b", "http://new/v1"],
      ["j1", "kaede", "http://judge/v1"],
      ["card", "kaede", "http://judge/v1"],
      ["archived", "haiku-7b", null],
      ["m1", "kaede", "http://last/v1"],
    ]);
  });

  it("of a jury's member were asked at its own server, by the last launch that had it", () => {
    const of = (judgeServers: Record<string, { baseUrl: string }>) => ({ judgeServer: null, judgeServers });
    const launches = [of({ ume: at("1"), kaede: at("2") }), of({ ume: at("3") }), { judgeServer: at("4") }];
    const asked = (record: ReturnType<typeof aJudgment>) => judgeServerOf(launches, record);
    expect(asked(aJudgment("j", { judgeModel: "ume" }))).toEqual(at("3"));
    expect(asked(aJudgment("j", { judgeModel: "kaede" }))).toEqual(at("2"));
    expect(asked(aJudgment("j", { judgeModel: "sakura" }))).toBeNull();
    expect(asked(aJudgment("j"))).toEqual(at("4"));
    expect(judgeServerOf([], aJudgment("j"))).toBeNull();
    expect(judgeServerOf(launches, anAnswer("a"))).toEqual(at("4"));
  });

  it("in batches that were sent and not collected count by token, at their most", async () => {
    const plan = (token: string, worst?: PlannedBatch["worst"]): PlannedBatch => ({
      ...{ event: "planned", token, at: "t", server: "s", procedure: "p", model: "m", dropped: [], keys: ["k"] },
      ...(worst === undefined ? {} : { worst }),
    });
    const worst = (tokens: number) => ({ tokens, money: { USD: tokens / 100 } });
    const own = await writeFolder(join(root, "haiku-set", "haiku"), { "manifest.json": aManifest() });
    const journal = await openBatchJournal(own);
    for (const token of ["t1", "t2", "t3"]) await journal.append(plan(token, worst(100)));
    await journal.append({ event: "uploaded", token: "t1", at: "t", fileId: "f1" });
    await journal.append({ event: "created", token: "t1", at: "t", batchId: "b1" });
    await journal.append({ event: "uploaded", token: "t3", at: "t", fileId: "f3" });
    await journal.append({ event: "closed", token: "t2", at: "t", status: "completed" });
    await journal.append({ event: "created", token: "nobody's", at: "t", batchId: "b9" });
    await journal.append(plan("old"));
    await journal.close();
    await writeFolder(matchesPath(root, "haiku-set", "lab"), { "batches.jsonl": [plan("t4", worst(7))] });
    expect((await loadOpenBatches(own)).open).toEqual([
      { plan: plan("t1", worst(100)), fileId: "f1", batchId: "b1" },
      { plan: plan("t3", worst(100)), fileId: "f3", batchId: null },
      { plan: plan("old"), fileId: null, batchId: null },
    ]);
    expect([...(await loadWaitingBatches(root))]).toEqual([
      ["t1", worst(100)],
      ["t3", worst(100)],
      ["t4", worst(7)],
    ]);
  });
});

describe("who was rated by a jury", () => {
  const jury = (judge: string, leftOut: readonly string[]) => ({
    hash: "h",
    judge,
    kind: "ratings" as const,
    judges: [{ model: "ume", share: 1 }],
    scale: { min: 1, max: 10 },
    fields: { "jury.design": "every", "jury.members": { ume: { share: 1, fields: {} } }, "jury.leftOut": [...leftOut] },
  });

  it("is told with those who were left out of its last such launch", async () => {
    const single = { ...jury("lab", []), fields: { judgeModel: "ume" } };
    const folder = (id: string, launches: readonly unknown[], set = "haiku-set") =>
      writeFolder(join(root, set, id), {
        "manifest.json": aManifest({ questionSet: { id: set, language: "ja" } }, id),
        "launches.jsonl": launches,
      });
    const of = (procedure: ReturnType<typeof aLaunch>["procedure"]) => aLaunch({ procedure });
    await folder("a", [of(jury("lab", ["x"])), of(jury("lab", ["y"])), of(jury("other", ["z"])), of(single), of(null)]);
    await folder("b", [of(single)]);
    await folder("c", [of(jury("lab", ["x"]))], "other-set");
    const rows = await juryRows(root, "haiku-set", "lab");
    expect(rows.map(({ candidate, leftOut }) => [candidate.id, leftOut])).toEqual([["a", ["y"]]]);
  });

  it("cannot be told where a manifest cannot be read", async () => {
    await writeFolder(join(root, "haiku-set", "a"), { "manifest.json": "{}" });
    await expect(juryRows(root, "haiku-set", "lab")).rejects.toThrow(InputError);
  });
});
