import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../../src/files/package-root.ts";
import { type PracticeServer, startPracticeServer } from "../../../src/servers/practice/practice-server.ts";
import { runMain } from "../../support/run-main.ts";

/** Judges on two scales; the played one gives them in turn, near the upper end, so that plain intervals would leave the scale. */
const scales = {
  five: {
    min: 1,
    max: 5,
    margin: 0.2222,
    good: [5, 5, 5, 4, 5, 5, 5, 5, 5, 5, 5, 5],
    bad: [2, 2, 1, 1, 1, 2, 1, 1, 1, 2, 1, 2],
  },
  pass: {
    min: 0,
    max: 1,
    margin: 0.0556,
    good: [1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1],
    bad: [1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0],
  },
} as const;

const questions = Array.from({ length: 12 }, (_, index) => ({
  question_id: `q${index}`,
  category: ["句", "歌", "文"][index % 3],
  turns: [`問い ${index}`],
}));

const judgeFile = ({ min, max }: { min: number; max: number }) => `
title: 尺度
prompts: { file: prompts.yaml }
model: judge-x
sampling: { temperature: 0, maxTokens: 100 }
extraction: mtbench
retryUnrated: none
scale: { min: ${min}, max: ${max}, fractions: keep }
references: { name: null, categories: [] }
answering: { systemPrompt: null, sampling: set, maxAnswerTokens: 50, trials: 2 }
`;

let cwd: string;
let server: PracticeServer;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "mtbench-scales-"));
  put(
    "questions/dozen/set.yaml",
    "id: dozen\ntitle: 十二\nlanguage: ja\nlicence: CC0-1.0\ncategories: [句, 歌, 文]\ntemperatures: {句: 0.5, 歌: 0.5, 文: 0.5}\nquestions: {file: q.jsonl}\n",
  );
  put("questions/dozen/q.jsonl", questions.map((one) => `${JSON.stringify(one)}\n`).join(""));
  for (const [id, scale] of Object.entries(scales)) {
    put(`judges/${id}/judge.yaml`, judgeFile(scale));
    put(`judges/${id}/prompts.yaml`, `single-v1: { system: ${id}, template: "{question}|{answer}" }\n`);
  }
  let asked = 0;
  const answer = (name: string) => (messages: readonly { readonly content: string }[]) => {
    asked += 1;
    const text = messages.at(-1)?.content ?? "";
    // One question has no answer of the bad model: what failed counts as the lowest rating.
    return name === "bad" && text === "問い 1" ? "" : `${name} ${asked} ${text}`;
  };
  const judge = (messages: readonly { readonly content: string }[]) => {
    const scale = Object.entries(scales).find(([id]) => id === messages[0]?.content)?.[1] ?? scales.five;
    const prompt = messages.at(-1)?.content ?? "";
    const index = Number(/問い (\d+)\|/.exec(prompt)?.[1]);
    return `評価: [[${(prompt.includes("|good") ? scale.good : scale.bad)[index]}/${scale.max}]]`;
  };
  const models = new Map([
    ...["good", "bad"].map((name) => [name, answer(name)] as const),
    ["judge-x", judge] as const,
  ]);
  server = await startPracticeServer({ models });
  for (const id of Object.keys(scales)) {
    for (const model of ["good", "bad"]) {
      const { code, stderr } = await run(
        ...["run", "--model", `${model}@${server.baseUrl}`, "--judge-model", `judge-x@${server.baseUrl}`],
        ...["--questions", "dozen", "--judge", id, "--results", id],
      );
      expect([code, stderr]).toEqual([0, expect.not.stringContaining("error:")]);
    }
  }
}, 60_000);
afterAll(async () => {
  await server.close();
  rmSync(cwd, { recursive: true });
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

const run = (...args: readonly string[]) => runMain(args, { cwd });

/** Numbers under these names in every object of a JSON value that has `beside` as well. */
function numbersUnder(value: unknown, names: readonly string[], beside: string): number[] {
  if (typeof value !== "object" || value === null) return [];
  const own = beside in value ? Object.entries(value).filter(([name]) => names.includes(name)) : [];
  return [
    ...own.flatMap(([, one]) => (typeof one === "number" ? [one] : [])),
    ...Object.values(value).flatMap((one) => numbersUnder(one, names, beside)),
  ];
}

describe.each(Object.entries(scales))("results on the scale of %s", (id, { min, max, margin }) => {
  const results = ["--results", id];
  const span = max - min;

  it("have scores and intervals inside it, and failures at its lowest rating", async () => {
    const { stdout } = await run("leaderboard", ...results, "--format", "json");
    const board: unknown = JSON.parse(stdout);
    const shown = numbersUnder(board, ["mean", "low", "high"], "planned");
    expect(shown.length).toBeGreaterThanOrEqual(30);
    expect([Math.min(...shown) >= min, Math.max(...shown)]).toEqual([true, max]);
    const table = (await run("leaderboard", ...results)).stdout;
    const good = scales[id === "five" ? "five" : "pass"].good;
    const mean = good.reduce<number>((sum, rating) => sum + rating, 0) / good.length;
    expect(table).toMatch(new RegExp(`good +${mean.toFixed(2)} +[0-9.]+ to ${max.toFixed(2)} `));
    const kept = scales[id === "five" ? "five" : "pass"].bad.map((rating, index) => (index === 1 ? min : rating));
    const filled = kept.reduce<number>((sum, rating) => sum + rating, 0) / kept.length;
    expect(table).toContain(`${filled.toFixed(2)} with failures at the lowest rating`);
  });

  it("are compared in its points", async () => {
    const { code, stdout } = await run("compare", "good", "bad", ...results, "--format", "json");
    expect(code).toBe(0);
    const ends = numbersUnder(JSON.parse(stdout), ["difference", "low", "high"], "adjustedP");
    expect(Math.max(...ends.map(Math.abs))).toBe(span);
  });

  it("pass and fail the gate by a margin of the same part of it", async () => {
    expect((await run("baseline", "save", "good", ...results, "-o", `${id}.json`)).code).toBe(0);
    const shown = (await run("baseline", "show", `${id}.json`)).stdout;
    expect(Math.max(...[...shown.matchAll(/to ([0-9.]+)/g)].map((one) => Number(one[1])))).toBe(max);
    const gate = (...more: readonly string[]) => run("gate", "--baseline", `${id}.json`, ...results, ...more);
    const same = await gate("--candidate", "good");
    expect([same.code, same.stdout]).toEqual([0, expect.stringContaining(`margin ${margin}`)]);
    const worse = await gate("--candidate", "bad", "--json");
    expect(worse.code).toBe(1);
    const report = JSON.parse(worse.stdout);
    expect(report.margin).toBeCloseTo((0.5 / 9) * span, 12);
    expect(report.difference.withFailures.low).toBeGreaterThanOrEqual(-span);
    const wide = await gate("--candidate", "good", "--margin", String(span + 0.1));
    expect([wide.code, wide.stderr]).toEqual([2, expect.stringContaining(`a scale of ${min} to ${max}`)]);
    const high = await gate("--candidate", "good", "--min-score", String(max + 0.1));
    expect([high.code, high.stderr]).toEqual([2, expect.stringContaining(`scale of ${min} to ${max}`)]);
    const floor = await gate("--candidate", "bad", "--min-score", String(max));
    expect(floor.code).toBe(1);
  });

  it("have their noise measured against that margin", async () => {
    const { code, stdout } = await run("noise", "good", ...results, "--json");
    expect(code).toBe(0);
    const record = JSON.parse(stdout);
    expect(record.lastingDeviation).toBeCloseTo((1.3 / 9) * span, 12);
    // The played judge repeats itself, so one answer's noise is 0 and the lasting differences alone decide.
    expect(record.gate.margin).toBeGreaterThan(0);
    expect(record.gate.margin).toBeLessThan(span);
  });

  it("are told on the page and drawn in every figure", async () => {
    const { code, stderr } = await run("report", ...results, "-o", `${id}-site`);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("error:")]);
    const page = readFileSync(join(cwd, `${id}-site`, "index.html"), "utf8");
    expect(page.includes(`${min}〜${max} 点`) || page.includes(`${min}〜${max} の尺度`)).toBe(true);
    expect(page).not.toContain("1〜10 点で");
    const chunk = /id="chunk-q0">([^<]*)</.exec(page)?.[1] ?? "";
    expect(inflateRawSync(Buffer.from(chunk, "base64")).toString("utf8")).toContain("問い 1");
    for (const name of ["intervals", "radar", "heatmap", "differences", "distribution", "length"]) {
      const drawn = await run("figure", name, ...results, "-o", `${id}-${name}.svg`);
      expect([name, drawn.code, drawn.stderr]).toEqual([name, 0, expect.not.stringContaining("error:")]);
      const svg = readFileSync(join(cwd, `${id}-${name}.svg`), "utf8");
      expect([name, /NaN|Infinity/.test(svg)]).toEqual([name, false]);
    }
  });
});

describe("two scales over one set of answers", () => {
  const results = ["--results", "both"];
  const raters = ["five (judge-x)", "pass (judge-x), stretched from 0 to 1"];
  beforeAll(async () => {
    const judge = ["--judge-model", `judge-x@${server.baseUrl}`, "--questions", "dozen"];
    for (const model of ["good", "bad"]) {
      const asked = ["run", "--model", `${model}@${server.baseUrl}`, "--judge", "five"];
      expect((await run(...asked, ...judge, ...results)).code).toBe(0);
    }
    expect((await run("judge", "good", "bad", "--judge", "pass", ...judge, ...results)).code).toBe(0);
  }, 60_000);

  it("agree and disagree on the wider one, and it is said of the other", async () => {
    const [found] = JSON.parse((await run("agreement", ...results, "--json")).stdout);
    expect(found).toMatchObject({ set: "dozen", raters });
    const characters: readonly { readonly rater: string; readonly mean: { readonly mean: number } }[] =
      found.characters;
    for (const { mean } of characters) {
      expect(mean.mean).toBeGreaterThanOrEqual(1);
      expect(mean.mean).toBeLessThanOrEqual(5);
    }
    const [audited] = JSON.parse((await run("audit", ...results, "--json")).stdout);
    expect(audited.raters).toEqual(raters);
  });

  it("are drawn on the wider one, whichever board comes first", async () => {
    for (const [index, name] of ["judges", "severity"].entries()) {
      const file = `${name}.svg`;
      expect(await run("figure", name, ...results, "-o", file)).toMatchObject({ code: 0 });
      const svg = readFileSync(join(cwd, file), "utf8");
      expect(svg).not.toContain("NaN");
      expect(svg.replace(/<[^>]*>|\s/gu, "")).toContain("stretchedfrom0to1");
      // Two candidates under two judges: four places, none of them cut to the end of the other scale.
      if (index === 0) expect(svg).toMatch(/>4(?:\.0)?</u);
    }
  });
});

describe("a scale", () => {
  const sources = ["src", "page"].flatMap((root) =>
    readdirSync(join(packageRoot, root), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => relative(packageRoot, join(entry.parentPath, entry.name)).split(sep).join("/")),
  );
  /** Judges, their readers and the played one own a scale; generated questions count other things. */
  const owners = /^src\/(?:judges|judgments|variants|servers\/practice)\//;

  const constants: readonly (readonly [string, RegExp, readonly string[]])[] = [
    ["bounds", /\bmin: ?1, ?max: ?10\b/, ["const scale = { min: 1, max: 10 };"]],
    ["words", /\b1 ?(?:-|–|to|から|〜|～) ?10\b(?!0)/, ['help: "1-10"', "1 から 10 まで"]],
    [
      "an upper end",
      /\b(?:max|highest|best)\w*(?:: ?| ?=+ ?| ?[<>]=? ?)(?:10|9)\b(?!\.)/i,
      ["const highest = 10;", "if (maxRating <= 10)"],
    ],
    [
      "a lower end",
      /\b(?:lowest|worst)\w*(?:: ?| ?=+ ?| ?[<>]=? ?)1\b(?![\d_.])/i,
      ["const lowest = 1;", "lowestRating: 1,"],
    ],
    [
      "a comparison",
      /\b\w*(?:rating|score|mean)\w*\)? ?(?:[<>]=?|===|!==|\/|\*|-|\+) ?(?:10|9)\b(?!\.)/i,
      ["score.mean / 10", "if (rating === 10)"],
    ],
    [
      "an end first",
      /\b(?:10|9) ?(?:[<>]=?|-|\/) ?[\w.]*(?:rating|score|mean)/i,
      ["10 - rating", "(10 - score.mean) / span"],
    ],
    ["a span", /(?:\/|\*) ?9\b(?!\.)/, ["const part = points / 9;"]],
    ["a range in a call", /\b1, ?10\b(?![\d_]|, ?100\b)/, ["clamp(value, 1, 10)", "const bounds = [1, 10];"]],
    [
      "a cut",
      /Math\.(?:min|max)\((?:10|9), |Math\.(?:min|max)\([^()]*, ?(?:10|9)\)/,
      ["Math.min(10, high)", "Math.min(value, 10)"],
    ],
  ];

  it.each(constants)("would be seen as a constant: %s", (_, pattern, planted) => {
    for (const line of planted) expect(line).toMatch(pattern);
  });

  it.each(constants)("has no constant outside the judges: %s", (_, pattern) => {
    const found = sources
      .filter((path) => !owners.test(path))
      .flatMap((path) =>
        readFileSync(join(packageRoot, path), "utf8")
          .split("\n")
          .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
      )
      // Units: what a figure in points is given for.
      .filter((line) => !/on a scale of 1 to 10|(?:they|ratings) go from 1 to 10|maxSize/.test(line));
    expect(found).toEqual([]);
  });
});

it("knows its numbers", async () => {
  const { cutToScale, cutToSpan, pointsOn, usualBounds } = await import("../../../src/judges/scale.ts");
  expect(pointsOn(usualBounds, 0.5)).toBe(0.5);
  expect(pointsOn({ min: 0, max: 100 }, 0.9)).toBeCloseTo(10, 12);
  expect(cutToScale({ low: -3, high: 7 }, { min: 0, max: 5 })).toEqual({ low: 0, high: 5 });
  expect(cutToScale({ low: 2, high: null }, { min: 0, max: 5 })).toEqual({ low: 2, high: null });
  expect(cutToSpan({ low: -9, high: 3 }, { min: 2, max: 6 })).toEqual({ low: -4, high: 3 });
});
