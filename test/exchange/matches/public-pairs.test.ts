import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { runMain } from "../../support/run-main.ts";
import { type SmallQuestion, writeSmallSet } from "../../support/small-set.ts";

// Verdicts of public pairwise files (test/fixtures/public-pairs.json), under invented words, beside figures that are worked out
// here by what FastChat's and Japanese Vicuna QA's show_result.py say they are.

const letter = z.enum(["A", "B", "C"]);
const fixtureSchema = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      model_1: z.string(),
      model_2: z.string(),
      verdicts: z.string().transform((text) => text.split(" ").map((two) => z.tuple([letter, letter]).parse([...two]))),
    }),
  ),
  published: z.object({
    baseline: z.string(),
    rows: z.array(z.object({ model: z.string(), win: z.number(), loss: z.number(), adjusted: z.number() })),
  }),
});
type File = z.infer<typeof fixtureSchema>["files"][number];
type Letter = z.infer<typeof letter>;
type Winner = "model_1" | "model_2" | "tie";

const fixture = fixtureSchema.parse(
  JSON.parse(await readFile(join(import.meta.dirname, "../../fixtures/public-pairs.json"), "utf8")),
);

const questions: readonly SmallQuestion[] = Array.from({ length: 80 }, (_, index) => ({
  id: String(index + 1),
  category: index >= 60 && index < 70 ? "math" : "writing",
  turns: [`${index + 1} について述べよ。`],
}));

/** As the words say it; `model_1` is shown first in the first game. */
function winners([first, second]: readonly [Letter, Letter]): readonly [Winner, Winner] {
  const ahead = { A: "model_1", B: "model_2", C: "tie" } as const;
  const behind = { A: "model_2", B: "model_1", C: "tie" } as const;
  return [ahead[first], behind[second]];
}

/** As the program read them when it published its figures: whatever is not [[A]] is the one shown second. */
function oldWinners([first, second]: readonly [Letter, Letter]): readonly [Winner, Winner] {
  return [first === "A" ? "model_1" : "model_2", second === "A" ? "model_2" : "model_1"];
}

/** FastChat's show_result.py: a tie where either order says so or both say different things. */
function showResult(games: readonly (readonly [Winner, Winner])[], side: "model_1" | "model_2") {
  const kinds = games.map(([one, other]) => (one === "tie" || one !== other ? "tie" : one === side ? "win" : "loss"));
  const count = (kind: string) => kinds.filter((own) => own === kind).length;
  const [win, loss, tie] = [count("win"), count("loss"), count("tie")];
  return { win, loss, tie, rate: win / kinds.length, adjusted: (win + tie / 2) / kinds.length };
}

/** A row in the flat form of ku-nlp's repository. */
function flatRow({ model_1, model_2 }: File, verdict: readonly [Letter, Letter], index: number, read = winners) {
  const [g1_winner, g2_winner] = read(verdict);
  return {
    ...{ model_1, model_2, question_id: index + 1, question: questions[index]?.turns[0] },
    ...{ answer_1: "一つ目の回答", answer_2: "二つ目の回答" },
    ...{ g1_judgment: `理由を述べる。[[${verdict[0]}]]`, g2_judgment: `理由を述べる。[[${verdict[1]}]]` },
    ...{
      g1_winner,
      g2_winner,
      judge_model: "gpt-4",
      judge_prompt: questions[index]?.category === "math" ? "pair-math" : "pair",
    },
    tstamp: 1_702_888_000 + index,
  };
}

const pairJson = z.object({
  one: z.string(),
  other: z.string(),
  netWins: z.object({
    netWins: z.object({ mean: z.number(), low: z.number(), high: z.number(), clusters: z.number() }),
    bootstrap: z.object({ studentised: z.object({ low: z.number(), high: z.number() }) }),
    questions: z.array(z.object({ question: z.string(), value: z.number() })),
    turns: z.number(),
    decisive: z.number(),
  }),
  winRate: z.object({
    mean: z.number(),
    low: z.number(),
    high: z.number(),
    bootstrap: z.object({ low: z.number(), high: z.number() }),
  }),
  decisiveShare: z.number(),
  position: z.object({ effect: z.object({ mean: z.number() }) }),
  flips: z.record(z.string(), z.number()),
});
const strengthJson = z.object({
  players: z.array(z.object({ id: z.string(), theta: z.number(), strength: z.object({ value: z.number() }) })),
  position: z.object({ value: z.number() }),
  nu: z.number(),
});
const pageSchema = z.object({
  matches: z.tuple([
    z.object({
      pairs: z.array(pairJson),
      strength: z.object({ strengths: strengthJson }),
    }),
  ]),
});

let cwd: string;
let pairs: readonly z.infer<typeof pairJson>[];
let strengths: z.infer<typeof strengthJson>;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-public-pairs-"));
  await writeSmallSet(cwd, "small", questions);
  const names: string[] = [];
  for (const [index, file] of fixture.files.entries()) {
    // The second as the program wrote it before it read ties: the words count.
    const read = index === 0 ? winners : oldWinners;
    const rows = file.verdicts.map((verdict, at) => flatRow(file, verdict, at, read));
    names.push(`pairs-${index}.jsonl`);
    await writeFile(join(cwd, `pairs-${index}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  }
  const imported = await runMain(["import", "matches", ...names, "--questions", "small", "--json"], { cwd });
  expect(imported.stderr).toBe("");
  // A tie for the second: 5 in the first order, one in the second of the file that is written so.
  expect(JSON.parse(imported.stdout).imported).toMatchObject([
    { matches: 320, added: 320, rows: 160, replaced: 0, unrated: 0, readOtherwise: 6 },
  ]);
  const shown = await runMain(["matches", "--json"], { cwd });
  const [page] = pageSchema.parse(JSON.parse(shown.stdout)).matches;
  pairs = page.pairs;
  strengths = page.strength.strengths;
}, 60_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

describe.each(fixture.files)("$path", (file) => {
  const value = { A: 1, B: -1, C: 0 } as const;
  const found = () => {
    const pair = pairs.find(
      ({ one, other }) => [one, other].sort().join() === [file.model_1, file.model_2].sort().join(),
    );
    if (pair === undefined) throw new Error("no such pair");
    return { pair, sign: pair.one === file.model_1 ? 1 : -1 };
  };
  const side = file.model_1 === fixture.published.baseline ? "model_2" : "model_1";

  it("gives the published figures by their program's formula and its reading of that time", () => {
    const model = file[side];
    const row = fixture.published.rows.find((one) => one.model === model);
    const result = showResult(file.verdicts.map(oldWinners), side);
    // They print one digit; 8.75 is shown as 8.8 and 11.25 as 11.2, as binary numbers fall.
    const near = (share: number, said = Number.NaN) => expect(Math.abs(100 * share - said)).toBeLessThanOrEqual(0.0501);
    near(result.rate, row?.win);
    near(result.loss / 80, row?.loss);
    near(result.adjusted, row?.adjusted);
  });

  it("comes back as rows and votes of which the same formula says the same, ties being ties", async () => {
    const { code } = await runMain(["export", "matches", "--out", "out"], { cwd });
    expect(code).toBe(0);
    const lines = (await readFile(join(cwd, "out", "model_judgment", "gpt-4_pair.jsonl"), "utf8")).trim().split("\n");
    const own = lines
      .map((line) => JSON.parse(line))
      .filter((row) => row.model_1 === file.model_1 && row.model_2 === file.model_2);
    expect(own).toHaveLength(80);
    const again = own.map((row): readonly [Winner, Winner] => [row.g1_winner, row.g2_winner]);
    const wanted = showResult(file.verdicts.map(winners), side);
    expect(showResult(again, side)).toEqual(wanted);
    expect(wanted).toMatchObject(side === "model_2" ? { win: 7, loss: 65, tie: 8 } : { win: 8, loss: 66, tie: 6 });
    const votes = JSON.parse(await readFile(join(cwd, "out", "gpt-4_votes.json"), "utf8"));
    const cast = (winner: string) =>
      votes.filter(
        (one: Record<string, string>) =>
          one.model_a === file.model_1 && one.model_b === file.model_2 && one.winner?.startsWith(winner),
      ).length;
    const [first, second] = side === "model_1" ? [wanted.win, wanted.loss] : [wanted.loss, wanted.win];
    expect([cast("model_a"), cast("model_b"), cast("tie")]).toEqual([first, second, wanted.tie]);
  });

  it("gives net wins, win rate and their interval as by hand", () => {
    const { pair, sign } = found();
    const values = file.verdicts.map(([first, second]) => (sign * (value[first] - value[second])) / 2);
    const mean = values.reduce((sum, one) => sum + one, 0) / 80;
    const error = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 79 / 80);
    // t of 79 degrees of freedom at 0.975, from a table.
    const reach = 1.990_450_2 * error;
    expect(pair.netWins.netWins.mean).toBeCloseTo(mean, 12);
    expect(pair.netWins.netWins.low).toBeCloseTo(mean - reach, 6);
    expect(pair.netWins.netWins.high).toBeCloseTo(mean + reach, 6);
    expect(pair.winRate.mean).toBeCloseTo((1 + mean) / 2, 12);
    expect(pair.winRate.low).toBeCloseTo(Math.max(0, (1 + mean - reach) / 2), 6);
    expect(pair.winRate.high).toBeCloseTo((1 + mean + reach) / 2, 6);
    const { low, high } = pair.netWins.bootstrap.studentised;
    expect([low < mean, mean < high]).toEqual([true, true]);
    expect(pair.winRate.bootstrap).toEqual({ low: (1 + low) / 2, high: (1 + high) / 2 });
    const byId = new Map(pair.netWins.questions.map((one) => [one.question, one.value]));
    expect(values.map((_, index) => byId.get(String(index + 1)))).toEqual(values.map((one) => one + 0));
  });

  it("gives what the order does as by hand", () => {
    const { pair } = found();
    const sums = file.verdicts.map(([first, second]) => value[first] + value[second]);
    expect(pair.position.effect.mean).toBeCloseTo(sums.reduce((sum, one) => sum + one, 0) / 160, 12);
    const count = (fits: (first: number, second: number) => boolean) =>
      file.verdicts.filter(([first, second]) => fits(value[first], value[second])).length;
    expect(pair.flips).toEqual({
      same: count((first, second) => first !== 0 && first === -second),
      tie: count((first, second) => first === 0 && second === 0),
      first: count((first, second) => first === 1 && second === 1),
      second: count((first, second) => first === -1 && second === -1),
      half: count((first, second) => (first === 0) !== (second === 0)),
    });
    expect(pair.netWins.turns).toBe(80);
    expect(pair.netWins.decisive).toBe(count((first, second) => first !== second));
    expect(pair.decisiveShare).toBe(pair.netWins.decisive / 80);
  });
});

it("fits the strength of three, who met over a common baseline, by Davidson's model with an effect of the order", () => {
  const { players, position, nu } = strengths;
  expect(players.map(({ id }) => id)[0]).toBe(fixture.published.baseline);
  expect(players.reduce((sum, { theta }) => sum + theta, 0)).toBeCloseTo(0, 9);
  const theta = new Map(players.map((player) => [player.id, player.theta]));
  // Chances of "first wins : tie : second wins" = e^(theta_i + delta/2) : nu e^((theta_i + theta_j)/2) : e^(theta_j - delta/2).
  const chancesOf = (first: string, second: string) => {
    const [i, j] = [theta.get(first) ?? Number.NaN, theta.get(second) ?? Number.NaN];
    const parts = [Math.exp(i + position.value / 2), nu * Math.exp((i + j) / 2), Math.exp(j - position.value / 2)];
    const sum = parts.reduce((all, one) => all + one, 0);
    return parts.map((one) => one / sum);
  };
  // At the maximum every player leads as often as the model expects; a pair's pseudo-tie is half in each order, and the
  // prior of 0.01 pulls a little.
  const points = new Map(players.map(({ id }) => [id, 0]));
  let ties = 0;
  for (const { model_1, model_2, verdicts } of fixture.files) {
    for (const [order, first, second] of [
      [0, model_1, model_2],
      [1, model_2, model_1],
    ] as const) {
      const [win = 0, tie = 0, loss = 0] = chancesOf(first, second);
      const led = verdicts.reduce((sum, verdict) => sum + { A: 1, B: -1, C: 0 }[verdict[order]], 0);
      const surplus = (led - 80.5 * (win - loss)) / 2;
      points.set(first, (points.get(first) ?? 0) + surplus);
      points.set(second, (points.get(second) ?? 0) - surplus);
      ties += verdicts.filter((verdict) => verdict[order] === "C").length + 0.5 - 80.5 * tie;
    }
  }
  for (const { id, theta: own } of players) expect(points.get(id)).toBeCloseTo(0.01 * own, 6);
  expect(ties).toBeCloseTo(0.01 * Math.log(nu), 6);
  for (const { id, strength } of players) {
    const others = players.filter((one) => one.id !== id);
    const share = others.reduce((sum, other) => {
      const [ahead, behind] = [chancesOf(id, other.id), chancesOf(other.id, id)];
      return sum + ((ahead[0] ?? 0) + (ahead[1] ?? 0) / 2 + (behind[2] ?? 0) + (behind[1] ?? 0) / 2) / 2;
    }, 0);
    expect(strength.value).toBeCloseTo(share / others.length, 9);
  }
});

it.each([
  [{ question: "別の質問。" }, "another text than question 1"],
  [{ judge_model: undefined }, "judge: expected a model and a prompt's name"],
])("refuses the flat form with %j", async (more, message) => {
  const [file] = fixture.files;
  if (file === undefined) throw new Error("no file");
  await writeFile(join(cwd, "wrong.jsonl"), JSON.stringify({ ...flatRow(file, ["A", "B"], 0), ...more }));
  const { code, stderr } = await runMain(["import", "matches", "wrong.jsonl", "--questions", "small"], { cwd });
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});
