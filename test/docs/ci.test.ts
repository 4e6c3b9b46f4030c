import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { generators } from "../../src/variants/generators.ts";
import { closedPort, type FakeServer, startFakeServer } from "../support/fake-server.ts";
import { runMain } from "../support/run-main.ts";
import { type Machine, openMachine } from "../support/shell-recipes.ts";
import { smallSet } from "../support/small-run.ts";

const docs = join(import.meta.dirname, "../../docs");

/** The code blocks of a page, in order. */
async function blocksOf(page: string): Promise<string[]> {
  const text = await readFile(join(docs, page), "utf8");
  return [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
}

async function blockWith(words: string): Promise<string> {
  const [block, ...others] = (await blocksOf("ci.md")).filter((one) => one.includes(words));
  if (block === undefined || others.length > 0) throw new Error(`not one block with ${words}`);
  return block;
}

it("both languages have the same recipes", async () => {
  const blocks = await blocksOf("ci.md");
  expect(blocks).toHaveLength(7);
  expect(await blocksOf("ci.ja.md")).toEqual(blocks);
});

it("the workflow gives the action inputs that it has, and all that it must", async () => {
  const step = z.object({ uses: z.string(), with: z.record(z.string(), z.unknown()).default({}) });
  const workflow = z.object({ jobs: z.object({ checkpoint: z.object({ steps: z.array(step) }) }) });
  const { steps } = workflow.parse(parse(await blockWith("OWNER/mtbench@COMMIT"))).jobs.checkpoint;
  const given = steps.find((one) => one.uses === "OWNER/mtbench@COMMIT")?.with ?? {};
  const { inputs } = z
    .object({ inputs: z.record(z.string(), z.object({ required: z.boolean().default(false) })) })
    .parse(parse(await readFile(join(docs, "..", "action.yml"), "utf8")));
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
  const required = Object.keys(inputs).filter((name) => inputs[name]?.required);
  expect(Object.keys(given)).toEqual(expect.arrayContaining(required));
});

const gitLabJob = z.object({
  checkpoint: z.object({ cache: z.object({ when: z.string() }), script: z.array(z.string()) }),
});

describe("the scripts", () => {
  let cwd: string;
  let server: FakeServer;
  let rating: number;
  let machine: Machine;
  let verdict: (prompt: string) => string;

  beforeEach(async () => {
    cwd = await smallSet(6);
    rating = 7;
    verdict = () => "判定: [[C]]";
    server = await startFakeServer({
      models: ["candidate", "released", "played-judge"],
      onChat: ({ body, text }) => {
        if (body.model !== "played-judge") return `${body.model} の ${body.messages?.length} 番目の答え`;
        return text.includes("に挟まれた回答B") ? verdict(text) : `[[${rating}]]`;
      },
    });
    await writeFile(
      join(cwd, "mtbench.config.yaml"),
      `questions: small\njudge: main\njudges:\n  main: {procedure: mtbench-ja, model: played-judge, server: "${server.baseUrl}"}\n`,
    );
    machine = await openMachine(cwd);
    await machine.command("npm", 'echo "npm $*"');
    await machine.vllm(server.baseUrl);
    await runMain(["run", "--model", `good@${server.baseUrl}`], { cwd });
    await mkdir(join(cwd, "ci"));
    const saved = await runMain(["baseline", "save", "good", "-o", "ci/baseline.json"], { cwd });
    expect(saved.code, saved.stderr).toBe(0);
  });
  afterEach(async () => {
    await server.close();
    await rm(cwd, { recursive: true, force: true });
  });

  const bash: Machine["bash"] = (args, env) => machine.bash(args, env);

  const asked = () => server.chats().filter(({ body }) => body.model === "candidate").length;

  it("after training, on Slurm: other weights are measured anew, the same ones are not", async () => {
    await writeFile(join(cwd, "gate.sh"), await blockWith("#SBATCH"));
    const folder = join(cwd, "step-100");
    await mkdir(folder);
    const train = (weights: string) => writeFile(join(folder, "model-00001-of-00001.safetensors"), weights);
    const job = { SLURM_JOB_ID: String(process.pid) };
    await train("one");
    const first = await bash(["gate.sh", "step-100"], job);
    expect(first.code, first.output).toBe(0);
    expect(asked()).toBe(12);
    expect(JSON.parse(await readFile(join(folder, "mtbench-gate.json"), "utf8"))).toMatchObject({ verdict: "pass" });
    expect(await readFile(join(folder, "mtbench-report", "index.html"), "utf8")).toContain("candidate@");
    expect((await bash(["gate.sh", "step-100"], job)).code).toBe(0);
    expect(asked()).toBe(12);
    // The same folder and name, other weights: nothing is inherited, and the gate sees that they are worse.
    await train("two");
    rating = 2;
    expect((await bash(["gate.sh", "step-100"], job)).code).toBe(1);
    expect(asked()).toBe(24);
    await rm(join(folder, "model-00001-of-00001.safetensors"));
    expect((await bash(["gate.sh", "step-100"], job)).code).not.toBe(0);
    expect(asked()).toBe(24);
  }, 120_000);

  it("on GitLab: the job ends with the gate's code and leaves JUnit and a report", async () => {
    const { checkpoint } = gitLabJob.parse(parse(await blockWith("CI_COMMIT_SHA")));
    // GitLab keeps no cache of a failed job unless it is told to.
    expect(checkpoint.cache.when).toBe("always");
    await mkdir(join(cwd, "mtbench", "dist"), { recursive: true });
    const build = `${process.env.MTBENCH_TEST_BUILD}/cli.js`;
    await writeFile(join(cwd, "mtbench", "dist", "cli.js"), `import(${JSON.stringify(build)});\n`);
    const script = checkpoint.script.join("\n").replaceAll("8000", String(await closedPort()));
    rating = 3;
    const ran = await bash(["-eo", "pipefail", "-c", script], { CI_COMMIT_SHA: "abc123" });
    expect(ran.code, ran.output).toBe(1);
    expect(ran.output).toContain("npm ci --prefix mtbench");
    expect(await readFile(join(cwd, "gate.xml"), "utf8")).toContain('failures="1"');
    expect(await readFile(join(cwd, "mtbench-report", "index.html"), "utf8")).toContain("candidate@abc123");
  }, 60_000);

  it("with fresh questions for a release: both sides are asked the same new ones, and a worse one is stopped", async () => {
    await machine.command("git", "echo v1.4.0");
    const script = await blockWith("git describe");
    const env = { RELEASED_URL: server.baseUrl, CANDIDATE_URL: server.baseUrl };
    const first = await bash(["-eo", "pipefail", "-c", script], env);
    expect(first.code, first.output).toBe(0);
    const words = (model: string) =>
      server
        .chats()
        .filter(({ body }) => body.model === model)
        .map(({ body }) => String(body.messages?.find(({ role }) => role === "user")?.content))
        .sort();
    expect(words("candidate")).toHaveLength(2 * generators.length);
    expect(words("candidate")).toEqual(words("released"));
    rating = 2;
    const worse = script.replaceAll("candidate-$seed", "worse-$seed");
    expect((await bash(["-eo", "pipefail", "-c", worse], env)).code).toBe(1);
  }, 120_000);

  it("end when the server does not start", async () => {
    // Exit code 1 would say that the checkpoint is worse.
    await machine.command("vllm", "exit 7");
    await writeFile(join(cwd, "gate.sh"), await blockWith("#SBATCH"));
    await mkdir(join(cwd, "step-100"));
    await writeFile(join(cwd, "step-100", "model.safetensors"), "weights");
    expect((await bash(["gate.sh", "step-100"], { SLURM_JOB_ID: "7" })).code).toBe(3);
    const { checkpoint } = gitLabJob.parse(parse(await blockWith("CI_COMMIT_SHA")));
    const script = checkpoint.script.join("\n").replaceAll("8000", String(await closedPort()));
    expect((await bash(["-eo", "pipefail", "-c", script], { CI_COMMIT_SHA: "abc123" })).code).toBe(2);
    expect(asked()).toBe(0);
  }, 60_000);

  it("by matches: one that wins passes, one that loses is a regression, what is not compared is never a pass", async () => {
    const [better, worseOne] = (["AB", "BA"] as const).map(([ahead, behind]) => (prompt: string) => {
      const isFirst = prompt.indexOf("candidate の") < prompt.indexOf("good の");
      return `理由。\n判定: [[${isFirst ? ahead : behind}]]`;
    });
    if (better === undefined || worseOne === undefined) throw new Error("two verdicts");
    verdict = better;
    await writeFile(join(cwd, "gate.sh"), `set -e\n${await blockWith("gate --by matches")}`);
    const env = (revision: string) => ({ CANDIDATE_URL: server.baseUrl, REVISION: revision });
    const won = await bash(["gate.sh"], env("a1"));
    expect(won.code, won.output).toBe(0);
    expect(await readFile(join(cwd, "gate.xml"), "utf8")).toContain("net-wins");
    const asked = server.chats().length;
    expect((await bash(["gate.sh"], env("a1"))).code).toBe(0);
    expect(server.chats().length).toBe(asked);
    verdict = worseOne;
    const worse = await bash(["gate.sh"], env("b2"));
    expect(worse.code, worse.output).toBe(1);
    const gateAlone = (await blockWith("gate --by matches")).split("\n")[1] ?? "";
    await runMain(["run", "--model", `candidate@${server.baseUrl}`, "--id", "candidate-c3"], { cwd });
    expect((await bash(["-c", gateAlone], env("c3"))).code).toBe(2);
  }, 120_000);
});
