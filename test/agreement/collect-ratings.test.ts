import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { collectRatings, pickRaters } from "../../src/agreement/collect-ratings.ts";
import { loadRunRecord } from "../../src/results/run-record.ts";
import { rateAgain } from "../support/rate-again.ts";
import { writeResults } from "../support/write-results.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "mtbench-ratings-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** One judge under two procedures, which rate alike named, and a person who rated one turn twice. */
async function collected() {
  const folder = writeResults(cwd, {
    id: "aki",
    told: [
      [9, "failed"],
      [7, "unrated"],
    ],
  });
  rateAgain(folder, { judge: "told-judge", judgeModel: "kenja-70b", fields: { strict: "yes" }, rate: () => 5 });
  rateAgain(folder, {
    judge: "person:kiri",
    rate: ({ question, turn }) => (question === "2" && turn === 1 ? [8, 6] : null),
  });
  const [ratings] = collectRatings([await loadRunRecord(folder)]);
  if (ratings === undefined) throw new Error("one set was rated");
  return ratings;
}

it("tells two procedures of one judge apart, and a person from judges", async () => {
  const { set, raters } = await collected();
  expect(set).toBe("told");
  expect(raters.map(({ kind }) => kind)).toEqual(["judge", "judge", "person"]);
  expect(raters[0]?.name).toMatch(/^told-judge \(kenja-70b\) #[0-9a-f]{6}$/);
  expect(raters[0]?.name).not.toBe(raters[1]?.name);
  expect(raters[2]).toEqual({ name: "person:kiri", kind: "person", procedure: null });
});

it("gathers every rater's ratings and words of one answer, repeats in order, and no more than ratings", async () => {
  const { turns, raters } = await collected();
  const at = (question: string, turn: number) => turns.find((one) => one.question === question && one.turn === turn);
  expect(at("2", 1)?.ratings.get("person:kiri")).toEqual([8, 6]);
  expect(at("2", 1)?.words?.get("person:kiri")).toEqual(["理由 [[8]]", "理由 [[6]]"]);
  expect(at("2", 1)?.ratings.size).toBe(3);
  // The first judge did not rate the second turn of question 2, and there was no answer to that of question 1.
  expect([...(at("2", 2)?.ratings.values() ?? [])]).toEqual([[5]]);
  expect(raters).toHaveLength(3);
});

it("finds raters by name, judge, model, pseudonym or the start of a hash", async () => {
  const ratings = await collected();
  const pick = (...words: string[]) => pickRaters(ratings, words).raters.map(({ kind }) => kind);
  expect(pick("told-judge")).toEqual(["judge", "judge"]);
  expect(pick("kenja-70b")).toEqual(["judge", "judge"]);
  expect(pick("kiri")).toEqual(["person"]);
  expect(pick(ratings.raters[0]?.procedure?.hash.slice(0, 8) ?? "")).toEqual(["judge"]);
  expect(pick(ratings.raters[1]?.name ?? "")).toEqual(["judge"]);
  expect(pickRaters(ratings, ["kiri"]).turns).toHaveLength(1);
  expect(() => pickRaters(ratings, ["kirri"])).toThrow('nobody called "kirri" rated told');
});
