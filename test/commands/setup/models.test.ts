import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { knownModels } from "../../../src/models/catalogue.ts";
import { runMain } from "../../support/run-main.ts";

const cwd = tmpdir();

describe("mtbench models", () => {
  it("list names every model and how it is reached", async () => {
    const { code, stdout } = await runMain(["models", "list"], { cwd });
    expect(code).toBe(0);
    for (const { id } of knownModels) expect(stdout).toContain(id);
    expect(stdout).toMatch(/plamo-3\.0-prime +api\.platform\.preferredai\.jp \(PLAMO_API_KEY\)/);
    expect(stdout).toMatch(/cotomi +by contract/);
  });

  it("list --format json is data", async () => {
    const { stdout } = await runMain(["models", "list", "--format", "json"], { cwd });
    expect(z.array(z.object({ id: z.string() })).parse(JSON.parse(stdout))).toHaveLength(knownModels.length);
  });

  it("show tells what is pinned, what it costs and where that comes from", async () => {
    const llmJp = await runMain(["models", "show", "llm-jp-4.1-8b-thinking"], { cwd });
    expect(llmJp.stdout).toMatch(/pinned +\{"conversation_start_date":"2026-04-03"\}/);
    expect(llmJp.stdout).toMatch(/to run it +vLLM 0\.30\.0 .*llama\.cpp 0\.6\.0/);
    const plamo = await runMain(["models", "show", "plamo-3.0-prime"], { cwd });
    expect(plamo.stdout).toMatch(/price per 1M tokens +JPY 60 \/ 250 \(2026-08-26/);
    expect(plamo.stdout).toMatch(/to run it +100 requests a minute/);
    const cotomi = await runMain(["models", "show", "cotomi"], { cwd });
    expect(cotomi.stdout).toMatch(/to run it +.*not OpenAI-compatible/);
  });

  it("show names the nearest id", async () => {
    const { code, stderr } = await runMain(["models", "show", "qwen3-8bb"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('"qwen3-8b"');
  });
});
