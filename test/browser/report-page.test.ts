import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type MadeCandidate, madeQuestions, makeResults } from "../support/made-results.ts";
import { runCli } from "../support/run-cli.ts";
import { describeInBrowser, launchBrowser, openReport, until, type WatchedPage } from "./browser.ts";

const axeSource = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Runs in the page, which has a language of its own. */
const seriousFindings = `axe.run().then(({ violations }) => violations
  .filter(({ impact }) => impact === "serious" || impact === "critical")
  .map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ").slice(0, 300)))`;

function player(id: string, base: number, wobble: number): MadeCandidate {
  return {
    id,
    turn: (question, turn) => {
      const number = Number(question.id);
      const rating = Math.min(10, Math.max(1, base + ((number * 7 + turn * 3 + wobble) % 5) - 2));
      const marked = number === 9 && turn === 2 && id === "甲-13b";
      return {
        text: marked
          ? "答えは**琵琶湖**です。\n\n```python\nprint('湖')\n```\n\n式は \\(x^2 + 1\\) です。"
          : `${id} の回答 ${number}-${turn}。`,
        thought: id === "甲-13b" ? `考え中 ${number}` : null,
        rating: number === 3 && turn === 1 && id === "丙-3b" ? null : rating,
        words: `評価 ${number}：${rating} 点。`,
      };
    },
  };
}

describeInBrowser("the report in Chromium", () => {
  let browser: Browser;
  let cwd: string;
  let report: string;
  const open: WatchedPage[] = [];
  const show = async (options: Parameters<typeof openReport>[2] = {}): Promise<Page> => {
    const watched = await openReport(browser, report, options);
    open.push(watched);
    return watched.page;
  };

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-page-"));
    const candidates = [player("甲-13b", 8, 0), player("乙-7b", 7, 1), player("丙-3b", 5, 2), player("丁-1b", 5, 4)];
    await makeResults(cwd, { questions: madeQuestions(24), candidates });
    const written = await runCli(["report", "--no-figures", "-o", "out"], { cwd });
    expect(written).toMatchObject({ code: 0, stderr: "" });
    report = join(cwd, "out", "index.html");
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(cwd, { recursive: true, force: true });
  });
  const quiet = async (): Promise<void> => {
    for (const watched of open.splice(0)) {
      expect(watched.trouble).toEqual([]);
      await watched.close();
    }
  };

  it("sorts the leaderboard both ways and back", async () => {
    const page = await show();
    const names = () => page.locator(".leaderboard tbody th bdi").allTextContents();
    expect(await names()).toEqual(["甲-13b", "乙-7b", "丙-3b", "丁-1b"].sort(byScore(await scores(page))));
    const header = page.locator(".leaderboard th.col-score button");
    await header.click();
    await header.click();
    expect(await page.locator(".leaderboard th.col-score").getAttribute("aria-sort")).toBe("ascending");
    expect((await names())[3]).toBe("甲-13b");
    await header.click();
    expect((await names())[0]).toBe("甲-13b");
    await quiet();
  });

  it("filters by category, turn and missing ratings", async () => {
    const page = await show();
    const rows = page.locator(".list tbody tr");
    expect(await rows.count()).toBe(24);
    await page.getByRole("combobox", { name: "カテゴリ", exact: true }).selectOption("math");
    expect(await rows.count()).toBe(3);
    await page.getByRole("combobox", { name: "カテゴリ", exact: true }).selectOption("");
    await page.getByLabel("左のモデル").selectOption({ label: "丙-3b" });
    await page.getByRole("combobox", { name: "表示", exact: true }).selectOption("unrated");
    expect(await rows.count()).toBe(1);
    await page.getByRole("combobox", { name: "ターン", exact: true }).selectOption("2");
    expect(await page.locator(".questions .empty").textContent()).toBe("条件に合う質問はありません。");
    await quiet();
  });

  it("searches Japanese in full, full and half width alike, and opens what it found", async () => {
    const page = await show();
    await page.getByLabel("質問・回答・評価の全文検索").fill("琵琶湖");
    await page.waitForSelector("mark");
    const rows = page.locator(".list tbody tr");
    expect(await rows.count()).toBe(1);
    expect(await rows.first().textContent()).toContain("甲-13b");
    await page.getByLabel("質問・回答・評価の全文検索").fill("ＰＲＩＮＴ");
    await until(page, "document.querySelector('mark')?.textContent === 'print'");
    await rows.first().locator("a").click();
    const answer = page.locator(".answer").filter({ hasText: "琵琶湖" });
    expect(await answer.locator("strong").textContent()).toBe("琵琶湖");
    expect(await answer.locator(".hljs-built_in").textContent()).toBe("print");
    expect(await answer.locator("math msup").count()).toBe(1);
    expect(await answer.locator(".thought .plain-text").textContent()).toBe("考え中 9");
    await quiet();
  });

  it("stands whatever its address says", async () => {
    const page = await show();
    const values = [
      "%",
      "%E0%A4%A",
      "__proto__",
      "constructor",
      "-1",
      "1e9",
      "0",
      "<img src=x onerror=alert(1)>",
      "乙-7b",
      "5",
    ];
    const hashes = values.flatMap((value, index) => [
      ...["q", "a", "b", "p", "s", "c", "t", "f", "o", "__proto__"].map((name) => `#${name}=${value}`),
      `#q=5&a=${value}&b=${value}&c=${values[(index + 3) % values.length]}&s=${values[(index + 1) % values.length]}`,
    ]);
    for (const hash of [...hashes, "#", "##", "#&&==&", `#s=${"あ(".repeat(2_000)}`, "#q=5&q=6&q=%00"]) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
      expect([hash.slice(0, 40), await page.locator("h1").count()]).toEqual([hash.slice(0, 40), 1]);
    }
    await page.evaluate('location.hash = "#"');
    await until(page, "document.querySelectorAll('.list tbody tr').length === 24");
    await quiet();
  });

  it("keeps its place in the address through a reload", async () => {
    const page = await show({ hash: `#q=5&a=${encodeURIComponent("丙-3b")}&b=${encodeURIComponent("乙-7b")}` });
    const names = () => page.locator(".turn:first-of-type .answer h4 bdi").allTextContents();
    await page.waitForSelector(".answer .rating");
    expect(await names()).toEqual(["丙-3b", "乙-7b"]);
    await page.getByLabel("右のモデル").selectOption({ label: "丁-1b" });
    await page.keyboard.press("Escape");
    await page.locator("h1").click();
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.waitForSelector(".question");
    const before = page.url();
    expect(before).toContain("b=%E4%B8%81-1b");
    await page.reload();
    await page.waitForSelector(".answer .rating");
    expect(page.url()).toBe(before);
    expect(await names()).toEqual(["丙-3b", "丁-1b"]);
    await page.goBack();
    await page.waitForSelector(".list");
    await quiet();
  });

  it("is driven by the keyboard alone", async () => {
    const page = await show();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.className")).toBe("skip");
    await page.keyboard.press("/");
    await until(page, "document.activeElement.getAttribute('type') === 'search'");
    await page.keyboard.type("湖");
    await page.waitForSelector("mark");
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.waitForSelector(".question .rating");
    expect(await page.locator(".question h3").textContent()).toContain("質問 9");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".list");
    await quiet();
  });

  it("changes language and colours and remembers neither in the file", async () => {
    const page = await show();
    await page.getByRole("button", { name: "English" }).click();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(await page.locator("#methods").textContent()).toBe("Methods, to paste into a paper");
    await page.getByLabel("Colours").selectOption("dark");
    await until(page, "getComputedStyle(document.body).backgroundColor === 'rgb(22, 22, 24)'");
    await quiet();
  });

  it("reads without scripts", async () => {
    const page = await show({ javaScriptEnabled: false });
    expect(await page.locator(".headline").textContent()).toContain("首位");
    expect(await page.locator(".leaderboard tbody tr").count()).toBe(4);
    expect(await page.locator(".heat tbody tr").count()).toBe(4);
    expect(await page.locator(".differences tbody tr").count()).toBe(3);
    await quiet();
  });

  it("prints on A4 with the first screen on the first page", async () => {
    const page = await show({ colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(253, 253, 252)");
    expect(await page.locator(".questions").isVisible()).toBe(false);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    await quiet();
  });

  it.each([
    ["desktop", {}],
    ["phone, dark", { viewport: { width: 390, height: 844 }, colorScheme: "dark" as const }],
    ["an open question", { hash: "#q=9" }],
  ])("has no serious accessibility finding: %s", async (_, options) => {
    // The page's own policy would refuse the checker's script.
    const page = await show({ ...options, bypassCSP: true });
    await page.waitForTimeout(400);
    await page.addScriptTag({ path: axeSource });
    const findings = await page.evaluate(seriousFindings);
    expect(findings).toEqual([]);
    const wider = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    expect(wider).toBe(0);
    await quiet();
  });

  it("holds the record that it was made from", async () => {
    const record: unknown = JSON.parse(await readFile(join(cwd, "out", "report.json"), "utf8"));
    const page = await show();
    const embedded: unknown = JSON.parse((await page.locator("#record").textContent()) ?? "");
    expect(embedded).toEqual(record);
    await quiet();
  });
});

async function scores(page: Page): Promise<Map<string, number>> {
  const rows = await page.locator(".leaderboard tbody tr").all();
  const found = new Map<string, number>();
  for (const row of rows) {
    found.set((await row.locator("th bdi").textContent()) ?? "", Number(await row.locator(".col-score").textContent()));
  }
  return found;
}

function byScore(means: ReadonlyMap<string, number>): (a: string, b: string) => number {
  return (a, b) => (means.get(b) ?? 0) - (means.get(a) ?? 0);
}
