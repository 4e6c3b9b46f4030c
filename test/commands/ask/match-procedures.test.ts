import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MatchRecord, parseMatch } from "../../../src/matches/match.ts";
import type { ChatMessage } from "../../../src/models/request-body.ts";
import { type PracticeServer, startPracticeServer } from "../../../src/servers/practice/practice-server.ts";
import { runMain } from "../../support/run-main.ts";
import { describeWithSharedData } from "../../support/shared-data.ts";

// Rakuda's and Japanese Vicuna QA's own pairwise procedures from their files to the numbers, on the practice server: a judge of
// theirs that calls "north" better, the answer shown first where the question's number says so, a tie, or nothing at all.

type Verdict = "A" | "B" | "C" | "none";

/** What the judge is to say of the question with this number: known by construction. */
function verdictOf(number: number, isNorthFirst: boolean): Verdict {
  if (number % 10 === 7) return "none";
  if (number % 10 === 3) return "C";
  if (number % 5 === 0) return "A";
  return isNorthFirst ? "A" : "B";
}

const procedures = [
  {
    judge: "rakuda",
    set: "rakuda-v2",
    questions: 40,
    say: { A: "1番が良い。\n1", B: "2番が良い。\n2", C: "同じ程度。\n3", none: "決められない。" },
    sourcePrompts:
      "upstream/yuzu-ai/japanese-llm-ranking/fae1ee79c69b0c3acf8e8a1994e43c7952e7bd9c/jrank/data/judge_prompts.jsonl",
    names: { plain: "pair-ja", reference: null },
  },
  {
    judge: "ja-vicuna-qa",
    set: "ja-vicuna-qa",
    questions: 80,
    say: { A: "理由。[[A]]", B: "理由。[[B]]", C: "理由。[[C]]", none: "理由だけ。" },
    sourcePrompts:
      "upstream/ku-nlp/ja-vicuna-qa-benchmark/128a862da6a4478c3e80ab3c3b716d1417380751/data/jp_bench/judge_prompts.jsonl",
    names: { plain: "pair", reference: "pair-math" },
  },
] as const;

describeWithSharedData("pairwise procedures of others, end to end", (data) => {
  describe.each(procedures)("$judge", ({ judge, set, questions, say, sourcePrompts, names }) => {
    let cwd: string;
    let server: PracticeServer;
    let records: readonly MatchRecord[];
    let pair: {
      readonly coverage: object;
      readonly flips: Readonly<Record<string, number>>;
      readonly netWins: { readonly netWins: { readonly mean: number } };
      readonly position: { readonly effect: { readonly mean: number } };
    };
    const shown: ChatMessage[][] = [];
    const texts = new Map<string, string>();

    beforeAll(async () => {
      cwd = await mkdtemp(join(tmpdir(), "mtbench-procedures-"));
      const numberOf = (text: string) => /（(\d+)問目）/u.exec(text)?.[1] ?? "";
      const answer = (name: string) => (messages: readonly ChatMessage[]) => {
        const question = messages.at(-1)?.content ?? "";
        const known = texts.get(question) ?? String(texts.size + 1);
        texts.set(question, known);
        return `${name}の答え（${known}問目）`;
      };
      server = await startPracticeServer({
        models: new Map([
          ["north", answer("north")],
          ["south", answer("south")],
          [
            "gpt-4",
            (messages) => {
              shown.push([...messages]);
              const text = messages.at(-1)?.content ?? "";
              const isNorthFirst = text.indexOf("northの答え") < text.indexOf("southの答え");
              return say[verdictOf(Number(numberOf(text)), isNorthFirst)];
            },
          ],
        ]),
      });
      const fetched = await runMain(["fetch", ...new Set([judge, set]), "--from", join(data, "upstream")], { cwd });
      expect([fetched.code, fetched.stderr]).toEqual([0, expect.any(String)]);
      for (const model of ["north", "south"]) {
        const words = ["answer", "--model", `${model}@${server.baseUrl}`, "--questions", set, "--judge", judge];
        const { code, stderr } = await runMain(words, { cwd });
        expect([code, stderr]).toEqual([0, expect.any(String)]);
      }
      const words = ["match", "north", "south", "--judge", judge, "--judge-model", `gpt-4@${server.baseUrl}`];
      const { code, stdout, stderr } = await runMain([...words, "--json"], { cwd });
      expect([code, stderr]).toEqual([0, expect.stringContaining(`${2 * questions} matches due`)]);
      pair = JSON.parse(stdout).pairs[0];
      const file = join(cwd, "results", set, "+matches", judge, "matches.jsonl");
      records = (await readFile(file, "utf8"))
        .trim()
        .split("\n")
        .map((line) => parseMatch(JSON.parse(line)));
    }, 120_000);
    afterAll(async () => {
      await server.close();
      await rm(cwd, { recursive: true, force: true });
    });

    it("shows its own prompt, filled, in both orders, with a reference where it has one", async () => {
      const prompts = (await readFile(join(data, sourcePrompts), "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      const templates = [names.plain, names.reference].map((name) => prompts.find((one) => one.name === name));
      expect(shown).toHaveLength(2 * questions);
      const isMath = (category: string) => ["math", "coding"].includes(category);
      for (const record of records) {
        const wanted = names.reference !== null && isMath(record.category) ? "pair-math-v1" : "pair-v2";
        expect(record.prompt).toBe(wanted);
      }
      const kinds = shown.map((messages) => {
        const [system, user] = messages;
        const template = templates.find((one) => one?.system_prompt === system?.content);
        expect(template).toBeDefined();
        // Everything of the template but its placeholders stands there in order.
        let at = 0;
        for (const piece of String(template.prompt_template).split(/\{\w+\}/u)) {
          const found = (user?.content ?? "").indexOf(piece, at);
          expect(found).toBeGreaterThanOrEqual(at);
          at = found + piece.length;
        }
        return template.name;
      });
      expect(kinds.filter((name) => name === names.reference)).toHaveLength(names.reference === null ? 0 : 20);
    });

    it("reads what its judge says by its own rule, and what is no verdict is unrated", () => {
      const numbers = Array.from({ length: questions }, (_, index) => index + 1);
      const counted = numbers.filter((number) => verdictOf(number, true) !== "none");
      const value = { A: 1, B: -1, C: 0, none: 0 } as const;
      const nets = counted.map((number) => (value[verdictOf(number, true)] - value[verdictOf(number, false)]) / 2);
      const firsts = counted.map((number) => (value[verdictOf(number, true)] + value[verdictOf(number, false)]) / 2);
      const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
      expect(pair.coverage).toMatchObject({
        planned: questions,
        complete: counted.length,
        unrated: { "no-rating": questions - counted.length },
        due: 0,
      });
      expect(pair.netWins.netWins.mean).toBeCloseTo(mean(nets), 12);
      expect(pair.position.effect.mean).toBeCloseTo(mean(firsts), 12);
      const ties = counted.filter((number) => verdictOf(number, true) === "C").length;
      const biased = counted.filter((number) => verdictOf(number, false) === "A").length;
      expect(pair.flips).toEqual({
        same: counted.length - ties - biased,
        tie: ties,
        first: biased,
        second: 0,
        half: 0,
      });
    });

    it("asks nothing twice", async () => {
      const before = shown.length;
      const words = ["match", "south", "north", "--judge", judge, "--judge-model", `gpt-4@${server.baseUrl}`];
      const again = await runMain(words, { cwd });
      expect([again.code, again.stderr]).toEqual([
        0,
        expect.stringContaining(`0 matches due, ${2 * questions} already there`),
      ]);
      expect(shown).toHaveLength(before);
    });
  });
});
