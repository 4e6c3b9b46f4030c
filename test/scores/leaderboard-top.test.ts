import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { listCandidateFolders } from "../../src/results/folders.ts";
import { loadRunRecord } from "../../src/results/run-record.ts";
import { makeLeaderboard } from "../../src/scores/leaderboard.ts";
import { writeResults } from "../support/write-results.ts";

it("a question that is easy for all candidates is one observation: more candidates do not narrow the share of top ratings", async () => {
  const root = mkdtempSync(join(tmpdir(), "mtbench-top-"));
  try {
    // Ten of 40 questions get the highest rating from everybody.
    const told = Array.from({ length: 40 }, (_, question) => [[[question < 10 ? 10 : 5]]]);
    const widths: number[] = [];
    for (const ids of [["一"], ["一", "二", "三", "四"]]) {
      for (const id of ids) writeResults(join(root, String(ids.length)), { id, told });
      const folders = await listCandidateFolders(join(root, String(ids.length)));
      const [board] = makeLeaderboard(await Promise.all(folders.map((folder) => loadRunRecord(folder))));
      expect(board?.top.share).toBe(0.25);
      widths.push((board?.top.high ?? 0) - (board?.top.low ?? 0));
    }
    expect(widths[0]).toBeGreaterThan(0.25);
    expect(widths[1]).toBeCloseTo(widths[0] ?? 0, 12);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
