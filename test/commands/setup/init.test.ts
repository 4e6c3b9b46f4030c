import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { init } from "../../../src/commands/setup/init.ts";
import type { Io } from "../../../src/commands/terminal/io.ts";
import { loadConfig } from "../../../src/config/load-config.ts";
import { InputError } from "../../../src/errors.ts";
import { runMain } from "../../support/run-main.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-init-"));
});

/** A person at a terminal who types these lines, and what they were asked. */
function person(lines: readonly string[]): { io: Io; asked: string[]; said: () => string } {
  const left = [...lines];
  const asked: string[] = [];
  let said = "";
  const io: Io = {
    out: () => {},
    err: (text) => {
      said += text;
    },
    env: {},
    cwd,
    now: () => Date.UTC(2031, 1, 2),
    isTerminal: true,
    ask: async (question) => {
      asked.push(question);
      return left.shift() ?? "";
    },
    onInterrupt: () => () => {},
  };
  return { io, asked, said: () => said };
}

const flags = { out: "mtbench.config.yaml", force: false, yes: false, json: false };

describe("mtbench init", () => {
  it("says as JSON what it wrote, and where", async () => {
    const args = ["init", "--yes", "--model", "m", "--server", "http://127.0.0.1:8000/v1", "--format", "json"];
    const { code, stdout } = await runMain(args, { cwd });
    expect(JSON.parse(stdout)).toEqual({
      path: join(cwd, "mtbench.config.yaml"),
      questions: "ja-mt-bench-v3",
      judge: "llm-jp-judge-v2",
      model: "m",
      baseUrl: "http://127.0.0.1:8000/v1",
      apiKeyEnv: null,
      judgeModel: null,
    });
    expect(code).toBe(0);
    expect((await runMain([...args.slice(0, -2), "--out", "b.yaml"], { cwd })).stdout).toBe("");
  });

  it("asks a few questions and writes a commented file that is read back", async () => {
    const { io, asked, said } = person([
      "our-lab/suzume 3b: v2",
      "http://10.9.8.7:8100/v1",
      "BOX_KEY",
      "",
      "mtbench-jaa",
      "mtbench-ja",
      "rater@http://10.9.8.6:8200/v1",
    ]);
    expect(await init(flags, io)).toBe("done");
    expect(asked).toHaveLength(7);
    expect(said()).toContain("Wrote mtbench.config.yaml");
    const { config } = await loadConfig({ cwd });
    expect(config).toEqual({
      questions: "ja-mt-bench-v3",
      judge: "main",
      servers: { local: { baseUrl: "http://10.9.8.7:8100/v1", apiKeyEnv: "BOX_KEY" } },
      candidates: { "suzume 3b: v2": { model: "our-lab/suzume 3b: v2", server: "local" } },
      judges: { main: { procedure: "mtbench-ja", model: "rater", server: "http://10.9.8.6:8200/v1" } },
    });
    expect(
      (await readFile(join(cwd, flags.out), "utf8")).split("\n").filter((line) => /^\s*#/.test(line)).length,
    ).toBeGreaterThan(6);
  });

  it("asks neither for the address nor for the key of a vendor's model", async () => {
    const { io, asked } = person(["plamo-3.0-prime", "", "", ""]);
    await init(flags, io);
    expect(asked).toHaveLength(4);
    const { config } = await loadConfig({ cwd });
    expect(config.candidates).toEqual({ "plamo-3.0-prime": { model: "plamo-3.0-prime" } });
    expect(config.servers).toBeUndefined();
  });

  it("works without a terminal through flags, and what it writes is in force", async () => {
    const made = await runMain(
      ["init", "--model", "Qwen/Qwen3-8B", "--server", "http://127.0.0.1:8111/v1", "--judge", "mtbench-ja"],
      { cwd },
    );
    expect(made).toMatchObject({ code: 0, stdout: "" });
    const shown = await runMain(["config", "show"], { cwd });
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/Qwen3-8B +server +http:\/\/127\.0\.0\.1:8111\/v1/);
    expect(shown.stdout).toMatch(/judge +mtbench-ja +mtbench\.config\.yaml:\d+/);
  });

  it.each([
    [[], "needs to know the model"],
    [["--model", "our/own"], "its server has to be named"],
    [["--model", "our/own", "--server", "nowhere"], "is not a URL"],
    [["--model", "gpt-4o", "--judge", "mtbench-jb"], 'did you mean "mtbench-ja"'],
    [["--model", "gpt-4o", "--out", "config.toml"], "expected a name ending in .yaml"],
    [["--model", "gpt-4o", "--out", "nowhere/x.yaml"], "does not exist"],
  ])("refuses %j in one message", async (args, message) => {
    const { code, stderr } = await runMain(["init", ...args], { cwd });
    expect(code).toBe(2);
    expect(stderr.toLowerCase()).toContain(message.toLowerCase());
    expect(stderr).not.toContain("    at ");
  });

  it("never writes over a file unless told to", async () => {
    await writeFile(join(cwd, flags.out), "trials: 7\n");
    const { io } = person(["gpt-4o"]);
    await expect(init(flags, io)).rejects.toThrow(InputError);
    expect(await readFile(join(cwd, flags.out), "utf8")).toBe("trials: 7\n");
    await init({ ...flags, force: true, model: "gpt-4o" }, io);
    expect((await loadConfig({ cwd })).config.trials).toBeUndefined();
  });
});
