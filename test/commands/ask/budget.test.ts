import { appendFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { jsonSchema } from "../../../src/files/json-schema.ts";
import { worstCase } from "../../../src/runs/budget.ts";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { said, startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { allFiles, smallRun, smallSet } from "../../support/small-run.ts";

let server: FakeServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const roles = z.enum(["system", "developer", "user", "assistant"]);
const chatBodySchema = z
  .object({ model: z.string(), messages: z.array(z.object({ role: roles, content: z.string() })) })
  .catchall(jsonSchema);

const usage = { prompt_tokens: 900, completion_tokens: 100 };

async function played(): Promise<FakeServer> {
  server = await startFakeServer({ onChat: () => ({ text: "七です。\n評価: [[6]]", usage }) });
  return server;
}

async function priced(cwd: string): Promise<void> {
  const price = 'currency: JPY, input: 100, output: 1000, date: "2026-09-01", source: 社内の料金表';
  await appendFile(
    join(cwd, "mtbench.config.yaml"),
    `prices:\n  played-model: {${price}}\n  played-judge: {${price}}\n`,
  );
}

describe("--dry-run", () => {
  it("shows what is due, tokens and cost with a range, calls nobody and writes nothing", async () => {
    const cwd = await smallSet(5);
    await priced(cwd);
    const { baseUrl, requests } = await played();
    const { code, stdout, stderr } = await runMain(smallRun(baseUrl, baseUrl, "--dry-run", "--max-cost", "90 JPY"), {
      cwd,
    });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("played-model: 10 answers due (0 there), 10 judgments due (0 there)");
    expect(stdout).toMatch(/played-model +candidate +played-model +10 .* JPY \(/);
    expect(stdout).toMatch(/Cost: about [\d.]+ JPY \([\d.]+ JPY to [\d.]+ JPY\)\./);
    expect(stdout).toContain("Limit: 90 JPY over the whole results folder.");
    expect(requests).toHaveLength(0);
    expect(await readdir(cwd)).not.toContain("results");
  });

  it("says which price is not known, and learns the lengths from what is there", async () => {
    const cwd = await smallSet(5);
    const { baseUrl } = await played();
    expect((await runMain(smallRun(baseUrl, baseUrl, "--limit", "3"), { cwd })).code).toBe(0);
    const { stdout } = await runMain(smallRun(baseUrl, baseUrl, "--dry-run"), { cwd });
    expect(stdout).toContain("4 answers due (6 there), 4 judgments due (6 there)");
    expect(stdout).toContain("price not known");
    expect(stdout).toContain("Cost: not known; without played-model, played-judge, whose price is not known.");
    // Four replies of about a hundred tokens each.
    expect(stdout).toContain("400 (300-540)");
    const json = await runMain(smallRun(baseUrl, baseUrl, "--dry-run", "--json"), { cwd });
    const shape = z.object({
      outcome: z.literal("dry-run"),
      candidates: z.array(z.object({ estimates: z.array(z.object({ calls: z.number() })) })),
    });
    expect(shape.parse(JSON.parse(json.stdout)).candidates[0]?.estimates.map(({ calls }) => calls)).toEqual([4, 4]);
  });
});

describe("--max-tokens-total and --max-cost", () => {
  it("start no call whose worst case does not fit, keep what is there, and count earlier launches", async () => {
    const cwd = await smallSet(8);
    const { baseUrl, chats } = await played();
    const limit = 30_000;
    const first = await runMain(smallRun(baseUrl, baseUrl, "--max-tokens-total", String(limit)), { cwd });
    expect(first.code).toBe(3);
    expect(first.stderr).toContain("The budget is used up");
    expect(first.stderr).toContain("mtbench run ");
    const made = chats().length;
    expect(made).toBeGreaterThan(3);
    expect(made * 1_000).toBeLessThanOrEqual(limit);
    const journals = [...(await allFiles(join(cwd, "results")))].filter(([path]) =>
      /(answers|mtbench-ja)\.jsonl$/.test(path),
    );
    expect(journals.flatMap(([, text]) => text.trimEnd().split("\n"))).toHaveLength(made);
    const again = await runMain(smallRun(baseUrl, baseUrl, "--max-tokens-total", String(limit)), { cwd });
    expect(again.code).toBe(3);
    expect(again.stderr).toContain(`${made * 1_000} of ${limit} tokens spent so far`);
    expect(chats().length).toBeLessThanOrEqual(limit / 1_000);
    const rest = await runMain(smallRun(baseUrl, baseUrl), { cwd });
    expect(rest.code).toBe(0);
    expect(chats()).toHaveLength(32);
  });

  it("hold for money, in the currency of the prices, archived folders counted", async () => {
    const cwd = await smallSet(3);
    await priced(cwd);
    const { baseUrl, chats } = await played();
    // 900 prompt tokens at 100 and 100 reply tokens at 1000 yen a million: 0.19 yen a call.
    expect((await runMain(smallRun(baseUrl, baseUrl, "--limit", "1"), { cwd })).code).toBe(0);
    expect(chats()).toHaveLength(4);
    const second = await runMain(smallRun(baseUrl, baseUrl, "--fresh", "--max-cost", "0.8JPY"), { cwd });
    expect(second.code).toBe(3);
    expect(second.stderr).toContain("0.8 JPY of 0.8 JPY spent so far");
    expect(chats()).toHaveLength(4);
  });

  it("refuse a currency that no price is in, and anything that is no amount", async () => {
    const cwd = await smallSet(1);
    await priced(cwd);
    const { baseUrl } = await played();
    const dollars = await runMain(smallRun(baseUrl, baseUrl, "--max-cost", "5"), { cwd });
    expect(dollars.code).toBe(2);
    expect(dollars.stderr).toContain(`played-model at ${baseUrl}: in JPY`);
    for (const wrong of ["NaN", "-3", "0", "5 pounds", ""]) {
      const refused = await runMain(smallRun(baseUrl, baseUrl, `--max-cost=${wrong}`), { cwd });
      expect([wrong, refused.code]).toEqual([wrong, 2]);
    }
  });
});

/** Answers and judgments on the disk. */
async function recordedIn(cwd: string): Promise<number> {
  const files = await allFiles(join(cwd, "results")).catch(() => new Map<string, string>());
  const journals = [...files].filter(([path]) => /answers\.jsonl$|judgments\/[^/]+\.jsonl$/.test(path));
  return journals.reduce((sum, [, text]) => sum + text.split("\n").length - 1, 0);
}

describe("calls that have no record when their launch ends", () => {
  /** Two calls are under way that never end; three were recorded. */
  async function stalled(cwd: string) {
    server = await startFakeServer({
      onChat: ({ index }) => (index > 2 ? { steps: ["stall"] } : { text: "七です。\n評価: [[6]]", usage }),
    });
    const args = smallRun(server.baseUrl, server.baseUrl, "--max-concurrency", "2");
    const started = startCli(args, { cwd });
    while (server.chats().length < 5 || (await recordedIn(cwd)) < 3) await wait(5);
    const worst = server.chats().map(({ body }) => {
      const { prompt, completion } = worstCase(chatBodySchema.parse(body));
      return prompt + completion;
    });
    return {
      ...started,
      args,
      url: server.baseUrl,
      lost: (worst[3] ?? 0) + (worst[4] ?? 0),
      most: Math.max(...worst) * 2,
    };
  }

  it("count at their worst after kill -9, in the budget, in --dry-run and in status, until the folder is gone", async () => {
    const cwd = await smallSet(4);
    const { child, result, args, lost, most } = await stalled(cwd);
    child.kill("SIGKILL");
    await result;
    const dry = await runMain([...args, "--dry-run"], { cwd });
    const counted = Number(/used all it was allowed: (\d+) tokens/.exec(dry.stdout)?.[1]);
    expect(counted).toBeGreaterThanOrEqual(lost);
    expect(counted).toBeLessThanOrEqual(most);
    expect(dry.stdout).toContain(`Spent so far: ${3_000 + counted} tokens`);
    const asked = server?.chats().length;
    const limit = 3_000 + counted + 10;
    const second = await runMain([...args, "--max-tokens-total", String(limit)], { cwd });
    expect(second.stderr).toContain(`${3_000 + counted} of ${limit} tokens spent so far`);
    expect([second.code, server?.chats().length]).toEqual([3, asked]);
    expect((await runMain(["status"], { cwd })).stdout).toContain(`used all it was allowed: ${counted} tokens`);
    expect((await runMain(["results", "check"], { cwd })).code).toBe(0);
  });

  it("count when they were broken off by the second Ctrl-C, and not when all came to their end", async () => {
    const cwd = await smallSet(4);
    const { child, result, args, lost } = await stalled(cwd);
    const stopping = said({ child, result }, "no new call starts");
    child.kill("SIGINT");
    await stopping;
    child.kill("SIGINT");
    expect((await result).code).toBe(130);
    expect((await runMain([...args, "--dry-run"], { cwd })).stdout).toContain(
      `used all it was allowed: ${lost} tokens`,
    );
    const clean = await smallSet(2);
    const { baseUrl } = await played();
    expect((await runMain(smallRun(baseUrl, baseUrl), { cwd: clean })).code).toBe(0);
    expect(await readdir(join(clean, "results"))).toEqual(["small"]);
  });

  it("are unknown while another run is at work in the folder, so a budget is refused there", async () => {
    const cwd = await smallSet(4);
    const { child, result, url } = await stalled(cwd);
    const other = [...smallRun(url, url, "--max-tokens-total", "900000"), "--id", "second"];
    const refused = await runMain(other, { cwd });
    expect([refused.code, server?.chats().length]).toEqual([2, 5]);
    expect(refused.stderr).toContain(`results/small/played-model: process ${child.pid} on `);
    expect(refused.stderr).toContain("mtbench merge unites them");
    child.kill("SIGKILL");
    await result;
  });
});
