import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../../src/errors.ts";
import { comparableScores, loadPublishedScores } from "../../../src/results/published/published-scores.ts";

const head = `
source: { title: 試験の記録, url: https://example.jp/scores, date: "2026-01-31" }
harness: example
judge: null
questions: null
references: null
trials: null
scale: published on 1-10
licence: CC0-1.0
comparable: other
protocol: null
doubts: []
`;

describe("published scores", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mtbench-published-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function problemsOf(): Promise<readonly string[]> {
    const error = await loadPublishedScores(folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    return error instanceof InputError ? error.problems : [];
  }

  it("sorts sources by id and rows best first, Japanese before English", async () => {
    await writeFile(
      join(folder, "z.yaml"),
      `${head}rows:\n  - { model: low, language: ja, score: 3 }\n  - { model: en, language: en, score: 9 }\n  - { model: high, language: ja, score: 8 }\n`,
    );
    await writeFile(join(folder, "a.yaml"), `${head}rows:\n  - { model: one, language: en, score: 4.5, note: 試し }\n`);
    await writeFile(join(folder, "notes.txt"), "not data");
    const sources = await loadPublishedScores(folder);
    expect(sources.map((one) => one.id)).toEqual(["a", "z"]);
    expect(sources[1]?.rows.map((row) => row.model)).toEqual(["high", "low", "en"]);
    expect(sources[0]?.rows[0]?.note).toBe("試し");
  });

  it("loads comparable sources alone where they are wanted, however `other` is written", async () => {
    const rows = "rows:\n  - { model: one, language: ja, score: 7 }\n";
    const claimed = head.replace("comparable: other\nprotocol: null", "comparable: claimed\nprotocol: some-judge");
    const forms = [
      "comparable: other",
      'comparable: "other"',
      "match: other",
      "comparable: other # nothing",
      '"comparable": other',
    ];
    for (const [index, form] of forms.entries()) {
      await writeFile(join(folder, `o${index}.yaml`), `${head.replace("comparable: other", form)}${rows}`);
    }
    // A note that only quotes the line does not make a source another one.
    const quoting = claimed.replace("doubts: []", 'doubts: ["comparable: other"]\nquestionSets: { ja: some-set }');
    await writeFile(join(folder, "c.yaml"), `${quoting}${rows}`);
    expect((await loadPublishedScores(folder)).map(({ id }) => id)).toEqual(["c", "o0", "o1", "o2", "o3", "o4"]);
    expect(comparableScores(await loadPublishedScores(folder)).map(({ id }) => id)).toEqual(["c"]);
  });

  it("reports all problems of all files with their lines", async () => {
    const row = (score: number) => `rows:\n  - { model: one, language: ja, score: ${score} }\n`;
    await writeFile(join(folder, "a.yaml"), `${head.replace("licence", "licens")}${row(7.1)}`);
    await writeFile(join(folder, "b.yaml"), `${head}${row(7.1)}  - [`);
    await writeFile(join(folder, "c.yaml"), `${head}${row(0.71)}`);
    const problems = await problemsOf();
    expect(problems).toHaveLength(4);
    expect(problems[0]).toBe("published/a.yaml: licence: expected a text, got nothing");
    expect(problems[1]).toContain('unknown key "licens"; did you mean "licence"?');
    expect(problems[2]).toMatch(/^published\/b\.yaml:1[56]: /);
    expect(problems[3]).toBe("published/c.yaml:14: rows[0].score: expected at least 1, got 0.71");
  });

  it("wants a protocol and a question set for what claims to follow one, and neither row twice", async () => {
    const row = "  - { model: one, language: en, score: 5 }\n";
    await writeFile(
      join(folder, "a.yaml"),
      `${head.replace("comparable: other", "comparable: claimed")}rows:\n${row}${row}`,
    );
    const problems = await problemsOf();
    expect(problems.map((one) => one.replace(/^[^ ]+ /, ""))).toEqual([
      "protocol: expected a judge, for `comparable` is claimed",
      "rows[0].language: questionSets names none for en",
      "rows[1]: the same row as rows[0]",
      "rows[1].language: questionSets names none for en",
    ]);
  });

  it("reads the old name of `comparable`, and takes other bounds", async () => {
    const old = head
      .replace("comparable: other", "match: other")
      .replace("scale:", "bounds: { min: 0, max: 5 }\nscale:");
    await writeFile(join(folder, "a.yaml"), `${old}rows:\n  - { model: one, language: ja, score: 0.5 }\n`);
    const [source] = await loadPublishedScores(folder);
    expect(source?.comparable).toBe("other");
    expect(source?.bounds).toEqual({ min: 0, max: 5 });
    const rows = "  - { model: one, language: ja, score: 5.01, categories: { math: -1 } }\n";
    await writeFile(join(folder, "a.yaml"), `${old}comparable: other\nrows:\n${rows}`);
    expect(await problemsOf()).toEqual([
      expect.stringContaining('unknown key "match"'),
      "published/a.yaml:16: rows[0].score: expected at most 5, got 5.01",
      "published/a.yaml:16: rows[0].categories.math: expected at least 0, got -1",
    ]);
  });

  it("is empty for a missing folder", async () => {
    expect(await loadPublishedScores(join(folder, "none"))).toEqual([]);
  });

  it("ships figures that keep their harness apart", async () => {
    const sources = await loadPublishedScores();
    const gpt4o = sources.flatMap((source) =>
      source.rows
        .filter((row) => row.language === "ja" && /^gpt-4o(-2024-..-..)?$/.test(row.id ?? ""))
        .map((row) => [source.id, row.score]),
    );
    expect(gpt4o).toEqual([
      ["nejumi-4", 9],
      ["nii-2026-04-llm-jp-4", 7.29],
      ["rakuten-ai-3", 8.67],
      ["swallow-leaderboard-v2", 7.14],
    ]);
    const standing = sources.map(({ id, standing }) => [
      id,
      Object.entries(standing).map(([language, { comparable, protocol }]) =>
        [language, comparable, protocol].join(" "),
      ),
    ]);
    expect(Object.fromEntries(standing)).toEqual({
      "elyza-geniac-1": ["ja other "],
      "llm-jp-4-33b-card": ["ja claimed llm-jp-judge-v2"],
      "llm-jp-4-8b-card": ["ja claimed llm-jp-judge-v2", "en claimed llm-jp-judge-v2"],
      "nejumi-4": ["ja claimed nejumi-4"],
      "nii-2026-04-llm-jp-4": ["ja claimed llm-jp-judge-v2", "en claimed llm-jp-judge-v2"],
      "rakuten-ai-2-mini-card": ["ja other "],
      "rakuten-ai-3": ["ja other "],
      "sarashina-2.2-card": ["ja claimed flexeval-ja", "en other "],
      "swallow-leaderboard-v2": ["ja claimed swallow-v202604", "en other "],
    });
    // What a reader should know stays beside a figure, whatever it is comparable with.
    expect(sources.filter(({ doubts }) => doubts.length === 0)).toEqual([]);
    expect(sources.find((source) => source.id === "swallow-leaderboard-v2")?.rows).toHaveLength(136);
  });
});
