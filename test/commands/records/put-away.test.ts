import { mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { answerRow, aPlace, importInto, jsonl, judgmentRow, put } from "../../exchange/harness.ts";
import { runMain } from "../../support/run-main.ts";

async function twoCandidates() {
  const place = await aPlace();
  const rows = ["org/Sakura 9B", "ume"].map((model) => judgmentRow({ question_id: 3, model }));
  await importInto(place, { judgments: [await put(place.cwd, "in/j.jsonl", jsonl(rows))], results: "results" });
  const mtbench = (...args: string[]) => runMain(args, { cwd: place.cwd });
  return { place, mtbench };
}

describe("mtbench results rm and rename", () => {
  it("puts a candidate away by its id, deletes nothing, and the others stay", async () => {
    const { place, mtbench } = await twoCandidates();
    const removed = await mtbench("results", "rm", "org/Sakura 9B");
    expect([removed.code, removed.stdout]).toEqual([
      0,
      expect.stringMatching(/^org\/Sakura 9B: put away, not deleted: results\/\.archive\/tiny\+/u),
    ]);
    const [archived = ""] = readdirSync(join(place.cwd, "results/.archive"));
    expect(readdirSync(join(place.cwd, "results/.archive", archived)).sort()).toEqual(
      expect.arrayContaining(["answers.jsonl", "judgments", "launches.jsonl", "manifest.json"]),
    );
    const list = (await mtbench("results", "list")).stdout;
    expect(list).toContain("ume");
    expect(list).not.toContain("Sakura");
  });

  it("moves none of several when one of them is not there", async () => {
    const { mtbench } = await twoCandidates();
    const removed = await mtbench("results", "rm", "ume", "nobody");
    expect(removed.code).toBe(2);
    expect((await mtbench("results", "list")).stdout).toContain("ume");
  });

  it("renames by id; records keep their keys, and a name that is taken is refused", async () => {
    const { mtbench } = await twoCandidates();
    expect((await mtbench("results", "rename", "ume", "org/Sakura 9B")).code).toBe(2);
    const before = JSON.parse((await mtbench("leaderboard", "--json")).stdout).protocols[0];
    const renamed = await mtbench("results", "rename", "ume", "ume/新");
    expect([renamed.code, renamed.stdout]).toEqual([0, expect.stringContaining("ume is now ume/新: results")]);
    const after = JSON.parse((await mtbench("leaderboard", "--json")).stdout).protocols[0];
    expect(after.key).toBe(before.key);
    expect(after.candidates.map(({ id }: { id: string }) => id).sort()).toEqual(["org/Sakura 9B", "ume/新"]);
    expect((await mtbench("results", "check")).code).toBe(0);
    expect((await mtbench("show", "ume/新", "3")).stdout).toContain("ume/新 · question 3");
  });
});

describe("an id in place of a folder", () => {
  it("is taken by every command, with the set before it or +import behind it", async () => {
    const { place, mtbench } = await twoCandidates();
    for (const name of ["ume", "tiny/ume", "ume+import", "tiny/ume+import"]) {
      const { code, stderr } = await mtbench("baseline", "save", name, "-o", "b.json");
      expect([name, code, stderr]).toEqual([name, 0, "Saved: b.json\n"]);
    }
    expect((await mtbench("merge", "ume", "-o", "merged")).code).toBe(0);
    const shown = JSON.parse((await mtbench("show", "tiny/ume", "3", "--json")).stdout);
    expect(shown).toMatchObject([
      { candidate: "ume", questionSet: "tiny", answer: { turn: 1 }, judgments: [{ outcome: { rating: 7 } }] },
    ]);
    // A folder of that name that holds nothing is no candidate.
    mkdirSync(join(place.cwd, "ume"));
    expect((await mtbench("baseline", "save", "ume", "-o", "b.json")).code).toBe(0);
    const empty = mkdtempSync(join(tmpdir(), "mtbench-empty-"));
    expect((await mtbench("baseline", "save", empty, "-o", "b.json")).stderr).toContain("holds no results");
  });

  it("that stands for several is answered with names that can be typed", async () => {
    const { place, mtbench } = await twoCandidates();
    const answers = [await put(place.cwd, "in/a.jsonl", jsonl([{ ...answerRow(3, ["答え。"]), model_id: "ume" }]))];
    const other =
      "id: small\ntitle: 小\nlanguage: ja\nlicence: CC0-1.0\ncategories: [writing]\nquestions: { file: q.jsonl }\n";
    await put(place.cwd, "questions/small/set.yaml", other);
    const question = { question_id: 3, category: "writing", turns: ["冬の山を二行で描いてください。"] };
    await put(place.cwd, "questions/small/q.jsonl", jsonl([question]));
    await importInto(place, { questions: "small", answers, results: "results" });
    const { code, stderr } = await mtbench("results", "rm", "ume");
    expect(code).toBe(2);
    expect(stderr).toContain("2 candidates are called ume");
    expect(stderr).toContain("  small/ume\n");
    expect(stderr).toContain("  tiny/ume\n");
  });
});
