import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { runMain } from "../../support/run-main.ts";
import { writeResults } from "../../support/write-results.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-linking-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const linking = (...flags: string[]) => runMain(["linking", ...flags], { cwd });

const recordSchema = z.object({
  links: z.array(
    z.object({
      from: z.object({ id: z.string(), origin: z.string() }),
      to: z.object({ id: z.string(), origin: z.string() }),
      absorbs: z.array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
      anchors: z.array(
        z.object({ from: z.string(), x: z.number(), y: z.number(), certainty: z.string(), misfit: z.boolean() }),
      ),
      notAnchors: z.array(z.object({ from: z.string(), reason: z.string() })),
      fit: z
        .object({ kind: z.string(), anchors: z.number(), slope: z.number(), intercept: z.number(), weak: z.boolean() })
        .nullable(),
      refusal: z.object({ kind: z.string() }).nullable(),
      linked: z.array(
        z.object({ candidate: z.string(), score: z.number(), translation: z.object({ kind: z.string() }) }),
      ),
    }),
  ),
  withoutCommonModels: z.array(z.object({ from: z.string(), to: z.string() })),
});

async function recordOf(...flags: string[]) {
  const { stdout, code } = await linking(...flags, "--json");
  return { code, ...recordSchema.parse(JSON.parse(stdout)) };
}

/** Models of Swallow's table without a switch, and what it publishes for them. */
const known = {
  "google/gemma-3-27b-it": 6.91,
  "google/gemma-3-12b-it": 6.59,
  "google/gemma-3-4b-it": 5.72,
  "meta-llama/Llama-3.3-70B-Instruct": 5.85,
  "elyza/ELYZA-Shortcut-1.0-Qwen-32B": 6.75,
} as const;

/** Our own judge is a point milder and stretches by 1.25: x = (y - 1) / 0.8. */
function writeOwn(candidates: Readonly<Record<string, number>>, set = "ja-mt-bench-v4"): void {
  for (const [id, score] of Object.entries(candidates)) {
    // Ratings of whole points whose mean over 100 cells is the score to a hundredth.
    const high = Math.round((score - Math.floor(score)) * 100);
    const told = Array.from({ length: 50 }, (_, question) =>
      [0, 1].map((turn) => Math.floor(score) + (question * 2 + turn < high ? 1 : 0)),
    );
    writeResults(join(cwd, "results"), { id, set, told });
  }
}

const ownScores = (names: readonly (keyof typeof known)[]) =>
  Object.fromEntries(names.map((name) => [name, Number(((known[name] - 1) / 0.8).toFixed(2))]));
const names = Object.keys(known) as (keyof typeof known)[];

describe("mtbench linking", () => {
  it("links our own board to the published tables", async () => {
    writeOwn({ ...ownScores(names), 私のモデル: 6.5, 強すぎる: 9.5 });
    const { code, links } = await recordOf("--to", "swallow-leaderboard-v2");
    expect(code).toBe(0);
    expect(links).toHaveLength(1);
    const [link] = links;
    expect(link?.fit).toMatchObject({ kind: "line", anchors: 5, weak: false });
    expect(link?.fit?.slope).toBeCloseTo(0.8, 2);
    expect(link?.fit?.intercept).toBeCloseTo(1, 1);
    expect(link?.linked.map(({ candidate, translation }) => [candidate, translation.kind])).toEqual([
      ["強すぎる", "outside"],
      ["私のモデル", "linked"],
    ]);
    const { stdout } = await linking("--to", "swallow-leaderboard-v2");
    expect(stdout).toMatch(/-> swallow-leaderboard-v2\/ja: line through 5 anchors/);
    expect(stdout).toMatch(/私のモデル\s+6\.50\s+6\.20\s+\d\.\d\d-\d\.\d\d/);
    expect(stdout).toMatch(/強すぎる\s+9\.50\s+-\s+-\s+\[1\]/);
    expect(stdout).toContain("[1] 強すぎる: outside the anchors' 5.90-7.39: refused");
  });

  it("refuses with its reason; with a table named the exit code is 3", async () => {
    writeOwn(ownScores(names.slice(0, 2)));
    const named = await linking("--to", "swallow-leaderboard-v2/ja");
    expect(named.code).toBe(3);
    expect(named.stdout).toContain("refused: 2 anchors; 3 give a shift, 4 a line");
    expect((await linking()).code).toBe(0);
    // Three give a shift, and are marked.
    writeOwn(ownScores(names.slice(0, 3)));
    const weak = await linking("--to", "swallow-leaderboard-v2/ja");
    expect(weak.code).toBe(0);
    expect(weak.stdout).toContain("weak: mean shift of 3 anchors");
    expect(weak.stdout).toContain("the slope being assumed");
  });

  it("refuses another language and another question set by name", async () => {
    writeOwn(ownScores(names), "ja-original");
    const { stdout, code } = await linking("--to", "swallow-leaderboard-v2/ja");
    expect(code).toBe(3);
    expect(stdout).toContain("refused: the question sets differ (ja-original and ja-mt-bench-v4)");
    const english = await linking("--to", "swallow-leaderboard-v2/en");
    expect(english.code).toBe(3);
    expect(english.stdout).toContain("refused: the languages differ (ja and en)");
  });

  it("lets version 3 through and says that the line takes it in", async () => {
    writeOwn(ownScores(names), "ja-mt-bench-v3");
    const { stdout, code } = await linking("--to", "swallow-leaderboard-v2/ja");
    expect(code).toBe(0);
    expect(stdout).toContain(
      "the fit takes in: questions (ja-mt-bench-v3 and ja-mt-bench-v4); judge (kenja-70b and GPT-5.2, reasoning off)",
    );
  });

  it("refuses a board whose scores cannot carry a line", async () => {
    writeOwn(Object.fromEntries(names.map((name) => [name, 7])));
    const flat = await linking("--to", "swallow-leaderboard-v2/ja");
    expect([flat.code, flat.stdout]).toEqual([3, expect.stringContaining("all anchors have the score 7.00")]);
    writeOwn(Object.fromEntries(names.map((name) => [name, Number((14 - known[name]).toFixed(2))])));
    const falling = await linking("--to", "swallow-leaderboard-v2/ja");
    expect([falling.code, falling.stdout]).toEqual([3, expect.stringContaining("the slope is -1.0")]);
  });

  it("takes likely anchors on request, and leaves out what is named", async () => {
    writeOwn({ ...ownScores(names), "gemma-3-1b-it": 3.15 });
    const careful = await recordOf("--to", "swallow-leaderboard-v2");
    expect(careful.links[0]?.anchors).toHaveLength(5);
    expect(careful.links[0]?.notAnchors).toEqual([
      expect.objectContaining({ reason: "likely only: gemma-3-1b-it was served under a short name" }),
    ]);
    const bold = await recordOf("--to", "swallow-leaderboard-v2", "--anchors", "likely");
    expect(bold.links[0]?.anchors.find(({ from }) => from === "gemma-3-1b-it")?.certainty).toBe("likely");
    const fewer = await recordOf(
      "--to",
      "swallow-leaderboard-v2",
      "--without",
      "google/gemma-3-4b-it",
      "gemma-3-27b-it",
    );
    expect(fewer.links[0]?.fit).toMatchObject({ kind: "shift", anchors: 3, weak: true });
    expect(fewer.links[0]?.notAnchors.filter(({ reason }) => reason === "left out on request")).toHaveLength(2);
  });

  it("links two of our own judges by the same candidates", async () => {
    for (const [index, x] of [5, 6, 7, 8].entries()) {
      const told = (score: number) => Array.from({ length: 10 }, () => [score, score]);
      const id = `candidate-${index}`;
      writeResults(join(cwd, "results"), { id, set: "甲", told: told(x) });
      // The same questions by another judge; a point milder.
      writeResults(join(cwd, "results"), { id, set: "乙", told: told(x + 1), fields: { judgeModel: "other" } });
    }
    const { links } = await recordOf();
    const own = links.filter(({ to }) => to.origin === "own");
    expect(own.map(({ fit }) => [fit?.slope.toFixed(6), fit?.intercept.toFixed(6)]).sort()).toEqual([
      ["1.000000", "-1.000000"],
      ["1.000000", "1.000000"],
    ]);
    expect(own[0]?.anchors.map(({ certainty }) => certainty)).toEqual(["sure", "sure", "sure", "sure"]);
    const key = own[0]?.from.id ?? "";
    expect((await recordOf("--from", key.slice(0, 6))).links.every(({ from }) => from.id === key)).toBe(true);
    // A procedure is also called by its judge.
    expect((await recordOf("--from", "told-judge", "--to", "told-judge")).links).toHaveLength(2);
  });

  it("reads the user's own published tables beside those that ship", async () => {
    writeOwn(ownScores(names));
    await mkdir(join(cwd, "results", "published"), { recursive: true });
    const rows = names.map((name) => `  - { model: ${JSON.stringify(name)}, language: ja, score: ${known[name]} }\n`);
    await writeFile(
      join(cwd, "results", "published", "ours.yaml"),
      `source: { title: 社内の表, url: https://example.jp, date: "2026-11-01" }\nharness: h\njudge: j\nquestions: v4\nreferences: null\ntrials: 1\nscale: 1-10\nlicence: none\ncomparable: other\nprotocol: null\nquestionSets: { ja: ja-mt-bench-v4 }\ndoubts: []\nrows:\n${rows.join("")}`,
    );
    expect((await linking("--to", "ours")).code).toBe(3);
    const { links } = await recordOf("--to", "ours", "--anchors", "likely");
    expect(links[0]?.fit?.slope).toBeCloseTo(0.8, 2);
  });

  it("knows its tables, and is a table of published ones where there are no results", async () => {
    const wrong = await linking("--to", "swalow-leaderboard-v2/ja");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('--to: no table "swalow-leaderboard-v2/ja"');
    expect(wrong.stderr).toContain('Did you mean "swallow-leaderboard-v2/ja"');
    const card = await recordOf("--from", "llm-jp-4-33b-card", "--to", "swallow-leaderboard-v2/ja");
    expect(card.links.map(({ from }) => from.id)).toEqual(["nii-2026-04-llm-jp-4/ja"]);
    const { code, stdout } = await linking("--from", "nejumi-4", "--to", "swallow-leaderboard-v2");
    expect(code).toBe(0);
    expect(stdout).toContain("No results of your own here");
    expect(stdout).toMatch(/openai\/gpt-4o-2024-11-20\s+9\.00\s+6\.84\s+6\.25-7\.43/);
  });
});

describe("mtbench leaderboard --linked", () => {
  const board = (...flags: string[]) => runMain(["leaderboard", ...flags], { cwd });

  it("shows linked scores beside the ranking, never in it", async () => {
    writeOwn({ ...ownScores(names), 私のモデル: 6.5 });
    const [plain, linked] = [await board(), await board("--linked")];
    const [ranking = "", beside = ""] = linked.stdout.split("\nOn other scales: linked, not measured");
    expect(plain.stdout).toBe(`${ranking}`);
    expect(beside).toMatch(/私のモデル\s+6\.50\s+swallow-leaderboard-v2\/ja\s+6\.20\s+\d\.\d\d-\d\.\d\d\s+5\s/);
    // Swallow measured the anchors itself.
    expect(beside).not.toContain("gemma-3-27b-it");
    const markdown = await board("--linked", "--format", "markdown");
    expect(markdown.stdout).toMatch(/\| 私のモデル \| 6\.50 \| swallow-leaderboard-v2\/ja \| 6\.20 \|/);
  });

  it("has a field of its own in JSON, and refuses formats that have no place for it", async () => {
    writeOwn({ ...ownScores(names), 私のモデル: 6.5 });
    const schema = z.object({ linked: recordSchema.shape.links.optional(), protocols: z.array(z.unknown()) });
    const plain = schema.parse(JSON.parse((await board("--format", "json")).stdout));
    expect(plain.linked).toBeUndefined();
    const found = schema.parse(JSON.parse((await board("--format", "json", "--linked")).stdout));
    expect(found.protocols).toEqual(plain.protocols);
    expect(found.linked?.find(({ fit }) => fit !== null)?.linked.map(({ candidate }) => candidate)).toEqual([
      "私のモデル",
    ]);
    for (const format of ["csv", "latex"]) {
      const { code, stderr } = await board("--linked", "--format", format);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`--linked: ${format} has measured scores only`)]);
    }
  });

  it("says so where no link holds", async () => {
    writeOwn({ 私のモデル: 6.5 });
    expect((await board("--linked")).stdout).toContain("no link holds (mtbench linking says why)");
  });
});

describe("the report's section on other scales", () => {
  it("draws the link, names its anchors and lists what it says, in a field of its own", async () => {
    writeOwn({ ...ownScores(names), 私のモデル: 6.5 });
    const made = await runMain(["report", "--no-figures", "--thoughts", "none", "--lang", "both", "-o", "out"], {
      cwd,
    });
    expect(made.code).toBe(0);
    const page = await readFile(join(cwd, "out", "index.html"), "utf8");
    expect(page).toContain("ほかの尺度では");
    expect(page).toMatch(/<svg class="link-plot"[^>]*role="img"/);
    expect(page).toContain("elyza/ELYZA-Shortcut-1.0-Qwen-32B");
    const record: unknown = JSON.parse(await readFile(join(cwd, "out", "report.json"), "utf8"));
    const board = z
      .object({ boards: z.tuple([z.object({ candidates: z.array(z.unknown()), linked: recordSchema.shape.links })]) })
      .parse(record).boards[0];
    expect(board.candidates).toHaveLength(6);
    expect(board.linked.map(({ to, fit }) => [to.id, fit?.anchors])).toEqual([
      ["nejumi-4/ja", 5],
      ["swallow-leaderboard-v2/ja", 5],
    ]);
  });

  it("is not there where nothing is shared with anybody", async () => {
    writeOwn({ 私のモデル: 6.5, 私の旧モデル: 6.1 });
    await runMain(["report", "--no-figures", "--thoughts", "none", "-o", "out"], { cwd });
    expect(await readFile(join(cwd, "out", "index.html"), "utf8")).not.toContain("<h3>ほかの尺度では");
  });
});

describe("mtbench linking published", () => {
  it("shows what ships: the pair that holds, those that do not, and GPT-4o's numbers", async () => {
    const { code, stdout } = await linking("published");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /nejumi-4\/ja\s+swallow-leaderboard-v2\/ja\s+15\s+0\.739\s+0\.259\s+0\.308\s+0\.277\s+1\.963/,
    );
    expect(stdout).toContain(
      "rakuten-ai-3/ja and swallow-leaderboard-v2/ja: 0 anchors; 3 give a shift, 4 a line; 1 more is likely",
    );
    expect(stdout).toContain("gpt-4o: 4 scores under one name");
    expect(stdout).toMatch(/nii-2026-04-llm-jp-4\/ja\s+GPT-4o\s+7\.29/);
    expect(stdout).toContain("Tables in Japanese and in English are never linked");
  });

  it("names the anchor that does not fit, why, and how to leave it out", async () => {
    const { stdout } = await linking("published", "--anchors", "likely");
    expect(stdout).toMatch(
      /openai\/o3-mini-2025-01-31 does not fit \(studentised residual \+16\.\d\d\): most likely answers cut off while thinking/,
    );
    const without = await linking("published", "--anchors", "likely", "--without", "o3-mini-2025-01-31");
    expect(without.stdout).not.toContain("does not fit");
    expect(without.stdout).toContain(
      "openai/o3-mini-2025-01-31 / o3-mini (o3-mini-2025-01-31) (medium): left out on request",
    );
  });

  it("refuses to leave out what is nowhere", async () => {
    const { code, stderr } = await linking("published", "--without", "o3-mini-2025-01-32");
    expect(code).toBe(2);
    expect(stderr).toContain('--without: no row "o3-mini-2025-01-32" in any table');
    expect(stderr).toMatch(/Did you mean .*o3-mini/);
  });

  it("prints everything as JSON", async () => {
    const { stdout } = await linking("published", "--json");
    const { links } = recordSchema.parse(JSON.parse(stdout));
    expect(links.filter(({ fit }) => fit !== null).map(({ from, to }) => `${from.id} ${to.id}`)).toEqual([
      "nejumi-4/ja swallow-leaderboard-v2/ja",
      "swallow-leaderboard-v2/ja nejumi-4/ja",
    ]);
  });
});

describe("mtbench linking plan", () => {
  const plan = (...flags: string[]) => linking("plan", ...flags);

  it("says how many anchors the wish takes and which open models they could be", async () => {
    const { code, stdout } = await plan("--to", "swallow-leaderboard-v2/ja", "--within", "0.6");
    expect(code).toBe(0);
    expect(stdout).toContain(
      "spread of a model about the line: 0.259 (95 %: 0.19-0.42), borrowed from nejumi-4/ja, 15 anchors",
    );
    expect(stdout).toContain("needed in all: 13 anchors (+-0.59)");
    expect(stdout).toMatch(/Qwen\/Qwen3-0\.6B\s+3\.36\s+0\.5\s+Apache-2\.0\s+--thinking on/);
    expect(stdout).toContain("Price not known: the public files of ja-mt-bench-v3 are not here");
  });

  it("ends with 3 when no number of anchors reaches the wish", async () => {
    const { code, stdout } = await plan("--to", "swallow-leaderboard-v2/ja", "--within", "0.4");
    expect(code).toBe(3);
    expect(stdout).toContain("needed in all: no number of anchors reaches it (endless ones leave +-0.51)");
  });

  it("goes on from our own board, whose anchors count", async () => {
    writeOwn(ownScores(names));
    const { stdout } = await plan("--to", "swallow-leaderboard-v2/ja", "--within", "0.5", "--json");
    const record = z
      .object({
        anchors: z.number(),
        spread: z.object({ basis: z.string() }),
        needed: z.object({ likely: z.unknown() }),
      })
      .parse(JSON.parse(stdout));
    expect(record).toMatchObject({ anchors: 5, spread: { basis: "own" } });
    expect(record.needed.likely).toMatchObject({ kind: "anchors", count: 4 });
  });

  it("prices what it offers by the dry run", async () => {
    await mkdir(join(cwd, "results", "published"), { recursive: true });
    const head = `harness: h\njudge: j\nquestions: own\nreferences: null\ntrials: 1\nscale: 1-10\nlicence: none\ncomparable: other\nprotocol: null\nquestionSets: { ja: ja-original }\ndoubts: []\n`;
    await writeFile(
      join(cwd, "results", "published", "ours.yaml"),
      `source: { title: 社内の表, url: https://example.jp, date: "2026-11-01" }\n${head}rows:\n  - { id: gemma-3-4b-it, model: gemma, language: ja, score: 6 }\n`,
    );
    const flags = [
      "--to",
      "ours",
      "--questions",
      "ja-original",
      "--judge",
      "mtbench-ja",
      "--judge-model",
      "gpt-5.4-2026-03-05",
    ];
    const { stdout, stderr } = await plan(...flags);
    expect(`${stderr}${stdout}`).toMatch(/\d+ judgments by gpt-5\.4-2026-03-05: about/);
    expect(stdout).toContain("how far models lie from a line to that scale is not known");
  });

  it("wants one table, and a wish above nothing", async () => {
    expect((await plan()).stderr).toContain("--to: name a table");
    expect((await plan("--to", "swallow-leaderboard-v2")).stderr).toContain("--to: one table, please");
    const wrong = await plan("--to", "swallow-leaderboard-v2/ja", "--within", "0");
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining("--within: expected a number above 0, got 0"),
    ]);
  });
});
