import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { madeQuestions, makeResults } from "../../support/made-results.ts";
import { rateDesk } from "../../support/rated-desk.ts";
import { runMain } from "../../support/run-main.ts";

it("audit lists the answers on which people and judge lie furthest apart, with people's notes", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "mtbench-audit-people-"));
  await makeResults(cwd, {
    questions: madeQuestions(24),
    candidates: [{ id: "甲", turn: () => ({ text: "答え", rating: 8 }) }],
  });
  await rateDesk(cwd, {
    candidates: ["甲"],
    people: ["aoi"],
    count: 24,
    twice: 0,
    give: ({ question, turn }) => ({ kind: "rated", rating: question.id === "7" && turn === 2 ? 2 : 7 }),
    note: ({ question, turn }) => (question.id === "7" && turn === 2 ? "計算が\u001b[31m違う" : ""),
  });
  const { code, stdout } = await runMain(["audit", "--limit", "2", "-o", "doubts.yaml"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain("People and judges: 2 of 48 answers that both rated");
  expect(stdout).toMatch(/^7\/2 +reasoning +甲 +2\.0 +8\.0 +−4\.9$/mu);
  expect(stdout).toContain("people's notes\n  計算が違う\n");
  const doubts = await readFile(join(cwd, "doubts.yaml"), "utf8");
  expect(doubts).toContain('note: "people and judges differ: people 2.0, judges 8.0"');
  expect(doubts.match(/status: suspected/gu)).toHaveLength(1);
  const json = await runMain(["audit", "--limit", "1", "--json"], { cwd });
  expect(JSON.parse(json.stdout)[0].people).toEqual([expect.objectContaining({ question: "7", turn: 2, people: 2 })]);
  await rm(cwd, { recursive: true, force: true });
});
