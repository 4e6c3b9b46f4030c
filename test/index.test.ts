import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../src/files/package-root.ts";
import * as api from "../src/index.ts";

const src = join(packageRoot, "src");

/** Every name that src/index.ts offers, types included, as its text says. */
function offered(): string[] {
  const text = readFileSync(join(src, "index.ts"), "utf8");
  return [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)]
    .flatMap(([, names = ""]) => names.split(","))
    .map((name) => name.trim().replace(/^type /, ""))
    .filter((name) => name !== "")
    .map((name) => name.split(" as ").at(-1) ?? name)
    .sort();
}

/** The files that a file brings with it when it is loaded; types bring none. */
function loadedWith(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  const text = readFileSync(path, "utf8");
  for (const [, clause = "", target = ""] of text.matchAll(/^(?:import|export)\s+([^"]*?)from\s+"(\.[^"]+)"/gm)) {
    const next = join(dirname(path), target);
    if (!clause.startsWith("type ") && existsSync(next)) loadedWith(next, found);
  }
  for (const [, target = ""] of text.matchAll(/import\("(\.[^"]+)"\)/g)) loadedWith(join(dirname(path), target), found);
  return found;
}

describe("the public API", () => {
  // A name that goes or changes its meaning is a major version; a new one a minor. Whoever changes this list says so in
  // CHANGELOG.md.
  it("offers these functions and no others", () => {
    expect(Object.keys(api).sort()).toEqual([
      "InputError",
      "compare",
      "evaluate",
      "gate",
      "judgeAnswers",
      "leaderboardJson",
      "listCandidateFolders",
      "loadBaseline",
      "loadJudge",
      "loadQuestionSet",
      "loadRunRecord",
      "makeLeaderboard",
      "openChat",
      "parseRating",
      "planEvaluation",
      "planJudging",
      "report",
      "saveBaseline",
      "scoreResults",
    ]);
  });

  it("offers these types beside them", () => {
    const types = offered().filter((name) => !Object.hasOwn(api, name));
    expect(types).toEqual([
      "AnswerOutcome",
      "AnswerRecord",
      "CandidateComparison",
      "Chat",
      "ChatFunction",
      "ChatOutcome",
      "ChatRequest",
      "Comparable",
      "ComparedCandidate",
      "EvaluateOptions",
      "EvaluateSpec",
      "EvaluationEvent",
      "EvaluationPlan",
      "EvaluationRecord",
      "FunctionModel",
      "GateReport",
      "GateRules",
      "Judge",
      "JudgeSpec",
      "JudgmentOutcome",
      "JudgmentRecord",
      "ProtocolBoard",
      "Question",
      "QuestionSet",
      "ReportOptions",
      "RunRecord",
      "Score",
      "ScoredResults",
      "WrittenReport",
    ]);
  });

  it.each(["api.md", "api.ja.md"])("docs/%s names every function", (page) => {
    const text = readFileSync(join(packageRoot, "docs", page), "utf8");
    for (const name of Object.keys(api)) expect(text).toContain(`\`${name}`);
  });

  it("brings nothing along that prints or ends the process", () => {
    const files = [...loadedWith(join(src, "index.ts"))];
    expect(files.length).toBeGreaterThan(100);
    expect(files.map((path) => relative(src, path).split(sep)[0]).filter((room) => room === "commands")).toEqual([]);
    const printing = /\bconsole\.\w+\(|process\.(?:stdout|stderr)\.write|process\.exitCode =/;
    expect(files.filter((path) => printing.test(readFileSync(path, "utf8")))).toEqual([]);
  });
});
