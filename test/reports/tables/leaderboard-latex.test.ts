import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { latexName, leaderboardLatex } from "../../../src/reports/tables/leaderboard-latex.ts";
import type { ProtocolBoard } from "../../../src/scores/leaderboard.ts";
import { makeLeaderboard } from "../../../src/scores/leaderboard.ts";
import { rated, recordOf } from "../../support/make-record.ts";

const run = promisify(execFile);
const questions = [1, 2, 3, 4, 5, 6];
const ratings = (high: number) => questions.map((index) => [rated(index % 2 === 0 ? high : high + 1)]);

function boardOf(...candidates: readonly (readonly [id: string, rating: number])[]): ProtocolBoard {
  const [board] = makeLeaderboard(candidates.map(([id, rating]) => recordOf(id, ratings(rating), [questions])));
  if (board === undefined) throw new Error("no board");
  return board;
}

describe("names in LaTeX", () => {
  it("may break at their seams, and inside a word that no column holds", () => {
    expect(latexName("llm-jp/a_b")).toBe("llm-\\allowbreak{}jp/\\allowbreak{}a\\_\\allowbreak{}b");
    expect(latexName("abcdefghijklmnop")).toBe("abcdefghijklm\\allowbreak{}nop");
    expect(latexName("50% of it")).toBe("50\\% of it");
  });
});

describe("Japanese names", () => {
  it("come with what they need of LaTeX", () => {
    expect(leaderboardLatex([boardOf(["甲", 8], ["b", 2])], [])).toMatch(
      /^% .*\n% Japanese names: LuaLaTeX .*luatexja/u,
    );
    expect(leaderboardLatex([boardOf(["a", 8], ["b", 2])], [])).not.toContain("luatexja");
  });
});

describe("bold", () => {
  it("is the score that is shown to be better than every other", () => {
    expect(leaderboardLatex([boardOf(["strong", 8], ["weak", 2])], [])).toContain(
      "1 & a & strong & \\textbf{8.50} & [",
    );
  });

  it("is no score where nothing is claimed", () => {
    const latex = leaderboardLatex([boardOf(["one", 8], ["other", 8])], []);
    expect(latex).not.toContain("\\textbf");
    expect(latex).not.toContain("Bold:");
    expect(latex).toContain("1--2 & a & one & 8.50 & [");
  });
});

describe("as pdfLaTeX sets it", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mtbench-latex-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const ids = [
    "Qwen/Qwen3-235B-A22B-Instruct-2507-FP8-dynamic-kv-cache-128k",
    "tokyotech-llm/Llama_3.3_Swallow_70B_Instruct_v0.4",
    "calm3-22",
    "averylongnamewithoutanyseamwhichnocolumnofatablecouldeverhold",
    "a/100% $x^2$ #1 & {b}~\\c",
    "[0pt] at the beginning of a row",
    "*starred",
    '"><script>alert(1)</script>',
    "\\input{/etc/passwd}\\end{tabular}",
    "models--org--name ``a''",
  ];

  it.for([
    ["one column", ""],
    ["two columns", "twocolumn"],
  ] as const)("has no overfull box in %s", { timeout: 60_000 }, async ([name, option], context) => {
    const board = boardOf(...ids.map((id, index) => [id, 1 + (index % 8)] as const));
    const wide = {
      ...board,
      questions: {
        ...board.questions,
        categories: [..."writing,roleplay,reasoning,math,coding,extraction,stem,humanities,own one,another".split(",")],
      },
    };
    const tables = [leaderboardLatex([wide], []), leaderboardLatex([wide], [], { byCategory: true })];
    const file = join(folder, `${name.replace(" ", "-")}.tex`);
    const text = [
      `\\documentclass[${option}]{article}`,
      "\\usepackage{booktabs,tabularx,graphicx}",
      "\\begin{document}",
      ...tables.map((table) => table.replaceAll("\\label", "%\\label")),
      "\\end{document}",
      "",
    ].join("\n");
    await writeFile(file, text);
    const args = ["-interaction=nonstopmode", "-halt-on-error", "-output-directory", folder, file];
    let log: string;
    try {
      log = (await run("pdflatex", args, { encoding: "utf8", env: { ...process.env, max_print_line: "1000" } })).stdout;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") {
        return context.skip("pdflatex is not here (Debian: texlive-latex-recommended)");
      }
      const told = error instanceof Error && "stdout" in error ? String(error.stdout) : "";
      throw new Error(told.slice(-2000), { cause: error });
    }
    expect(log.split("\n").filter((line) => line.startsWith("Overfull"))).toEqual([]);
    expect(log).toContain("Output written on");
  });
});
