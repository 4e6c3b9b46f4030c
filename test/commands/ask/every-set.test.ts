import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { describeWithSharedData } from "../../support/shared-data.ts";

/** Every shipped or fetched set under the procedure that is meant for it, its turns and whether its judge rates each of them. */
const sets = [
  ["ja-mt-bench-v3", "llm-jp-judge-v2", 2, 2],
  ["ja-mt-bench-v4", "nejumi-4", 2, 2],
  ["en-mt-bench", "fastchat-en", 2, 2],
  ["ja-original", "mtbench-ja", 2, 2],
  ["rakuda-v2", "mtbench-ja", 1, 1],
  ["ja-vicuna-qa", "ja-vicuna-qa", 1, 1],
  ["ko-mt-bench", "komt-bench", 2, 2],
] as const;

/** A part by default; `MTBENCH_PROOF_SIZE=full` takes the whole sets. */
const limit = process.env.MTBENCH_PROOF_SIZE === "full" ? 80 : 6;
const together = 4;

describeWithSharedData("every set", (data) => {
  const cwd = mkdtempSync(join(tmpdir(), "mtbench-sets-"));
  const env = { MTBENCH_CACHE: join(cwd, "cache") };
  let server: FakeServer;
  /** Called once, at the call of that number. */
  let strike: { readonly at: number; readonly how: () => void } | null = null;
  let count = 0;
  const seen = new Map<string, number>();
  beforeAll(async () => {
    mkdirSync(env.MTBENCH_CACHE);
    symlinkSync(join(data, "upstream"), join(env.MTBENCH_CACHE, "raw.githubusercontent.com"));
    server = await startFakeServer({
      models: ["m", "j"],
      onChat({ body: { model, messages = [] } }) {
        const call = `${model} ${messages.map(({ content }) => content).join("\0")}`;
        seen.set(call, (seen.get(call) ?? 0) + 1);
        count += 1;
        if (strike !== null && count >= strike.at) {
          strike.how();
          strike = null;
        }
        return model === "j" ? '{"explanation": "", "rating": "[[7]]"}' : `回答 ${messages.at(-1)?.content.length}`;
      },
    });
  });
  afterAll(async () => {
    await server.close();
    rmSync(cwd, { recursive: true });
  });

  it.each(sets)("%s by %s: killed in the middle and started again, end to end", async (set, judge, turns, rated) => {
    count = 0;
    seen.clear();
    const args = [
      ...["run", "--model", `m@${server.baseUrl}`, "--judge-model", `j@${server.baseUrl}`, "--questions", set],
      ...["--judge", judge, "--trials", "1", "--limit", String(limit), "--max-concurrency", String(together)],
      ...["--results", set],
    ];
    const questions = Math.min(limit, set === "rakuda-v2" ? 40 : 80);
    const planned = questions * (turns + rated);
    const { child, result } = startCli(args, { cwd, env });
    strike = { at: Math.floor(planned / 2), how: () => child.kill("SIGKILL") };
    expect((await result).signal).toBe("SIGKILL");
    const again = await runMain(args, { cwd, env });
    expect([again.code, again.stderr]).toEqual([0, expect.not.stringContaining("error:")]);
    const repeated = [...seen.values()].reduce((sum, times) => sum + times - 1, 0);
    // What was under way when it struck is asked again, for the candidate and for the judge, and nothing else.
    expect(seen.size).toBe(planned);
    expect(repeated).toBeLessThanOrEqual(2 * together);
    expect(again.stdout).toContain(`${questions * rated}/${questions * rated}`);
  });
});
