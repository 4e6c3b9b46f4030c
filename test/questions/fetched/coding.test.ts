import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { fencedBlocks } from "../../../src/questions/fenced-blocks.ts";
import type { LoadedQuestionSet } from "../../../src/questions/load-question-set.ts";
import { makeRandom, randomInteger } from "../../../src/statistics/resampling/random.ts";
import { loadFetchedSet } from "../../support/fetched-set.ts";
import { describeWithSharedData } from "../../support/shared-data.ts";
import * as solve from "./solve.ts";

// The programs of the published references are run against oracles of our own; what fails must be listed as `code`.

const hasPython = spawnSync("python3", ["--version"]).status === 0;
const hasCompiler = spawnSync("g++", ["--version"]).status === 0;

// Runs the last function whose name matches, each call in a copy of its arguments; what it prints is not looked at. A call that
// takes long (recursion without an end) counts as an error.
const driver = `
import contextlib, copy, io, json, re, signal, sys
def stop(*_): raise TimeoutError()
signal.signal(signal.SIGALRM, stop)
results = []
for job in json.load(sys.stdin):
    space = {"__name__": "answer"}
    out = []
    with contextlib.redirect_stdout(io.StringIO()):
        for block in job["blocks"]:
            try:
                exec(block, space)
            except Exception:
                pass
        found = [v for k, v in space.items() if callable(v) and re.search(job["name"], k)]
        for arguments in job["calls"]:
            signal.setitimer(signal.ITIMER_REAL, 2)
            try:
                value = found[-1](*copy.deepcopy(arguments))
                value = list(value) if isinstance(value, (tuple, set)) else value
                out.append(str(value) if value in (float("inf"), float("-inf")) else value)
            except BaseException as error:
                out.append(type(error).__name__)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
    results.append(out)
print(json.dumps(results))
`;

interface Problem {
  readonly place: string;
  readonly name: string;
  readonly calls: readonly (readonly unknown[])[];
  readonly right: (result: unknown, call: readonly unknown[]) => boolean;
}

const numbers = z.array(z.number());
const random = makeRandom("reference programs");
const list = (length: number, values: number) => Array.from({ length }, () => randomInteger(random, values));
const sorted = (length: number) => list(length, 10).sort((a, b) => a - b);
const cases = <T>(count: number, make: () => T) => Array.from({ length: count }, make);

const problems: readonly Problem[] = [
  {
    place: "6/1",
    name: "edian",
    calls: cases(200, () => [sorted(randomInteger(random, 6)), sorted(1 + randomInteger(random, 6))]),
    right: (result, [a, b]) => result === median([...numbers.parse(a), ...numbers.parse(b)]),
  },
  {
    place: "7/1",
    name: "majority",
    // A majority is there in every case: one file says that it expects one.
    calls: cases(200, () => withMajority()),
    right: (result, [values]) => countOf(numbers.parse(values), Number(result)) * 2 > numbers.parse(values).length,
  },
  {
    place: "7/2",
    name: "top_two",
    calls: [[[1, 1, 2, 2, 3, 4, 5]], ...cases(200, () => [[0, 1, ...list(1 + randomInteger(random, 9), 5)]])],
    right: (result, [values]) => isTopTwo(numbers.safeParse(result).data ?? [], numbers.parse(values)),
  },
  {
    place: "8/1",
    name: "full_binary_trees|find_Bn",
    calls: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [n]),
    right: (result, [n]) => result === solve.countTrees(Number(n), 2),
  },
  {
    place: "8/2",
    name: "full_ternary_trees|schroder",
    calls: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => [n]),
    right: (result, [n]) => result === solve.countTrees(Number(n), 3),
  },
  ...["9/1", "9/2"].map((place) => ({
    place,
    name: "kth",
    calls: cases(200, () => {
      const [a, b] = [sorted(randomInteger(random, 6)), sorted(1 + randomInteger(random, 6))];
      return [a, b, 1 + randomInteger(random, a.length + b.length)];
    }),
    right: (result: unknown, [a, b, k]: readonly unknown[]) =>
      result === [...numbers.parse(a), ...numbers.parse(b)].sort((x, y) => x - y)[Number(k) - 1],
  })),
];

function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  const half = ascending.length / 2;
  const at = (index: number) => ascending[index] ?? Number.NaN;
  return Number.isInteger(half) ? (at(half - 1) + at(half)) / 2 : at(Math.floor(half));
}

function withMajority(): [number[]] {
  const rest = list(randomInteger(random, 5), 4);
  const whole = [...rest, ...Array.from({ length: rest.length + 1 }, () => 7)];
  return [
    whole
      .map((value) => ({ value, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ value }) => value),
  ];
}

function countOf(values: readonly number[], value: number): number {
  return values.filter((one) => one === value).length;
}

/** Two different values of which no other value is more frequent than the rarer one. */
function isTopTwo(found: readonly number[], values: readonly number[]): boolean {
  const [first, second] = found;
  if (found.length !== 2 || first === undefined || second === undefined || first === second) return false;
  const others = [...new Set(values)].filter((value) => value !== first && value !== second);
  const least = Math.min(countOf(values, first), countOf(values, second));
  return least > 0 && others.every((value) => countOf(values, value) <= least);
}

const resultsSchema = z.array(z.array(z.unknown()));

describeWithSharedData("programs of the references", (data) => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-programs-"));
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const answers = (set: LoadedQuestionSet, place: string) => {
    const [question = "", turn = ""] = place.split("/");
    return set.references.map(({ name, byQuestion }) => ({
      name,
      text: byQuestion.get(question)?.[Number(turn) - 1] ?? "",
    }));
  };

  it.skipIf(!hasPython).each([
    ["ja-mt-bench-v4", 0],
    ["en-mt-bench", 120],
  ])("%s: those that give wrong results are listed, and the corrected ones give right ones", async (id, offset) => {
    const set = await loadFetchedSet(id, data, cwd);
    const jobs = problems.flatMap((problem) => {
      const [question = "", turn = ""] = problem.place.split("/");
      const place = `${Number(question) + offset}/${turn}`;
      return answers(set, place).map(({ name, text }) => {
        const blocks = fencedBlocks(text).filter((block) => block.language !== "sh");
        return { problem, place, reference: name, blocks: blocks.map((block) => block.text) };
      });
    });
    const input = jobs.map(({ problem, blocks }) => ({ blocks, name: problem.name, calls: problem.calls }));
    const { stdout, stderr } = spawnSync("python3", ["-c", driver], { input: JSON.stringify(input), encoding: "utf8" });
    expect(stderr).toBe("");
    const results = resultsSchema.parse(JSON.parse(stdout));
    const failing = jobs.flatMap(({ problem, place, reference }, index) => {
      const wrong = problem.calls.some((call, at) => !problem.right(results[index]?.[at], call));
      return wrong ? [`${place} ${reference}`] : [];
    });
    const listed = set.errata.list.flatMap((one) =>
      one.status === "confirmed"
        ? Object.entries(one.wrong).flatMap(([name, { kind }]) =>
            kind === "code" ? [`${one.question}/${one.turn} ${name}`] : [],
          )
        : [],
    );
    expect(failing.sort()).toEqual(listed.sort());
  });

  it.skipIf(!hasCompiler).each([
    ["ja-mt-bench-v4", "2"],
    ["en-mt-bench", "122"],
  ])(
    "%s: the C++ programs of question %s compute the two sequences",
    async (id, question) => {
      const set = await loadFetchedSet(id, data, cwd);
      const fibonacci = [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55];
      const sums = [0, -1, -1];
      for (let n = 3; n < 12; n++) sums.push((sums[n - 1] ?? 0) + (sums[n - 2] ?? 0) + (sums[n - 3] ?? 0));
      for (const [turn, sequence] of [
        [1, fibonacci],
        [2, sums],
      ] as const) {
        const texts = new Map(answers(set, `${question}/${turn}`).map(({ name, text }) => [text, name]));
        for (const [text, name] of texts) {
          for (const [index, block] of fencedBlocks(text)
            .filter((one) => one.language === "cpp")
            .entries()) {
            const file = join(cwd, `${id}-${turn}-${index}`);
            await writeFile(`${file}.cpp`, block.text);
            expect(spawnSync("g++", ["-o", file, `${file}.cpp`]).status).toBe(0);
            const printed = [3, 7, 10].map((n) => {
              const { stdout } = spawnSync(file, { input: `${n}\n`, encoding: "utf8" });
              return Number(/(-?\d+)\D*$/.exec(stdout)?.[1]);
            });
            // The first number may be called the 0th or the 1st.
            const [zero, one] = [0, 1].map((first) => [3, 7, 10].map((n) => sequence[n - first]));
            expect([zero, one], `${name}, turn ${turn}`).toContainEqual(printed);
          }
        }
      }
    },
    60_000,
  );

  it.each([
    ["ja-mt-bench-v4", "3"],
    ["en-mt-bench", "123"],
  ])("%s: the pages of question %s show each of four jokes, later in red", async (id, question) => {
    const set = await loadFetchedSet(id, data, cwd);
    for (const turn of [1, 2]) {
      for (const { name, text } of answers(set, `${question}/${turn}`)) {
        const script = /<script>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? "";
        const shown = {};
        const place = { Math: { floor: Math.floor, random: 0 as unknown }, document: { getElementById: () => shown } };
        const jokes = [0, 0.25, 0.5, 0.75].map((draw) => {
          const handler = /onclick="(\w+)\(\)"/.exec(text)?.[1] ?? "";
          runInNewContext(`${script}\n${handler}();`, { ...place, Math: { ...place.Math, random: () => draw } });
          return Object.values(shown).join("");
        });
        expect(new Set(jokes).size, `${name}, turn ${turn}`).toBe(4);
        if (turn === 2) expect(/color:\s*red/.test(text), name).toBe(true);
      }
    }
  });
});
