import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runMain } from "../../support/run-main.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-pairs-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const questions = ["--questions", "ja-original"];

/** A row as FastChat writes it; words and winners by order. */
function row(id: number, turn: number, [g1, g2]: readonly [string, string], more: object = {}) {
  const winner = (letter: string, first: string, second: string) =>
    letter === "A" ? first : letter === "B" ? second : letter === "C" ? "tie" : "error";
  return {
    question_id: id,
    model_1: "kin",
    model_2: "gin",
    g1_winner: winner(g1, "model_1", "model_2"),
    g2_winner: winner(g2, "model_2", "model_1"),
    judge: ["gpt-4", turn === 1 ? "pair-v2" : "pair-v2-multi-turn"],
    g1_user_prompt: "",
    g1_judgment: `Words. [[${g1}]]`,
    g2_user_prompt: "",
    g2_judgment: `Words. [[${g2}]]`,
    turn,
    tstamp: 1_700_000_000 + id,
    ...more,
  };
}

const rows = [
  row(201, 1, ["A", "B"]),
  row(201, 2, ["A", "A"]),
  row(202, 1, ["C", "C"]),
  row(203, 1, ["B", "A"]),
  row(204, 1, ["A", "x"]),
  row(205, 1, ["A", "C"]),
];

async function ids(): Promise<number[]> {
  const text = await readFile(join(import.meta.dirname, "../../../questions/ja-original/question.jsonl"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => Number(JSON.parse(line).question_id));
}

async function write(name: string, lines: readonly object[]) {
  const first = (await ids())[0] ?? 0;
  const shifted = lines.map((line) => ({ ...line, question_id: Reflect.get(line, "question_id") - 201 + first }));
  await writeFile(join(cwd, name), shifted.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

describe("mtbench import matches", () => {
  it("brings both orders of each row, once, and gives them back as FastChat writes them", async () => {
    await write("gpt-4_pair.jsonl", rows);
    const first = await runMain(["import", "matches", "gpt-4_pair.jsonl", ...questions, "--json"], { cwd });
    expect([first.code, first.stderr]).toEqual([0, ""]);
    expect(JSON.parse(first.stdout).imported).toEqual([
      {
        judge: "gpt-4_pair",
        folder: join("results", "ja-original", "+matches", "gpt-4_pair"),
        matches: 12,
        added: 12,
        rows: 6,
        replaced: 0,
        readOtherwise: 0,
        unrated: 1,
      },
    ]);
    const again = await runMain(["import", "matches", "gpt-4_pair.jsonl", ...questions], { cwd });
    expect(again.stdout).toContain("12 matches of 6 rows, 0 of them new");
    const exported = await runMain(["export", "matches", "--out", "out"], { cwd });
    expect(exported.code).toBe(0);
    const back = (await readFile(join(cwd, "out", "model_judgment", "gpt-4_pair.jsonl"), "utf8")).trim().split("\n");
    const kept = ["question_id", "model_1", "model_2", "g1_winner", "g2_winner", "judge", "g1_judgment", "turn"];
    const pick = (line: string) => kept.map((name) => JSON.stringify(JSON.parse(line)[name])).join(" ");
    const given = (await readFile(join(cwd, "gpt-4_pair.jsonl"), "utf8")).trim().split("\n");
    expect(back.map(pick).sort()).toEqual(given.map(pick).sort());
    const votes = JSON.parse(await readFile(join(cwd, "out", "gpt-4_votes.json"), "utf8"));
    expect(votes.map(({ winner }: { winner: string }) => winner)).toEqual([
      "model_a",
      "tie (inconsistent)",
      "tie",
      "model_b",
      "tie (inconsistent)",
    ]);
  });

  it("reads the judge's words again, where a harness counted a tie as a loss", async () => {
    // As Japanese Vicuna QA does: whatever is not A is the answer shown second.
    const own = { judge: undefined, judge_model: "gpt-4", judge_prompt: "pair", turn: undefined };
    await write("pair.jsonl", [row(201, 1, ["C", "C"], { ...own, g1_winner: "model_2", g2_winner: "model_1" })]);
    const { stdout } = await runMain(["import", "matches", "pair.jsonl", ...questions], { cwd });
    expect(stdout).toContain("2 verdicts that the judge's words say otherwise");
  });

  it.each([
    [{ m1_score: 8, m2_score: 7 }, "made of two single ratings"],
    [{ model_2: "kin" }, "kin against itself"],
    [{ g1_winner: "A" }, "g1_winner"],
    [{ g1_user_prompt: "What is this?" }, "another text than question"],
    [{ question_id: 999_999 }, "has no turn 1 of a question"],
  ])("refuses %j", async (more, message) => {
    await write("pair.jsonl", [row(201, 1, ["A", "B"], more)]);
    const { code, stderr } = await runMain(["import", "matches", "pair.jsonl", ...questions], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe("mtbench agreement matches", () => {
  it("counts pairs of votes as compute_agreement.py does", async () => {
    await write("gpt-4_pair.jsonl", rows);
    await runMain(["import", "matches", "gpt-4_pair.jsonl", ...questions], { cwd });
    const first = (await ids())[0] ?? 0;
    const vote = (id: number, judge: string, winner: string, turn = 1) => {
      // Whichever is named first.
      const named = judge === "expert_2" ? ["gin", "kin"] : ["kin", "gin"];
      return { question_id: first + id - 201, model_a: named[0], model_b: named[1], winner, judge, turn };
    };
    const votes = [
      vote(201, "expert_1", "model_a"),
      vote(201, "expert_2", "model_b"),
      vote(202, "expert_1", "tie"),
      vote(203, "expert_1", "model_a"),
      vote(205, "expert_1", "tie"),
      vote(201, "expert_1", "model_b", 2),
    ];
    await writeFile(join(cwd, "votes.json"), JSON.stringify(votes));
    const { code, stdout } = await runMain(["agreement", "matches", "votes.json", "--json"], { cwd });
    expect(code).toBe(0);
    const [judge, people] = JSON.parse(stdout).agreement;
    const counts = (those: { turn: number | null; votes: number; agreed: number }[]) =>
      those.map(({ turn, votes: all, agreed }) => [turn, all, agreed]);
    // 201 twice yes, 202 yes (ties), 203 no, 205 yes (an inconsistent one is a tie), turn 2 no.
    expect(counts(judge.agreement.withTies)).toEqual([
      [null, 6, 4],
      [1, 5, 4],
      [2, 1, 0],
    ]);
    expect(counts(judge.agreement.withoutTies)).toEqual([
      [null, 3, 2],
      [1, 3, 2],
      [2, 0, 0],
    ]);
    expect([people.between, counts(people.agreement.withTies)]).toEqual([
      "people and people",
      [
        [null, 1, 1],
        [1, 1, 1],
      ],
    ]);
    const table = await runMain(["agreement", "matches", "votes.json"], { cwd, columns: 80 });
    expect(table.stdout).toContain("gpt-4_pair by gpt-4 and people");
  });

  it.each([
    ["{}", "expected"],
    ["[]", "holds no vote of a person"],
    ["[{]", "not JSON"],
  ])("refuses %s", async (text, message) => {
    await writeFile(join(cwd, "votes.json"), text);
    const { code, stderr } = await runMain(["agreement", "matches", "votes.json", "--results", "."], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
