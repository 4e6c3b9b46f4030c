import { spawn } from "node:child_process";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { packageRoot } from "../../../src/files/package-root.ts";
import { closedPort, type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { smallSet } from "../../support/small-run.ts";

// Executes the shell steps of action.yml as a runner would: inputs through `env`, outputs through GITHUB_OUTPUT.
const root = packageRoot;

const actionSchema = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string().optional() })),
  outputs: z.record(z.string(), z.object({ description: z.string(), value: z.string() })),
  runs: z.object({
    using: z.literal("composite"),
    steps: z.array(
      z.object({
        id: z.string(),
        if: z.string().optional(),
        uses: z.string().optional(),
        with: z.record(z.string(), z.string()).default({}),
        shell: z.literal("bash").optional(),
        env: z.record(z.string(), z.string()).default({}),
        run: z.string().optional(),
      }),
    ),
  }),
});

let cwd: string;
let server: FakeServer;
let judged: (question: string) => string;
beforeEach(async () => {
  cwd = await smallSet(6);
  judged = () => "[[7]]";
  server = await startFakeServer({
    onChat: ({ body, text }) => {
      if (body.model !== "played-judge") return `${body.messages?.length} 番目の答え`;
      return judged(/(\d+)と四の和は/.exec(text)?.[1] ?? "");
    },
  });
});
afterEach(async () => {
  await server.close();
  await rm(cwd, { recursive: true, force: true });
});

interface StepResult {
  readonly code: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
}

async function runStep(
  id: string,
  given: Readonly<Record<string, string>>,
  earlier: Readonly<Record<string, string>> = {},
  path = process.env.PATH,
): Promise<StepResult> {
  const action = actionSchema.parse(parse(await readFile(join(root, "action.yml"), "utf8")));
  const step = action.runs.steps.find((one) => one.id === id);
  if (step?.run === undefined) throw new Error(`no shell step ${id}`);
  expect(step.run).not.toContain("${{");
  const fill = (text: string) =>
    text.replace(/\$\{\{ ([a-z0-9.-]+) \}\}/g, (_, name: string) => {
      const input = /^inputs\.(.+)$/.exec(name)?.[1];
      if (input === undefined) return earlier[name] ?? "";
      const known = action.inputs[input];
      if (known === undefined) throw new Error(`no input ${input}`);
      return given[input] ?? known.default ?? "";
    });
  const env = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, fill(value)]));
  const output = join(cwd, `output-${id}`);
  await writeFile(output, "");
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run], {
    cwd,
    env: {
      PATH: path,
      HOME: cwd,
      GITHUB_ACTION_PATH: join(cwd, "action"),
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: join(cwd, "summary.md"),
      RUNNER_TEMP: cwd,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  // A served model stays in the background and holds the streams, so only the step's own end counts.
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  const lines = (await readFile(output, "utf8")).split("\n").filter((line) => line !== "");
  const outputs = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  return { code, log, outputs: z.record(z.string(), z.string()).parse(outputs) };
}

/** The action's own folder, with the program as the tests built it. */
async function installAction(): Promise<void> {
  const build = process.env.MTBENCH_TEST_BUILD;
  if (build === undefined) throw new Error("the program was not built");
  await mkdir(join(cwd, "action"));
  await symlink(build, join(cwd, "action", "dist"));
}

const inputs = (more: Readonly<Record<string, string>> = {}) => ({
  model: `new-model@${server.baseUrl}`,
  "judge-model": `played-judge@${server.baseUrl}`,
  baseline: "baseline.json",
  questions: "small",
  judge: "mtbench-ja",
  revision: "aaa1",
  ...more,
});

async function saveBaseline(): Promise<void> {
  const models = ["--model", `old-model@${server.baseUrl}`, "--judge-model", `played-judge@${server.baseUrl}`];
  await runMain(["run", ...models, "--questions", "small", "--judge", "mtbench-ja"], { cwd });
  const saved = await runMain(["baseline", "save", "old-model", "-o", "baseline.json"], { cwd });
  expect(saved.code).toBe(0);
}

describe("action.yml", () => {
  it("documents every input and output in both languages", async () => {
    const action = actionSchema.parse(parse(await readFile(join(root, "action.yml"), "utf8")));
    for (const page of ["ci.md", "ci.ja.md"]) {
      const text = await readFile(join(root, "docs", page), "utf8");
      for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)])
        expect(text).toContain(`\`${name}\``);
    }
  });

  it("keeps the records also after a failed step, under a key of the checkpoint and the attempt", async () => {
    const { steps } = actionSchema.parse(parse(await readFile(join(root, "action.yml"), "utf8"))).runs;
    const at = (id: string) => steps.findIndex((step) => step.id === id);
    const [restore, save] = [steps[at("restore")], steps[at("save")]];
    // actions/cache saves after success alone, and a run that was cut short is the one that has to resume.
    const pinned = /^actions\/cache\/(restore|save)@([0-9a-f]{40})$/;
    expect([restore?.uses, save?.uses].map((uses) => pinned.exec(uses ?? "")?.[1])).toEqual(["restore", "save"]);
    expect(pinned.exec(restore?.uses ?? "")?.[2]).toBe(pinned.exec(save?.uses ?? "")?.[2]);
    expect(save?.if).toMatch(/^always\(\)/);
    expect(at("restore")).toBeLessThan(at("gate"));
    expect(at("save")).toBeGreaterThan(at("gate"));
    expect(save?.with).toEqual({ path: restore?.with.path, key: restore?.with.key });
    expect(save?.with.key?.startsWith(restore?.with["restore-keys"]?.trim() ?? "none")).toBe(true);
    expect(restore?.with["restore-keys"]).toContain("inputs.revision");
  });

  it("takes every line of its gate arguments", async () => {
    await mkdir(join(cwd, "action", "dist"), { recursive: true });
    const said = "console.error(JSON.stringify(process.argv.slice(2)))";
    await writeFile(join(cwd, "action", "dist", "cli.js"), said);
    const { log } = await runStep(
      "gate",
      inputs({ "gate-arguments": "--strict\n  --min-score 7\r\n\n--undecided fail\n" }),
    );
    const given: unknown = JSON.parse(log.split("\n")[0] ?? "");
    expect(z.array(z.string()).parse(given).slice(-5)).toEqual(["--strict", "--min-score", "7", "--undecided", "fail"]);
  });

  it("installs itself where it was not built", async () => {
    await mkdir(join(cwd, "action"));
    await mkdir(join(cwd, "bin"));
    const build = process.env.MTBENCH_TEST_BUILD;
    await writeFile(join(cwd, "bin", "npm"), `#!/bin/sh\necho "npm $*" >&2\nln -s "${build}" dist\n`, { mode: 0o755 });
    const path = `${join(cwd, "bin")}:${process.env.PATH}`;
    const first = await runStep("install", {}, {}, path);
    expect([first.code, first.log]).toEqual([
      0,
      expect.stringMatching(/^npm ci --no-audit --no-fund\n\d+\.\d+\.\d+\n$/),
    ]);
    const second = await runStep("install", {}, {}, path);
    expect([second.code, second.log]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });

  it("runs, decides, and sets its outputs; a re-run asks nothing again, another revision asks everything", async () => {
    await installAction();
    await saveBaseline();
    const before = server.chats().length;
    const first = await runStep("gate", inputs());
    expect(first.code, first.log).toBe(0);
    expect(first.outputs).toEqual({ verdict: "pass", "exit-code": "0" });
    expect(server.chats().length - before).toBe(24);
    expect(await readFile(join(cwd, "summary.md"), "utf8")).toContain("mtbench gate: pass");
    expect(await readFile(join(cwd, "mtbench-gate.xml"), "utf8")).toContain('failures="0"');
    expect((await runStep("gate", inputs())).code).toBe(0);
    expect(server.chats().length - before).toBe(24);
    judged = () => "[[3]]";
    const worse = await runStep("gate", inputs({ revision: "bbb2", "gate-arguments": "--strict --by-category" }));
    expect(worse.outputs).toEqual({ verdict: "regression", "exit-code": "1" });
    expect(worse.code).toBe(1);
    expect(worse.log).toContain("::error title=mtbench gate");
    expect(server.chats().length - before).toBe(48);
    const report = await runStep("report", inputs());
    expect([report.code, report.outputs], report.log).toEqual([0, { folder: "mtbench-report" }]);
    const page = await readFile(join(cwd, "mtbench-report", "index.html"), "utf8");
    expect(page).toContain("checkpoint@bbb2");
  }, 60_000);

  it("says incomplete where calls are left, and resumes on the next attempt", async () => {
    await installAction();
    await saveBaseline();
    let refused = true;
    judged = (question) => {
      if (refused && question === "4") throw new Error("out of order");
      return "[[7]]";
    };
    const first = await runStep("gate", inputs());
    expect(first.outputs, first.log).toEqual({ verdict: "incomplete", "exit-code": "3" });
    expect(await readFile(join(cwd, "summary.md"), "utf8")).toContain("mtbench gate: incomplete");
    refused = false;
    const before = server.chats().length;
    expect((await runStep("gate", inputs())).outputs).toEqual({ verdict: "pass", "exit-code": "0" });
    expect(server.chats().length - before).toBe(2);
  }, 60_000);

  it("warns where no report can be written, and fails nothing by it", async () => {
    await installAction();
    const report = await runStep("report", {});
    expect([report.code, report.outputs]).toEqual([0, {}]);
    expect(report.log).toContain("::warning title=mtbench::the report could not be written");
  });

  it("fails with verdict error where the gate could not be asked", async () => {
    await installAction();
    const result = await runStep("gate", inputs({ baseline: "missing.json" }));
    expect(result.outputs).toEqual({ verdict: "error", "exit-code": "2" });
    expect(result.code).toBe(2);
  });

  it("does not run what stands in an input", async () => {
    await installAction();
    const id = '"; touch stolen; $(touch stolen)';
    await runStep("gate", inputs({ id, model: "`touch stolen`", "gate-arguments": "; touch stolen" }));
    await expect(readFile(join(cwd, "stolen"))).rejects.toThrow();
  });

  it("serves, waits until the server answers, and stops it", async () => {
    const script = 'require("http").createServer((_, reply) => reply.end("ok")).listen(process.env.PORT, "127.0.0.1")';
    await writeFile(join(cwd, "serve.cjs"), script);
    const port = String(await closedPort());
    const url = `http://127.0.0.1:${port}/v1/models`;
    const served = await runStep("serve", {
      // A line of several commands, with the server below a shell of its own.
      serve: `cd . && env PORT=${port} bash -c '${process.execPath} serve.cjs; true'`,
      "serve-url": url,
    });
    expect(served.code, served.log).toBe(0);
    expect((await fetch(url)).status).toBe(200);
    await runStep("stop", {}, { "steps.serve.outputs.pid": served.outputs.pid ?? "" });
    await expect
      .poll(() =>
        fetch(url).then(
          () => "up",
          () => "down",
        ),
      )
      .toBe("down");
  });

  it("says so when the server ends or never answers", async () => {
    const ended = await runStep("serve", { serve: "false", "serve-url": "http://127.0.0.1:9/v1/models" });
    expect([ended.code, ended.log.includes("ended before it answered")]).toEqual([3, true]);
    const silent = await runStep("serve", {
      serve: "sleep 20",
      "serve-url": "http://127.0.0.1:9/v1/models",
      "serve-timeout": "1",
    });
    expect([silent.code, silent.log.includes("did not answer within 1 s")]).toEqual([3, true]);
    await runStep("stop", {}, { "steps.serve.outputs.pid": silent.outputs.pid ?? "" });
  });
});
