import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { modelById } from "../../../src/models/catalogue.ts";
import { candidateFacts, placeOf } from "../../../src/reports/page/candidate-facts.ts";
import { loadRunRecord } from "../../../src/results/run-record.ts";
import { scoreFolder } from "../../../src/scores/score-folder.ts";
import { makeResults } from "../../support/made-results.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-facts-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function factsOf(model: string) {
  await makeResults(cwd, {
    questions: [{ category: "math", turns: ["一", "二"] }],
    candidates: [
      {
        id: model,
        turn: (_, turn) => ({ text: "あ".repeat(100 * turn), thought: turn === 1 ? "考".repeat(60) : null, rating: 7 }),
      },
    ],
  });
  const root = join(cwd, "results", "made");
  const record = await loadRunRecord(join(root, (await readdir(root))[0] ?? ""));
  const [folder] = scoreFolder(record);
  if (folder === undefined) throw new Error("nothing was scored");
  return candidateFacts(record, folder);
}

it("counts tokens, thoughts, time and lengths per answer", async () => {
  const facts = await factsOf("手元のモデル");
  const [question] = facts.questions;
  expect(facts.usage).toEqual({
    answers: 2,
    tokens: (50 + 30 + 100) / 2,
    thoughtTokens: 30,
    tokensPerSecond: 180 / 4.3,
    seconds: 2.15,
    cost: null,
  });
  expect(facts.distribution).toEqual({ "1": { "7": 1 }, "2": { "7": 1 } });
  expect(facts.cells.get(placeOf(question?.hash ?? "", 1))).toEqual({
    held: null,
    people: null,
    rating: 7,
    state: "rated",
    characters: 100,
    thought: 30,
  });
  expect(facts.thinks).toBe(true);
});

it("costs what the catalogue's list price says", async () => {
  const price = modelById("gpt-5.2")?.price;
  if (price === null || price === undefined) throw new Error("the catalogue has no price to test with");
  const { usage } = await factsOf("gpt-5.2");
  expect(usage.cost?.currency).toBe(price.currency);
  // 40 prompt tokens a call, none of them cached.
  expect(usage.cost?.amount).toBeCloseTo((80 * price.input + 180 * price.output) / 1e6, 12);
});
