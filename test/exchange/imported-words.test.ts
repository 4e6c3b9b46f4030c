import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runMain } from "../support/run-main.ts";
import { answerRow, aPlace, importInto, jsonl, judgmentRow, type Place, put } from "./harness.ts";

async function placeWith(times: {
  readonly answer?: number | null;
  readonly judgment?: number | null;
}): Promise<Place> {
  const place = await aPlace();
  await importInto(place, {
    answers: [
      await put(
        place.cwd,
        "in/a.jsonl",
        jsonl([
          { ...answerRow(3, ["3番への返事。"]), tstamp: times.answer },
          { ...answerRow(4, ["只の返事。"]), model_id: "ume-2b" },
        ]),
      ),
    ],
    judgments: [await put(place.cwd, "in/j.jsonl", jsonl([judgmentRow({ question_id: 3, tstamp: times.judgment })]))],
  });
  return place;
}

const shown = (place: Place, ...args: string[]) =>
  runMain([...args, "--results", "kept"], { cwd: place.cwd, env: { MTBENCH_CACHE: join(place.cwd, "cache") } });

describe("what no file says", () => {
  it("is not recorded: neither dates nor settings nor cut answers are made up", async () => {
    const place = await placeWith({ answer: null, judgment: null });
    const { code } = await shown(place, "report", "--no-figures", "-o", "out");
    expect(code).toBe(0);
    const record = JSON.parse(await readFile(join(place.cwd, "out/report.json"), "utf8"));
    const [board] = record.boards;
    expect(board.asked).toBeNull();
    expect(board.candidates[0].revision).toBeNull();
    expect(board.methods.en).toContain("at a time that it did not record");
    expect(board.methods.en).toContain("How the answers were generated is not recorded");
    expect(board.methods.ja).toContain("日時の記録なし");
    // The clock of the import stands in none of the outputs but the report's own date.
    const page = await readFile(join(place.cwd, "out/index.html"), "utf8");
    for (const text of [board.methods.en, board.methods.ja, page]) {
      expect(text).not.toContain("2026-02-03");
      expect(text).not.toMatch(/recommended sampling|推奨サンプリング|\bunknown tokens\b/u);
    }
    expect(page).toMatch(/実施日の記録なし/u);
    const csv = await readFile(join(place.cwd, "out/leaderboard.csv"), "utf8");
    const [header = "", row = ""] = csv.split("\n");
    expect(row.split(",")[header.split(",").indexOf("truncated")]).toBe("");
    const json = JSON.parse((await shown(place, "leaderboard", "--json")).stdout);
    expect(json.protocols[0].candidates[0]).toMatchObject({ truncated: null, revision: null });
    await shown(place, "export", "fastchat", "--out", "back");
    expect(await readFile(join(place.cwd, "back/model_answer/sakura-9b.jsonl"), "utf8")).not.toContain("tstamp");
  });

  it("is said where the rows say it: dates are theirs", async () => {
    const place = await placeWith({ answer: Date.UTC(2024, 4, 2) / 1000, judgment: Date.UTC(2024, 4, 9) / 1000 });
    await shown(place, "report", "--no-figures", "-o", "out");
    const [board] = JSON.parse(await readFile(join(place.cwd, "out/report.json"), "utf8")).boards;
    expect(board.asked).toEqual({ from: "2024-05-02T00:00:00.000Z", to: "2024-05-09T00:00:00.000Z" });
    expect(board.methods.en).toContain("between 2024-05-02 and 2024-05-09");
  });
});

describe("a candidate that nobody has rated", () => {
  it("is listed with what is missing in every output", async () => {
    const place = await placeWith({});
    const line = "ume-2b (tiny, imported): 1 answers, no ratings";
    for (const format of ["table", "markdown"]) {
      expect((await shown(place, "leaderboard", "--format", format)).stdout).toContain(line);
    }
    for (const format of ["csv", "latex"]) {
      expect((await shown(place, "leaderboard", "--format", format)).stderr).toContain(line);
    }
    expect(JSON.parse((await shown(place, "leaderboard", "--json")).stdout).unrated).toMatchObject([
      { id: "ume-2b", set: "tiny", origin: "import", answered: 1, failed: 0 },
    ]);
    expect((await shown(place, "status")).stdout).toMatch(/ume-2b +imported, not rated +1\/1/u);
    expect((await shown(place, "results", "list")).stdout).toMatch(/ume-2b.*no ratings/u);
    const report = await shown(place, "report", "--no-figures", "-o", "out");
    expect(report.stderr).toContain(line);
    expect(await readFile(join(place.cwd, "out/index.html"), "utf8")).toContain("ume-2b");
    expect(JSON.parse(await readFile(join(place.cwd, "out/report.json"), "utf8")).unrated).toHaveLength(1);
  });

  it("is listed where nobody else is", async () => {
    const place = await aPlace();
    await importInto(place, { answers: [await put(place.cwd, "in/a.jsonl", jsonl([answerRow(3, ["返事。"])]))] });
    expect((await shown(place, "leaderboard")).stdout).toContain("sakura-9b (tiny, imported): 1 answers, no ratings");
    expect((await shown(place, "status")).stdout).toContain("sakura-9b");
    const report = await shown(place, "report");
    expect(report.code).toBe(2);
    expect(report.stderr).toContain("Rate the answers that are there with: mtbench judge");
  });
});
