import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { type FakeServer, startFakeServer } from "../support/fake-server.ts";
import { runMain } from "../support/run-main.ts";
import { type Machine, openMachine } from "../support/shell-recipes.ts";
import { writeSmallSet } from "../support/small-set.ts";

const recipes = join(import.meta.dirname, "../../docs/cluster");

let cwd: string;
let server: FakeServer;
let machine: Machine;
let models: { readonly MODEL: string; readonly JUDGE_MODEL: string };

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-cluster-"));
  const questions = Array.from({ length: 6 }, (_, index) => ({
    id: String(index + 2),
    category: "math" as const,
    turns: [`${index} に三を足すと。`, "二倍すると。"],
  }));
  // The recipes name a shipped set; the working directory's own comes first.
  await writeSmallSet(cwd, "ja-original", questions);
  server = await startFakeServer({
    models: ["abacus", "step-100", "step-200", "auditor"],
    onChat: ({ body, text }) => (body.model === "auditor" ? `評価: [[${1 + (text.length % 10)}]]` : "七です。"),
  });
  models = { MODEL: `abacus@${server.baseUrl}`, JUDGE_MODEL: `auditor@${server.baseUrl}` };
  machine = await openMachine(cwd);
});
afterEach(() => server.close());

const bash: Machine["bash"] = (args, env) => machine.bash(args, env);

function asked(model: string): string[] {
  return server
    .chats()
    .filter(({ body }) => body.model === model)
    .map(({ text }) => text);
}

async function rowsOf(results: string): Promise<Record<string, number>> {
  const { stdout } = await runMain(["leaderboard", "--format", "json", "--results", results], { cwd });
  const schema = z.object({
    protocols: z.array(
      z.object({ candidates: z.array(z.object({ id: z.string(), score: z.object({ rated: z.number() }) })) }),
    ),
  });
  const { protocols } = schema.parse(JSON.parse(stdout));
  return Object.fromEntries(protocols.flatMap((one) => one.candidates.map(({ id, score }) => [id, score.rated])));
}

describe("the Slurm array over checkpoints", () => {
  const settings = { QUESTIONS: "ja-original", JUDGE: "mtbench-ja" };

  it("serves each checkpoint, measures it, and stops the server", async () => {
    for (const name of ["step-100", "step-200"]) {
      await mkdir(join(cwd, "checkpoints", name), { recursive: true });
      await writeFile(join(cwd, "checkpoints", name, "model.safetensors"), `weights of ${name}`);
    }
    await writeFile(join(cwd, "checkpoints.txt"), "checkpoints/step-100/\ncheckpoints/step-200/\n");
    await machine.vllm(server.baseUrl);
    for (const task of ["1", "2"]) {
      const { code, output } = await bash([join(recipes, "slurm-checkpoints.sh"), "checkpoints.txt"], {
        ...settings,
        JUDGE_MODEL: models.JUDGE_MODEL,
        SLURM_ARRAY_JOB_ID: String(process.pid),
        SLURM_ARRAY_TASK_ID: task,
      });
      expect([code, output]).toEqual([0, expect.stringContaining("Records: ")]);
    }
    const trials = asked("step-100").length / 12;
    expect(asked("step-200")).toHaveLength(12 * trials);
    expect(await rowsOf("results")).toEqual({ "step-100": 12 * trials, "step-200": 12 * trials });
    const manifest = await readFile(join(cwd, "results", "ja-original", "step-100", "manifest.json"), "utf8");
    expect(JSON.parse(manifest).candidate.revision).toMatch(/^[0-9a-f]{16}$/);
  });

  it("ends when the server cannot start", async () => {
    await mkdir(join(cwd, "checkpoints", "broken"), { recursive: true });
    await writeFile(join(cwd, "list"), "checkpoints/broken\n");
    await machine.command("vllm", "exit 7");
    const env = { ...settings, SLURM_ARRAY_JOB_ID: "1", SLURM_ARRAY_TASK_ID: "1" };
    expect((await bash([join(recipes, "slurm-checkpoints.sh"), "list"], env)).code).not.toBe(0);
    expect(server.chats()).toEqual([]);
  });
});

describe("shards", () => {
  it("of a Slurm array ask every call once between them", async () => {
    const tasks = ["1", "2", "3"].map((task) =>
      bash([join(recipes, "slurm-shards.sh"), models.MODEL], {
        JUDGE_MODEL: models.JUDGE_MODEL,
        QUESTIONS: "ja-original",
        JUDGE: "mtbench-ja",
        TRIALS: "2",
        SLURM_ARRAY_TASK_ID: task,
        SLURM_ARRAY_TASK_COUNT: "3",
      }),
    );
    for (const { code, output } of await Promise.all(tasks)) expect([code, output]).toEqual([0, expect.anything()]);
    expect([asked("abacus").length, new Set(asked("abacus")).size]).toEqual([24, 24]);
    expect(await rowsOf("results")).toEqual({ abacus: 24 });
  });

  it("of a Kubernetes Indexed Job do too", async () => {
    const container = z.object({
      env: z.array(z.object({ name: z.string(), value: z.string() })),
      command: z.tuple([z.literal("bash"), z.literal("-c")]),
      args: z.tuple([z.string()]),
    });
    const job = z
      .object({
        spec: z.object({
          completions: z.number(),
          completionMode: z.literal("Indexed"),
          template: z.object({ spec: z.object({ containers: z.tuple([container]) }) }),
        }),
      })
      .parse(parse(await readFile(join(recipes, "kubernetes-job.yaml"), "utf8")));
    const [{ env, args }] = job.spec.template.spec.containers;
    const variables = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    expect(variables.SHARDS).toBe(String(job.spec.completions));
    const pods = Array.from({ length: 3 }, (_, index) =>
      bash(["-c", args[0]], { ...variables, ...models, SHARDS: "3", JOB_COMPLETION_INDEX: String(index) }),
    );
    for (const { code, output } of await Promise.all(pods)) expect([code, output]).toEqual([0, expect.anything()]);
    const calls = asked("abacus").length;
    expect(new Set(asked("abacus")).size).toBe(calls);
    expect(await rowsOf("results")).toEqual({ abacus: calls });
  });

  it("of a GitHub Actions matrix are united by the last job", async () => {
    const step = z.object({ id: z.string().optional(), run: z.string().optional() });
    const { jobs } = z
      .object({
        jobs: z.object({
          part: z.object({
            strategy: z.object({ matrix: z.object({ shard: z.array(z.number()) }) }),
            steps: z.array(step),
          }),
          unite: z.object({ steps: z.array(step) }),
        }),
      })
      .parse(parse(await readFile(join(recipes, "github-actions.yaml"), "utf8")));
    const script = (steps: readonly z.infer<typeof step>[], id: string) =>
      steps.find((one) => one.id === id)?.run ?? "";
    for (const shard of jobs.part.strategy.matrix.shard) {
      const run = script(jobs.part.steps, "part").replaceAll(/\$\{\{ matrix\.shard \}\}/g, String(shard));
      expect((await bash(["-ec", run], models)).code).toBe(0);
      // What upload-artifact and download-artifact do.
      await mkdir(join(cwd, "parts"), { recursive: true });
      expect(spawnSync("mv", ["part", `parts/part-${shard}`], { cwd }).status).toBe(0);
    }
    const summary = join(cwd, "summary.md");
    const { code, output } = await bash(["-ec", script(jobs.unite.steps, "unite")], { GITHUB_STEP_SUMMARY: summary });
    expect([code, output]).toEqual([0, expect.stringContaining("of 4 folders")]);
    expect(await readFile(summary, "utf8")).toContain("| abacus |");
    expect(await readdir(join(cwd, "results", "ja-original", "abacus"))).toContain("answers.jsonl");
    expect(await rowsOf("results")).toEqual({ abacus: asked("abacus").length });
  });

  it("of GNU parallel, or of xargs, share one machine", async () => {
    const env = { SHARDS: "3", JUDGE_MODEL: models.JUDGE_MODEL };
    const { code, output } = await bash([join(recipes, "parallel.sh"), models.MODEL], env);
    expect([code, output]).toEqual([0, expect.stringContaining("abacus")]);
    expect(new Set(asked("abacus")).size).toBe(asked("abacus").length);
    expect(await rowsOf("results")).toEqual({ abacus: asked("abacus").length });
  });
});
