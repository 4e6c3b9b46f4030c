import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { candidatePath } from "../../src/results/folders.ts";
import { madeQuestions, makeResults } from "../support/made-results.ts";
import { runCli } from "../support/run-cli.ts";
import { describeInBrowser, launchBrowser, openReport } from "./browser.ts";

const [one, other] = ["甲-13b", "<img src=x onerror=alert(1)>\u202egnp"];
const stranger = "never-here-7b";

/** Verdicts of both orders by the question's number: 8 changed by the order, 8 ties, 6 with one winner, 2 by one order. */
function verdictsOf(number: number): readonly [string, string] {
  if (number <= 5) return ["A", "A"];
  if (number <= 8) return ["B", "B"];
  if (number <= 10) return ["A", "C"];
  return number <= 18 ? ["C", "C"] : ["A", "B"];
}

function rowsOf(a: string, b: string, turns: readonly number[]) {
  const winner = (letter: string, [first, second]: readonly [string, string]) =>
    letter === "A" ? first : letter === "B" ? second : "tie";
  return Array.from({ length: 24 }, (_, index) => index + 1).flatMap((number) =>
    turns.map((turn) => {
      const [g1, g2] = verdictsOf(number);
      return {
        ...{ question_id: number, model_1: a, model_2: b, judge: ["gpt-4", "pair-v2"], turn, tstamp: number },
        ...{ g1_winner: winner(g1, ["model_1", "model_2"]), g2_winner: winner(g2, ["model_2", "model_1"]) },
        g1_judgment: `**一つめ** ${number}-${turn} <script>alert(2)</script> [[${g1}]]`,
        g2_judgment: `二つめ ${number}-${turn} [[${g2}]]`,
      };
    }),
  );
}

describeInBrowser("the matches of a report in Chromium", () => {
  let browser: Browser;
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-matches-page-"));
    const candidates = [one, other].map((id) => ({
      id,
      turn: ({ id: question }: { readonly id: string }, turn: number) => ({
        text: `${id} の**回答** ${question}-${turn}`,
        rating: 6,
      }),
    }));
    await makeResults(cwd, { questions: madeQuestions(24), candidates });
    const root = join(cwd, "results");
    for (const id of [one, other]) {
      await rename(candidatePath(root, "made", id, "run"), candidatePath(root, "made", id, "import"));
    }
    const rows = [...rowsOf(one, other, [1, 2]), ...rowsOf(one, stranger, [1])];
    await writeFile(join(cwd, "pairs.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const imported = await runCli(["import", "matches", "pairs.jsonl", "--questions", "made"], { cwd });
    expect([imported.code, imported.stdout]).toEqual([0, expect.stringContaining("72")]);
    expect(await runCli(["report", "--no-figures", "-o", "out"], { cwd })).toMatchObject({ code: 0 });
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await rm(cwd, { recursive: true, force: true });
  });

  it("are listed most disputed first, filtered by what the order did and by pair, and more on request", async () => {
    const { page, trouble, close } = await openReport(browser, join(cwd, "out", "index.html"));
    const list = page.locator(".matches details.audited");
    const status = page.locator(".matches [role=status]");
    expect(await list.count()).toBe(40);
    expect(await status.textContent()).toBe("72 ターンのうち 40 ターンを表示（食い違いの大きい順）。");
    const kinds = await list.locator("summary b").allTextContents();
    expect(kinds.filter((kind) => kind.startsWith("どちらの順序でも"))).toHaveLength(24);
    expect(kinds.slice(24, 31)).toEqual([...Array(6).fill("一方の順序だけで勝者"), "両方の順序で同じ勝者"]);
    await page.getByRole("button", { name: "さらに 32 ターン表示" }).click();
    expect(await list.count()).toBe(72);
    expect(await page.getByRole("button", { name: /さらに/u }).count()).toBe(0);

    const filter = page.locator(".matches select").first();
    for (const [value, count] of [
      ["flipped", 30],
      ["first", 15],
      ["second", 9],
      ["half", 6],
      ["tie", 24],
      ["same", 18],
    ] as const) {
      await filter.selectOption(value);
      expect([value, await list.count()]).toEqual([value, count]);
    }
    await page.locator(".matches select").nth(1).selectOption({ index: 2 });
    expect(await list.count()).toBe(6);
    expect(await status.textContent()).toBe("6 ターンのうち 6 ターンを表示（食い違いの大きい順）。");
    await filter.selectOption("all");
    expect(await list.count()).toBe(24);
    expect(trouble).toEqual([]);
    await close();
  });

  it("open to both answers, both verdicts and the judge's words, as text", async () => {
    const { page, trouble, close } = await openReport(browser, join(cwd, "out", "index.html"));
    await page.locator(".matches select").first().selectOption("half");
    const look = page.locator(".matches details.audited").first();
    await look.locator("summary").click();
    await look.locator("article").first().waitFor();
    const articles = await look.locator("article").allTextContents();
    expect(articles).toHaveLength(4);
    const [left = "", right = "", ahead = "", behind = ""] = articles;
    expect(left).toContain(`${one} の回答 9-1`);
    expect(right).toContain("<img src=x onerror=alert(1)>");
    expect(right).toContain("⟨U+202E⟩");
    expect(ahead).toMatch(/甲-13b.{0,10} を先に示したとき：甲-13b.{0,10} の勝ち/u);
    expect(ahead).toContain("一つめ 9-1 <script>alert(2)</script> [[A]]");
    expect(await look.locator("article").nth(2).locator("strong").textContent()).toBe("一つめ");
    expect(behind).toContain("を先に示したとき：引き分け");
    expect(behind).toContain("二つめ 9-1 [[C]]");
    expect(await look.locator(".plain-text").first().textContent()).toContain("9 番目の質問です。");
    expect(await page.locator(".matches script, .matches img").count()).toBe(0);
    expect(trouble).toEqual([]);
    await close();
  });

  it("say where an answer is not here, no wider than a phone", async () => {
    const { page, trouble, close } = await openReport(browser, join(cwd, "out", "index.html"), {
      viewport: { width: 375, height: 700 },
      colorScheme: "dark",
    });
    await page.locator(".matches select").nth(1).selectOption({ index: 2 });
    const look = page.locator(".matches details.audited").first();
    await look.locator("summary").click();
    await look.locator("article").first().waitFor();
    expect(await look.textContent()).toContain("回答はここにありません。");
    // No wider than the phone.
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(375);
    expect(trouble).toEqual([]);
    await close();
  });
});
