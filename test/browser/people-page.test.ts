import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { madeQuestions, makeResults } from "../support/made-results.ts";
import { rateDesk } from "../support/rated-desk.ts";
import { runCli } from "../support/run-cli.ts";
import { describeInBrowser, launchBrowser, openReport, until, type WatchedPage } from "./browser.ts";

const axeSource = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Text of a file that a button hands over. */
async function saved(page: Page, name: string): Promise<{ readonly name: string; readonly text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".list-files").getByRole("button", { name, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

describeInBrowser("a report with people's ratings in Chromium", () => {
  let browser: Browser;
  let cwd: string;
  let watched: WatchedPage;

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-people-"));
    await makeResults(cwd, {
      questions: madeQuestions(24),
      candidates: [
        {
          id: "=甲",
          turn: (question, turn) => ({ text: `答え ${question.id}-${turn}`, rating: 8, words: "審査員の言葉" }),
        },
        { id: "乙", turn: () => ({ text: "別の答え", rating: 5 }) },
      ],
    });
    // Aoi sees question 3 four points below the judge and question 5 three below, everything else alike.
    const far: Readonly<Record<string, number>> = { "3": 4, "5": 5 };
    await rateDesk(cwd, {
      candidates: ["=甲"],
      people: ["aoi"],
      count: 24,
      twice: 0,
      give: ({ question, turn }) =>
        question.id === "9" && turn === 2
          ? { kind: "skipped", reason: "not-my-field" }
          : { kind: "rated", rating: turn === 1 ? (far[question.id] ?? 7) : 8 },
      note: ({ question }) => (question.id === "3" ? "<b>根拠</b>がない" : ""),
    });
    const written = await runCli(["report", "--no-figures", "-o", "out"], { cwd });
    expect(written).toMatchObject({ code: 0, stderr: "" });
    browser = await launchBrowser();
    watched = await openReport(browser, join(cwd, "out", "index.html"), { bypassCSP: false });
  });
  afterAll(async () => {
    await watched?.close();
    await browser?.close();
    await rm(cwd, { recursive: true, force: true });
  });

  const ids = (page: Page) => page.locator(".list tbody td.number:first-child a").allTextContents();

  it("lists where people and judge differ by 3 or more, and keeps that in its address", async () => {
    const { page } = watched;
    expect(await ids(page)).toHaveLength(24);
    await page.getByRole("combobox", { name: "表示", exact: true }).selectOption("apart");
    await page.getByRole("combobox", { name: "並び順", exact: true }).selectOption("people");
    expect(await ids(page)).toEqual(["3", "5"]);
    expect(page.url()).toContain("#f=apart&o=people");
    await page.getByRole("combobox", { name: "ターン", exact: true }).selectOption("2");
    expect(await page.locator(".questions .empty").count()).toBe(1);
    await page.getByRole("combobox", { name: "ターン", exact: true }).selectOption("1");
    await page.reload();
    await page.waitForSelector(".list");
    expect(await ids(page)).toEqual(["3", "5"]);
    expect(watched.trouble).toEqual([]);
  });

  it("hands the filtered list over as CSV and JSON", async () => {
    const { page } = watched;
    await page.evaluate(`location.hash = "#f=apart&o=people&t=1"`);
    await until(page, `document.querySelectorAll(".list tbody tr").length === 2`);
    const csv = await saved(page, "CSV");
    expect(csv.name).toBe("questions.csv");
    expect(csv.text.split("\r\n")).toEqual([
      "\ufeffquestion,category,turn,candidate,state,rating,people,people_less_judge",
      "3,writing,1,'=甲,rated,8,4,-4",
      "3,writing,1,乙,rated,5,,",
      "5,roleplay,1,'=甲,rated,8,5,-3",
      "5,roleplay,1,乙,rated,5,,",
      "",
    ]);
    const json = await saved(page, "JSON");
    const first = { question: "3", category: "writing", turn: 1, candidate: "=甲", state: "rated" };
    expect(JSON.parse(json.text)[0]).toEqual({ ...first, rating: 8, people: 4, peopleLessJudge: -4 });
    expect(watched.trouble).toEqual([]);
  });

  it("shows people's ratings and notes beside the judge's words", async () => {
    const { page } = watched;
    await page.evaluate(`location.hash = "#q=3"`);
    await page.waitForSelector(".people");
    const people = page.locator(".turn").first().locator(".people");
    expect(await people.textContent()).toContain("aoi");
    expect(await people.locator(".plain-text").textContent()).toBe("<b>根拠</b>がない");
    await page.evaluate(`location.hash = "#q=9"`);
    await until(page, `[...document.querySelectorAll(".people")].some((one) => one.textContent.includes("スキップ"))`);
    expect(watched.trouble).toEqual([]);
  });

  it("says what people would give to all questions, and what would sharpen that", async () => {
    const { page } = watched;
    const cells = await page.locator(".leaderboard td.col-people").allTextContents();
    expect(cells[0]).toMatch(/^7\.\d\d \[\d\.\d\d–\d\.\d\d\] \(23\)$/u);
    expect(cells[1]).toBe("—");
    const notes = (await page.locator(".board .note, main .note").allTextContents()).join("\n");
    expect(notes).toContain("審査員の点数を補正して推定したもの");
    expect(notes).toContain("=甲 の区間は");
  });

  it("passes axe with them", async () => {
    const own = await openReport(browser, join(cwd, "out", "index.html"), { bypassCSP: true, hash: "#f=apart" });
    await own.page.addScriptTag({ path: axeSource });
    const findings = await own.page.evaluate(
      `axe.run().then(({ violations }) => violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ").slice(0, 300)))`,
    );
    expect(findings).toEqual([]);
    await own.close();
  });
});
