import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fakeBatches } from "../../support/fake-batches.ts";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

let cwd: string;
let server: FakeServer;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-match-batch-"));
  await writeSmallSet(cwd);
});
afterEach(async () => {
  await server.close();
  await rm(cwd, { recursive: true, force: true });
});

const letterOf = (key: string) => ["A", "B", "C"][Number.parseInt(key.slice(0, 4), 16) % 3] ?? "";

it("matches go out in one batch, each verdict to its own look, and nothing is asked again", async () => {
  const played = fakeBatches({ onLine: ({ custom_id }) => `説明。\n判定: [[${letterOf(custom_id)}]]` });
  server = await startFakeServer({ onChat: () => "七です。", onOther: played.onOther });
  for (const id of ["poet", "bard"]) {
    const words = ["answer", "--model", `${id}@${server.baseUrl}`, "--questions", "small", "--judge", "mtbench-ja"];
    expect((await runMain(words, { cwd })).code).toBe(0);
  }
  const words = ["match", "poet", "bard", "--judge-model", `rater@${server.baseUrl}`, "--judge-mode", "batch"];
  const { code, stderr } = await runMain(words, { cwd });
  expect([code, stderr]).toEqual([0, expect.stringContaining("poet : bard: batch batch_1 completed, 8 of 8 done")]);
  const file = join(cwd, "results", "small", "+matches", "mtbench-ja", "matches.jsonl");
  const matches = (await readFile(file, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const said = { A: "first", B: "second", C: "tie" } as Readonly<Record<string, string>>;
  expect(matches.map(({ outcome }) => outcome.verdict)).toEqual(matches.map(({ key }) => said[letterOf(key)]));
  expect(matches.map(({ batch }) => batch)).toEqual(matches.map(() => "batch_1"));
  const again = await runMain(words, { cwd });
  expect(again.stderr).toContain("0 matches due, 8 already there");
  expect(played.batches).toHaveLength(1);
  const checked = await runMain(["results", "check"], { cwd });
  expect(checked.code).toBe(0);
}, 60_000);
