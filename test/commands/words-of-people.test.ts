import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runMain } from "../support/run-main.ts";
import { writeResults } from "../support/write-results.ts";

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-words-"));
  for (const id of ["base", "tuned"]) {
    writeResults(join(cwd, "results"), {
      id,
      set: "ja-original",
      told: [
        [7, 6],
        [5, 6],
      ],
    });
  }
  await writeFile(join(cwd, "other.csv"), "model,question,score\nbase,1,7\nbase,2,5\nbase,3,4\n");
  await writeFile(join(cwd, "notes.txt"), "a log; of a run\nwith a second line\n");
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

/** Words of the system, of libraries and of our own code, none of which says what to do. */
const raw = /ENO[A-Z]+|EACCES|getaddrinfo|syscall|\bundefined\b|\bNaN\b|\bat [\w.]+ \(|not valid JSON|--[a-z]+[A-Z]/u;

describe("slips in the newer commands are named in words, with what to do", () => {
  it.each<[words: string, said: string, hint: string]>([
    ["match base tuned --judge practise", 'unknown judge "practise"', 'Did you mean "practice"?'],
    ["judge base --judge Practice", 'unknown judge "Practice"', 'Did you mean "practice"?'],
    ["match base base --judge practice", "base is named twice", "Name at least two"],
    ["match base tund --judge practice", 'called "tund"', 'Did you mean "tuned"?'],
    ["gate --by matches --baseline base --candidate tuned --min-score 3", "--min-score: it decides by ratings", ""],
    ["linking --from nejumi-5", '--from: no table "nejumi-5"', 'Did you mean "nejumi-4"'],
    ["linking plan --to swalow-leaderboard-v2", "no table", 'Did you mean "swallow-leaderboard-v2'],
    ["linking pblished", 'takes no further word, got "pblished"', 'Did you mean "published"?'],
    ["linking publish", 'takes no further word, got "publish"', 'Did you mean "published"?'],
    ["elsewhere", "<candidate>: it is missing", "Expected: id of the candidate"],
    ["show", "<candidate>: it is missing", "Expected: id of the candidate"],
    ["results rename base", "<id>: it is missing", "Expected: the new id."],
    ["import ratings", "<files>: name at least one", "Expected: CSV files"],
    ["gate --baseline nope/base.json --candidate tuned", "nope/base.json", ""],
    ["run --model a@htp://127.0.0.1:1/v1 --judge practice", "htp:// is neither http:// nor https://", "name@http://"],
    ["run --model a@ws://127.0.0.1:1/v1 --judge practice", "ws:// is neither http:// nor https://", "name@http://"],
  ])("%s", async (words, said, hint) => {
    const { code, stdout, stderr } = await runMain(words.split(" "), { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(said);
    expect(stderr).toContain(hint);
    expect(stderr).not.toMatch(raw);
  });
});

it("a table of one's own is told by its judge, not by a key alone", async () => {
  const { code, stdout } = await runMain(["linking"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/No model in common: your told-judge \([0-9a-f]{12}\) and /u);
});

describe("a file of another kind is named as what it is, in one message", () => {
  it.each([
    ["other.csv", "this is a table of separated values, not JSON lines"],
    ["notes.txt", "this is no JSON at all, not JSON lines"],
    ["nope.jsonl", "nope.jsonl: cannot be read: no such file or folder"],
  ])("%s among FastChat's", async (file, said) => {
    const args = ["import", "fastchat", "--questions", "ja-original", "--answers", file];
    const { code, stderr } = await runMain(args, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr.split(file)).toHaveLength(2);
    expect(stderr).not.toMatch(raw);
  });
});
