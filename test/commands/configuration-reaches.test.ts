import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { main } from "../../src/commands/main.ts";
import { verbs } from "../../src/commands/verbs.ts";
import { readFlags } from "../../src/settings/read-flags.ts";
import { settingNames, settingOf } from "../../src/settings/settings.ts";
import { writeResults } from "../support/write-results.ts";

/** Of each setting that the file can hold, a value unlike its default, and what a command gets of it. */
const written: Readonly<Record<string, readonly [inFile: unknown, asFlag: unknown]>> = {
  candidates: [{ suzume: {}, kamo: {} }, ["suzume", "kamo"]],
  questions: ["ours", "ours"],
  references: ["second", "second"],
  trials: [6, 6],
  seed: [11, 11],
  judge: ["kenja", "kenja"],
  results: ["other", "other"],
  maxConcurrency: [3, 3],
  maxAnswerTokens: [777, 777],
  budget: [
    { amount: 800, currency: "JPY" },
    { amount: 800, currency: "JPY" },
  ],
  "gate.margin": [0.31, 0.31],
  "gate.alpha": [0.02, 0.02],
  "gate.strict": [true, true],
  "gate.byCategory": [true, true],
  "gate.minimumScore": [4.5, 4.5],
  "gate.minimumRated": [0.9, 0.9],
  "gate.maximumUnrated": [0.2, 0.2],
  "gate.maximumTruncated": [0.3, 0.3],
};

function fileOf(path: string): unknown {
  return path.split(".").reduceRight<unknown>((value, key) => ({ [key]: value }), written[path]?.[0]);
}

describe("the configuration file", () => {
  const paths = settingNames.flatMap((name) => settingOf(name).file ?? []);

  it("is tried with every setting that it can hold", () => {
    expect([...new Set(paths)].sort()).toEqual(Object.keys(written).sort());
  });

  it.each(verbs.map((one) => [one.command, one] as const))(
    "reaches mtbench %s with every setting it takes",
    async (_, one) => {
      for (const name of one.flags) {
        const { file, as } = settingOf(name);
        if (file === undefined) continue;
        const { flags } = await readFlags({ names: [name], positionals: {} }, {}, fileOf(file));
        // The file names one judge, and `run` takes several.
        const expected = name === "judges" ? [written[file]?.[1]] : written[file]?.[1];
        expect(flags[as ?? name], `${one.command} ${name}`).toEqual(expected);
      }
    },
  );

  it("reaches one word in every command that means the same by it", () => {
    // What these mean by the word is not what the file says: proposals of `init`, texts of a page, the reader of ratings,
    // the demo's own folder, whom to show or rate of those that have records, the set whose demands are checked or whose
    // memory is probed, the seed of a variant or of a desk's plan, what answers were compared or rated by people about, the
    // set whose exemplars try a judge, and the procedure that compares two answers.
    const others = [
      "candidates",
      "firstQuestions",
      "textQuestions",
      "textReferences",
      "firstJudge",
      "readingJudge",
      "demoResults",
      "ratedSet",
      "probedQuestions",
      "variantSeed",
      "matchQuestions",
      "cardQuestions",
      "ratedQuestions",
      "deskSeed",
      "matchJudge",
    ];
    const words = new Set(paths.filter((path) => !path.includes(".")));
    const apart = settingNames.filter(
      (name) => words.has(settingOf(name).as ?? name) && settingOf(name).file === undefined,
    );
    expect(apart.filter((name) => !others.includes(name))).toEqual([]);
  });
});

describe("results: other", () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "mtbench-reaches-"));
    fill();
  });
  afterEach(() => rmSync(cwd, { recursive: true, force: true }));

  function fill() {
    const told = (change: number) =>
      Array.from({ length: 12 }, (_, at) => [3 + (at % 5) + change, 4 + (at % 3) + change]);
    writeResults(join(cwd, "other"), { id: "suzume", told: told(0) });
    writeResults(join(cwd, "other"), { id: "kamo", told: told(1) });
  }

  /** Runs to the end; what waits for Ctrl-C gets it at once. */
  async function run(...argv: readonly string[]) {
    let [stdout, stderr] = ["", ""];
    const ending = await main(argv, {
      out: (text) => {
        stdout += text;
      },
      err: (text) => {
        stderr += text;
      },
      env: { CI: "1", MTBENCH_CACHE: join(cwd, "cache"), MTBENCH_SOURCE_MIRROR: "http://127.0.0.1:9" },
      cwd,
      argv,
      now: () => Date.UTC(2026, 3, 1),
      isTerminal: false,
      onInterrupt: (handle) => {
        const timer = setTimeout(() => handle("SIGINT"), 50);
        return () => clearTimeout(timer);
      },
    });
    return { ending, stdout: stdout.replace(/http:\S+/g, "URL"), stderr };
  }

  /** A command line of every verb that reads records and calls no model. */
  const lines: Readonly<Record<string, readonly string[]>> = {
    leaderboard: [],
    "compare <candidates..>": ["suzume", "kamo"],
    "baseline save <candidate>": ["kamo", "-o", "baseline.json"],
    "noise <folders..>": ["kamo"],
    "rescore <candidate>": ["kamo", "--extraction", "llm-jp-judge"],
    gate: ["--baseline", "suzume", "--candidate", "kamo"],
    audit: [],
    constraints: [],
    linking: [],
    "linking published": ["--json"],
    status: [],
    "show <candidate> [question]": ["kamo", "3"],
    "results list": [],
    "results check": [],
    "export fastchat": ["--out", "fastchat"],
    report: ["--no-figures"],
    "figure <name>": ["intervals", "--columns", "2", "-o", "intervals.svg"],
    view: ["--no-open"],
    "elsewhere <candidate>": ["suzume"],
  };

  it("is tried in every command that takes the folder, but for those that ask models or write new records", () => {
    const others = [
      ...["run", "answer", "judge [candidates..]", "doctor", "config show"],
      ...[
        "import fastchat [folders..]",
        "merge <folders..>",
        "results rm <candidates..>",
        "results rename <candidate> <id>",
      ],
      // They need two question sets, two judges, or a published table beside the folder.
      ...["freshness [runs..]", "agreement", "linking plan"],
      // They ask models, or need people's ratings.
      ...["match <candidates..>", "judges card", "rate", "calibrate", "export ratings", "import ratings <files..>"],
      ...["matches [candidates..]", "export matches", "import matches <files..>", "agreement matches <votes>"],
    ];
    const takers = verbs.filter(({ flags }) => flags.includes("results")).map(({ command }) => command);
    expect(Object.keys(lines).sort()).toEqual(takers.filter((command) => !others.includes(command)).sort());
  });

  it.each(Object.entries(lines))("is what mtbench %s reads", async (command, words) => {
    const verb = command.replace(/ [<[].*$/, "").split(" ");
    const flagged = await run(...verb, ...words, "--results", "other");
    // Some of them write into the folder.
    rmSync(join(cwd, "other"), { recursive: true });
    fill();
    writeFileSync(join(cwd, "mtbench.config.yaml"), "results: other\n");
    const written = await run(...verb, ...words);
    expect(written).toEqual(flagged);
    expect(written.stderr).not.toMatch(/^error/);
  });
});
