import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { listCandidateFolders } from "../../src/results/folders.ts";
import { loadRunRecord } from "../../src/results/run-record.ts";
import { makeBoards } from "../../src/scores/leaderboard.ts";
import { type ScoredFolder, scoreFolder, withoutTexts } from "../../src/scores/score-folder.ts";
import { generateResults } from "../support/generate-results.ts";

// npx vitest run --config vitest.proof.config.ts speed     (on an idle machine; needs dist: npm run build)
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folders: string[] = [];
const print = (text: string) => writeSync(process.stdout.fd, `${text}\n`);

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("leaderboard of 200 candidates x 80 questions x 2 turns x 5 trials", () => {
  const small = generated(100);
  const large = generated(200);

  test("from cells to intervals, ranks and ties in 1.5 s", async () => {
    const scored: ScoredFolder[] = [];
    for (const path of await listCandidateFolders(large)) {
      scored.push(...scoreFolder(await loadRunRecord(path)).map(withoutTexts));
    }
    const seconds = fastest(3, () => {
      const [board] = makeBoards(scored);
      expect(board?.candidates).toHaveLength(200);
    });
    print(`statistics: ${seconds.toFixed(2)} s`);
    expect(seconds).toBeLessThan(1.5);
  });

  test("the whole command from files in 6 s and 700 MB, growing no faster than the data", () => {
    const half = leaderboard(small);
    const full = leaderboard(large);
    print(`100 candidates: ${half.seconds.toFixed(2)} s, ${half.megabytes} MB`);
    print(`200 candidates: ${full.seconds.toFixed(2)} s, ${full.megabytes} MB`);
    expect(full.seconds).toBeLessThan(6);
    expect(full.megabytes).toBeLessThan(700);
    expect(full.seconds / half.seconds).toBeLessThan(2.2);
  });
});

function generated(candidates: number): string {
  const folder = mkdtempSync(join(tmpdir(), "mtbench-speed-"));
  folders.push(folder);
  generateResults(folder, { candidates, questions: 80, trials: 5 });
  const size = Number(execFileSync("du", ["-sk", folder], { encoding: "utf8" }).split("\t")[0]) / 1024;
  print(`${candidates * 800} judgments and answers: ${Math.round(size)} MB`);
  return folder;
}

function leaderboard(folder: string): { seconds: number; megabytes: number } {
  let megabytes = 0;
  const seconds = fastest(3, () => {
    const args = ["-f", "%M", process.execPath, join(root, "dist", "cli.js"), "leaderboard", "--results", folder];
    const result = spawnSync("/usr/bin/time", args, { encoding: "utf8" });
    expect(result.status).toBe(0);
    megabytes = Math.max(megabytes, Math.round(Number(result.stderr.trim().split("\n").at(-1)) / 1024));
  });
  return { seconds, megabytes };
}

function fastest(rounds: number, work: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const before = performance.now();
    work();
    return (performance.now() - before) / 1000;
  });
  return Math.min(...times);
}
