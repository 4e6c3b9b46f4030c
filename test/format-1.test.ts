import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { packageRoot } from "../src/files/package-root.ts";
import { parseBaseline } from "../src/gate/baseline.ts";
import { loadExemplars } from "../src/questions/load-exemplars.ts";
import { loadQuestionSet } from "../src/questions/load-question-set.ts";
import { loadManifest, loadRunRecord } from "../src/results/run-record.ts";
import { practiceCandidates } from "../src/servers/practice/practice-candidates.ts";
import { practiceJudge } from "../src/servers/practice/practice-judge.ts";
import { type PracticeServer, startPracticeServer } from "../src/servers/practice/practice-server.ts";
import { runMain } from "./support/run-main.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "mtbench-format-1-"));
  cpSync(join(packageRoot, "test", "fixtures", "format-1"), cwd, { recursive: true });
});
afterEach(() => rmSync(cwd, { recursive: true }));

const strong = join("results", "small-010", "practice-strong");
const flawed = join("results", "small-010", "practice-flawed");
const linesOf = (path: string) => readFileSync(join(cwd, path), "utf8").trimEnd().split("\n");
const run = (...args: readonly string[]) => runMain(args, { cwd });

/** The models that version 0.1.0 asked, and a count of what is asked now. */
async function play(): Promise<{ readonly server: PracticeServer; readonly asked: string[] }> {
  const set = await loadQuestionSet("./questions/small-010", { cwd, places: { cache: join(cwd, "c"), mirror: null } });
  const exemplars = [...(await loadExemplars(set.folder)).values()].flat();
  const asked: string[] = [];
  const models = [...practiceCandidates(set.questions, exemplars), ["practice-judge", practiceJudge(set)] as const];
  const counted = models.map(([name, model]) => {
    const play: typeof model = (messages) => {
      asked.push(name);
      return model(messages);
    };
    return [name, play] as const;
  });
  return { server: await startPracticeServer({ models: new Map(counted) }), asked };
}

/** The judge as version 0.1.0 shipped it: its reader and its escapes, with the prompts that stayed. */
function judgeOfThen(): void {
  cpSync(join(packageRoot, "judges", "mtbench-ja"), join(cwd, "judges", "mtbench-ja"), { recursive: true });
  const file = join(cwd, "judges", "mtbench-ja", "judge.yaml");
  const now = readFileSync(file, "utf8");
  writeFileSync(
    file,
    now.replace("hardened: 2", "hardened: true").replace("extraction: mtbench-2", "extraction: mtbench"),
  );
}

describe("a results folder and a baseline of version 0.1.0", () => {
  it("is asked again by the judge of today, as the dry run says, or carried over without a call", async () => {
    const { server, asked } = await play();
    try {
      const dry = await run(
        ...["run", "--model", `practice-strong@${server.baseUrl}`, "--questions", "./questions/small-010", "--dry-run"],
        ...["--judge", "mtbench-ja", "--judge-model", `practice-judge@${server.baseUrl}`, "--trials", "2"],
      );
      expect([dry.code, dry.stdout, asked]).toEqual([
        0,
        expect.stringContaining("16 of these judgments are asked again"),
        [],
      ]);
    } finally {
      await server.close();
    }
    const carried = await run("rescore", strong, "--extraction", "mtbench-2");
    expect([carried.code, carried.stdout]).toEqual([
      0,
      expect.stringContaining("16 texts read again, 0 ratings changed"),
    ]);
    const { launches } = await loadRunRecord(join(cwd, strong));
    expect(launches.at(-1)?.procedure?.fields).toMatchObject({ extraction: "mtbench-2", hardened: true });
  });

  it("resumes: what is there is not asked again, what is added is of format 2", async () => {
    judgeOfThen();
    const { server, asked } = await play();
    try {
      const rating = ["--judge", "mtbench-ja", "--judge-model", `practice-judge@${server.baseUrl}`];
      const common = ["--questions", "./questions/small-010", ...rating];
      const whole = await run("run", "--model", `practice-strong@${server.baseUrl}`, ...common, "--trials", "2");
      expect([whole.code, asked]).toEqual([0, []]);
      const more = await run("run", "--model", `practice-flawed@${server.baseUrl}`, ...common);
      // One question was missing: two turns, each asked and judged once.
      expect([more.code, [...asked].sort()]).toEqual([
        0,
        ["practice-flawed", "practice-flawed", "practice-judge", "practice-judge"],
      ]);
      const answered = await run(
        "answer",
        "--model",
        `practice-strong@${server.baseUrl}`,
        ...common.slice(0, 2),
        "--judge",
        "mtbench-ja",
      );
      expect([answered.code, asked.length]).toEqual([0, 4]);
      const judged = await run("judge", "practice-strong", ...common);
      expect([judged.code, asked.length]).toEqual([0, 4]);
    } finally {
      await server.close();
    }
    const launches = linesOf(join(flawed, "launches.jsonl")).map((line) => JSON.parse(line));
    expect(launches[0].procedure).toMatchObject({ judgeModel: "practice-judge", hash: launches[1].procedure.hash });
    expect(launches[1].procedure).toMatchObject({
      kind: "ratings",
      judges: [{ model: "practice-judge", share: 1 }],
    });
    expect(launches[1].procedure.judgeModel).toBeUndefined();
    expect((await loadManifest(join(cwd, flawed)))?.format).toBe(2);
    const record = await loadRunRecord(join(cwd, flawed));
    expect(record.damaged).toEqual([]);
    expect(record.launches.map(({ procedure }) => procedure?.judges)).toEqual(
      Array(2).fill([{ model: "practice-judge", share: 1 }]),
    );
    expect([record.answers.size, record.judgments.size]).toEqual([8, 8]);
  });

  it("is read without being changed, and a newer format is refused by name", async () => {
    const before = readFileSync(join(cwd, flawed, "manifest.json"), "utf8");
    const shown = await run("leaderboard", "--format", "json");
    const boards = z
      .object({ protocols: z.array(z.object({ judge: z.looseObject({ model: z.string() }) })) })
      .parse(JSON.parse(shown.stdout)).protocols;
    expect(boards.map(({ judge }) => judge.model)).toEqual(["practice-judge", "practice-judge"]);
    expect(readFileSync(join(cwd, flawed, "manifest.json"), "utf8")).toBe(before);
    const text = readFileSync(join(cwd, "baseline.json"), "utf8");
    expect(parseBaseline(text, "b").protocol.judges).toEqual([{ model: "practice-judge", share: 1 }]);
    expect(() => parseBaseline(text.replace('"mtbenchBaseline": 1', '"mtbenchBaseline": 3'), "b")).toThrow("1 or 2");
  });

  it("is saved again as a baseline of format 2, which passes against the one of 0.1.0 both ways", async () => {
    expect((await run("baseline", "save", strong, "-o", "new/baseline.json")).code).toBe(0);
    const saved = parseBaseline(readFileSync(join(cwd, "new", "baseline.json"), "utf8"), "new");
    const old = parseBaseline(readFileSync(join(cwd, "baseline.json"), "utf8"), "old");
    expect(saved.cells).toEqual(old.cells);
    expect(saved.protocol).toEqual(old.protocol);
    expect(saved.folder).toBe("../results/small-010/practice-strong");
    expect(saved.answersHash).toMatch(/^[0-9a-f]{64}$/);
    for (const baseline of ["baseline.json", "new/baseline.json"]) {
      const gate = await run("gate", "--baseline", baseline, "--candidate", strong);
      expect([gate.code, gate.stdout]).toEqual([0, expect.stringContaining("pass")]);
    }
  });

  it.each<[string, readonly string[], RegExp | null]>([
    ["results list", [], /practice-flawed/],
    ["results check", [], /2 folders, \d+ records, 0 findings/],
    ["leaderboard", [], /practice-strong/],
    ["compare", [flawed, strong, "--common-questions"], /practice-flawed/],
    ["noise", [strong], /practice-strong/],
    ["baseline show", ["baseline.json"], /practice-judge/],
    ["rescore", [strong, "--extraction", "fastchat"], /texts read again/],
    ["show", ["practice-strong", "234"], /practice-strong/],
    ["status", [], /practice-flawed/],
    ["export fastchat", ["--out", "exported"], null],
    ["merge", ["results", "--out", "merged"], /practice-flawed/],
    ["report", ["-o", "site", "--no-figures"], null],
    ["figure intervals", ["-o", "intervals.svg", "--protocol", "b944b6bfa1cc"], null],
  ])("goes through %s", async (command, args, expected) => {
    const { code, stdout, stderr } = await run(...command.split(" "), ...args);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("error:")]);
    if (expected !== null) expect(stdout + stderr).toMatch(expected);
  });
});
