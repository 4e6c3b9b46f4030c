import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { decomposedWarning } from "../../src/questions/decomposed.ts";
import { startFakeServer } from "../support/fake-server.ts";
import { runMain } from "../support/run-main.ts";
import { writeSmallSet } from "../support/small-set.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "mtbench-nfd-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const question = (id: string, text: string) => ({ id, category: "writing", turns: [text] as const, hash: id });

it("is said once, with the first place, of texts whose letters have a composed form", () => {
  const plain = [question("1", "ガラスの橋"), question("2", "か゚は鼻濁音です。神 ﾊﾞｽ")];
  expect(decomposedWarning(plain, [])).toBeNull();
  const references = { name: "gpt-4", byQuestion: new Map([["2", ["はがね".normalize("NFD")]]]), hash: "" };
  const both = [...plain, question("3", "ガラス".normalize("NFD"))];
  expect(decomposedWarning(both, [])).toMatch(/^question 3, turn 1: letters and their marks stand apart \(NFD\)/);
  expect(decomposedWarning(both, [references])).toMatch(/^question 3, turn 1 and 1 more: /);
  expect(decomposedWarning(plain, [references])).toMatch(/^references gpt-4: question 2: /);
});

it("is a warning of `questions check` and of a run", async () => {
  await writeSmallSet(cwd, "small", [{ id: "1", category: "writing", turns: ["ガラスの橋は。".normalize("NFD")] }]);
  const words = "question 1, turn 1: letters and their marks stand apart (NFD)";
  const check = await runMain(["questions", "check", "small"], { cwd });
  expect(check.code).toBe(0);
  expect(check.stderr).toContain(`warning: ${words}`);
  const server = await startFakeServer();
  const models = ["--model", `swan@${server.baseUrl}`, "--judge-model", `heron@${server.baseUrl}`];
  const run = await runMain(["run", ...models, "--questions", "small", "--judge", "mtbench-ja", "--dry-run"], { cwd });
  await server.close();
  expect(run.stderr).toContain(words);
});

it("stands beside a file in another encoding, which is named with the command that converts it", async () => {
  await writeSmallSet(cwd);
  const folder = join(cwd, "questions", "small");
  const shiftJis = Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x0a]);
  mkdirSync(join(folder, "exemplars"));
  mkdirSync(join(folder, "probes"));
  writeFileSync(join(cwd, "prompts.jsonl"), shiftJis);
  for (const name of ["exemplars/writing.jsonl", "probes/probes.jsonl", "errata.yaml", "set.yaml"]) {
    writeFileSync(join(folder, name), shiftJis);
    const { code, stderr } = await runMain(["questions", "check", "small"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(name);
    expect(stderr).toContain("iconv -f CP932 -t UTF-8");
    if (name !== "set.yaml") rmSync(join(folder, name));
  }
  await writeSmallSet(cwd);
  const show = await runMain(
    ["run", "--model", "swan@http://127.0.0.1:9/v1", "--judge-prompts", "prompts.jsonl", "--questions", "small"],
    { cwd },
  );
  expect([show.code, show.stderr]).toEqual([2, expect.stringContaining("prompts.jsonl cannot be read: not UTF-8")]);
});
