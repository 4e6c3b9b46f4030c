import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkQuestionSet } from "../../src/questions/check-question-set.ts";
import { loadQuestionSet, loadSetDefinition } from "../../src/questions/load-question-set.ts";
import { questionsHash } from "../../src/questions/questions-hash.ts";
import { questionSetSources } from "../../src/questions/set-definition.ts";
import { fetchSource } from "../../src/sources/fetch-source.ts";
import { sourcePlaces } from "../../src/sources/source-places.ts";
import { describeWithSharedData } from "../support/shared-data.ts";

describeWithSharedData("the known question sets", (data) => {
  const ids = ["ja-mt-bench-v3", "ja-mt-bench-v4", "en-mt-bench"];
  let cwd: string;

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-sets-"));
    for (const id of ids) {
      const { definition } = await loadSetDefinition(id, { cwd });
      for (const file of questionSetSources(definition)) {
        await fetchSource(file, places(), {
          from: join(data, "upstream"),
          fetch: () => Promise.reject(new Error("the network was asked")),
        });
      }
    }
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  function places() {
    return sourcePlaces({ MTBENCH_CACHE: join(cwd, "cache") });
  }

  it.each(ids)("%s has ten two-turn questions in each of eight categories", async (id) => {
    const set = await loadQuestionSet(id, { cwd, places: places() });
    const counts = set.categories.map((name) => set.questions.filter((one) => one.category === name).length);
    expect(counts).toEqual([10, 10, 10, 10, 10, 10, 10, 10]);
    expect(set.questions.every((one) => one.turns.length === 2)).toBe(true);
    expect(set.categories.map((name) => set.temperatures[name])).toEqual([0.7, 0.7, 0, 0, 0, 0, 0.1, 0.1]);
  });

  it("v3 and v4 differ in question 64 alone and share their default references", async () => {
    const v3 = await loadQuestionSet("ja-mt-bench-v3", { cwd, places: places() });
    const v4 = await loadQuestionSet("ja-mt-bench-v4", { cwd, places: places() });
    const hashes = new Map(v3.questions.map((one) => [one.id, one.hash]));
    expect(v4.questions.filter((one) => hashes.get(one.id) !== one.hash).map((one) => one.id)).toEqual(["64"]);
    expect(questionsHash(v3.questions)).not.toBe(questionsHash(v4.questions));
    expect(v3.references[0]?.name).toBe("base-gpt4o-with-human-annotation");
    expect(v3.references.map((one) => one.hash)).toEqual(v4.references.map((one) => one.hash));
  });

  it("Swallow's references correct twelve questions of the default file", async () => {
    const { references } = await loadQuestionSet("ja-mt-bench-v4", { cwd, places: places() });
    const base = references.find((one) => one.name === "base-gpt4o-with-human-annotation");
    const swallow = references.find((one) => one.name === "swallow-gpt-4o-2024-08-06");
    const corrected = [...(swallow?.byQuestion ?? [])]
      .filter(([id, turns]) => JSON.stringify(base?.byQuestion.get(id)) !== JSON.stringify(turns))
      .map(([id]) => id);
    expect(corrected).toEqual(["3", "4", "6", "7", "8", "9", "38", "41", "43", "47", "49", "50"]);
  });

  it("checks find what is known of them and nothing else", async () => {
    const options = { cwd, places: places() };
    const [v3, v4, en] = await Promise.all(ids.map((id) => checkQuestionSet(id, options)));
    expect([v3, v4, en].map((check) => check?.problems)).toEqual([[], [], []]);
    expect(v3?.warnings).toEqual(["references gpt-4-v1: question 47, turn 1: empty"]);
    expect(v4?.warnings).toEqual(v3?.warnings);
    expect(en?.warnings).toEqual(["references gpt-4: none for writing, roleplay, extraction, stem, humanities"]);
  });

  it("English references cover reasoning, math and coding", async () => {
    const set = await loadQuestionSet("en-mt-bench", { cwd, places: places() });
    const covered = set.questions.filter((one) => set.references[0]?.byQuestion.has(one.id));
    expect(new Set(covered.map((one) => one.category))).toEqual(new Set(["reasoning", "math", "coding"]));
    expect(covered).toHaveLength(30);
  });
});
