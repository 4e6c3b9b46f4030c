import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readAsJaVicunaQa } from "../../src/judgments/read-as-upstream.ts";
import type { ChatMessage } from "../../src/models/request-body.ts";
import { loadQuestionSet } from "../../src/questions/load-question-set.ts";
import { type PracticeServer, startPracticeServer } from "../../src/servers/practice/practice-server.ts";
import { runMain } from "../support/run-main.ts";
import { describeWithSharedData } from "../support/shared-data.ts";

it.each([
  ["[[rating:3]] [[7.5]]", 7.5],
  ["[[rating: 4]] [[rating:9]]", 9],
  ["[[rating: 4]]", 4],
  ["[5]", null],
  ["[[08]]", null],
  ["[[rating:7.5]]", null],
])("Japanese Vicuna QA reads %j as %s", (text, value) => {
  expect(readAsJaVicunaQa(text)?.value ?? null).toBe(value);
});

/** Braces and a line feed, which a second formatting would eat. */
const answers = ["回答です。\n{波}括弧", "二つめの回答"] as const;

describeWithSharedData("sets of others", (data) => {
  const cwd = mkdtempSync(join(tmpdir(), "mtbench-others-"));
  const cache = join(cwd, "cache");
  const env = { MTBENCH_CACHE: cache };
  const judged: (readonly ChatMessage[])[] = [];
  let reply = "説明。\n評価: [[8]]";
  let server: PracticeServer;
  beforeAll(async () => {
    mkdirSync(cache);
    symlinkSync(join(data, "upstream"), join(cache, "raw.githubusercontent.com"));
    server = await startPracticeServer({
      models: new Map([
        [
          "m",
          (messages: readonly ChatMessage[]) =>
            answers[messages.filter(({ role }) => role === "user").length - 1] ?? "",
        ],
        [
          "j",
          (messages: readonly ChatMessage[]) => {
            judged.push(messages);
            return reply;
          },
        ],
      ]),
    });
  });
  afterAll(async () => {
    await server.close();
    rmSync(cwd, { recursive: true });
  });

  /** The prompts that one run over these questions sent to the judge, as sha256 over system prompt, NUL and user prompt. */
  async function promptsOf(set: string, judge: string, ...part: readonly string[]) {
    judged.length = 0;
    const result = await runMain(
      [
        ...["run", "--model", `m@${server.baseUrl}`, "--judge-model", `j@${server.baseUrl}`],
        ...["--questions", set, "--judge", judge, ...part, "--results", set],
      ],
      { cwd, env },
    );
    const hashes = judged.map((messages) => {
      expect(messages.map(({ role }) => role)).toEqual(["system", "user"]);
      return createHash("sha256")
        .update(messages.map(({ content }) => content).join("\0"))
        .digest("hex");
    });
    return { ...result, hashes };
  }

  it.each([
    ["rakuda-v2", 40, 1, "LaSEuuNG54CdpH9KCxTnZ3"],
    ["ja-vicuna-qa", 80, 1, "1"],
    ["ko-mt-bench", 80, 2, "81"],
  ])("%s has %i questions of %i turns", async (id, count, turns, first) => {
    const set = await loadQuestionSet(id, { cwd, places: { cache, mirror: null } });
    expect(set.questions.map((one) => one.turns.length)).toEqual(Array(count).fill(turns));
    expect(set.questions[0]?.id).toBe(first);
  });

  // Made by Python's str.format from upstream's files as llm_judge/common.py calls it, with the answers above.
  it("Japanese Vicuna QA: prompts byte for byte, ratings in upstream's order of patterns", async () => {
    reply = "説明。[[rating: 7]]、[[rating:8]]";
    const { code, hashes } = await promptsOf("ja-vicuna-qa", "ja-vicuna-qa", "--categories", "generic,math");
    expect(code).toBe(0);
    expect(hashes).toHaveLength(13);
    // Questions 1, without a reference, and 68, with one.
    expect(hashes).toEqual(
      expect.arrayContaining([
        "0ca65eaabef6d4bcee929f3e675eeeb47a00fc95503294c582e1402304d7708e",
        "b82d692a79009fe0ddab3676231c2049309f6bd60b0f676dc7f0598313914ff9",
      ]),
    );
    const { stdout } = await runMain(["leaderboard", "--results", "ja-vicuna-qa"], { cwd, env });
    // [[rating:n]] goes before [[rating: n]], wherever they stand.
    expect(stdout).toMatch(/^ *(?:1 +)?m +8\.00 /m);
  });

  it("KoMT-Bench: both turns byte for byte, with and without references", async () => {
    reply = "[[8]]";
    const { hashes } = await promptsOf("ko-mt-bench", "komt-bench", "--categories", "writing,math");
    expect(hashes).toHaveLength(40);
    // Questions 81 and 111.
    expect(hashes).toEqual(
      expect.arrayContaining([
        "57908186cb8b12339e7e34e2995d9dfee949e42812279eb3601743e4a051bfdd",
        "b8bb63fd74a6377ab854fadb2ab19c0072ab08f63a71d8b32c04a7ffe97f4712",
        "e0d7bd528157ca6fff1505a4ca846b1deb232aba5c23734377bbf656087b98d3",
        "379a03b06636649a511ee7b592b4b412312aa1ebe84ca94eef314c7b8fc17586",
      ]),
    );
  });

  it("Rakuda: a judge of the user's choice rates its answers", async () => {
    reply = "説明。\n評価: [[8]]";
    const { code, hashes } = await promptsOf("rakuda-v2", "mtbench-ja", "--limit", "1");
    expect([code, hashes.length]).toEqual([0, 1]);
  });
});
