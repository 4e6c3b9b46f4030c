import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { smallRun, smallSet } from "../../support/small-run.ts";

const boardSchema = z.object({
  protocols: z.array(
    z.object({
      questions: z.object({ count: z.number(), whole: z.boolean() }),
      candidates: z.array(
        z.object({
          score: z.object({ mean: z.number(), rated: z.number(), planned: z.number() }),
          complete: z.boolean(),
        }),
      ),
    }),
  ),
});

let server: FakeServer | null = null;
afterEach(() => server?.close());

describe("a question whose text was changed between two runs", () => {
  it("is asked again, and counts once, as it stands now", async () => {
    const cwd = await smallSet(3);
    const rating = { now: 4 };
    server = await startFakeServer({ onChat: () => `答えは九です。\n評価: [[${rating.now}]]` });
    const args = smallRun(server.baseUrl, server.baseUrl);
    expect((await runMain(args, { cwd })).code).toBe(0);

    const file = join(cwd, "questions", "small", "question.jsonl");
    await writeFile(file, (await readFile(file, "utf8")).replace("2と四の和は。", "二十と四の和は。"));
    rating.now = 10;
    const more = await runMain([...args, "--trials", "2"], { cwd });
    expect(more.stderr).toContain("8 answers and 8 judgments due, 8 already there");
    expect(more.code).toBe(0);

    const { stdout } = await runMain(["leaderboard", "--format", "json"], { cwd });
    const [protocol] = boardSchema.parse(JSON.parse(stdout)).protocols;
    expect(protocol?.questions).toEqual({ count: 3, whole: true });
    // Two questions have 4 and 10 by trial, the changed one 10 in both.
    expect(protocol?.candidates).toEqual([{ score: { mean: 8, rated: 12, planned: 12 }, complete: true }]);
  });
});
