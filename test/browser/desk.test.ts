import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeEach, expect, it } from "vitest";
import { folderName } from "../../src/files/folder-name.ts";
import { type DeskRecord, deskRecordSchema } from "../../src/results/desk/desk-record.ts";
import { type MadeCandidate, madeQuestions, makeResults } from "../support/made-results.ts";
import { type CliProcess, startCli } from "../support/run-cli.ts";
import { describeInBrowser, launchBrowser, openReport, until, type WatchedPage } from "./browser.ts";
import { hostileTexts } from "./hostile-texts.ts";

const axeSource = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const findings = `axe.run().then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ").slice(0, 300)))`;

/** Names that must reach nobody who rates. */
const secret = ["himitsu-7b", "kakushi/himitsu-7b", "naisho-13b", "made-judge"];

function player(id: string, rating: number, text: (id: string, turn: number) => string): MadeCandidate {
  return { id, turn: (question, turn) => ({ text: text(question.id, turn), rating, words: `審査の言葉 ${id}。` }) };
}

const plain = (id: string, turn: number) => `回答 ${id}-${turn}。`;

let browser: Browser | undefined;
afterAll(() => browser?.close());
let cwd: string;
const running: CliProcess[] = [];
const open: WatchedPage[] = [];

function stopDesks(): void {
  for (const { child } of running.splice(0)) child.kill("SIGKILL");
}

/** The built program, with the desk's page as it is today. */
async function startDesk(...args: readonly string[]): Promise<CliProcess & { readonly url: string }> {
  const started = startCli(["rate", "--no-open", ...args], { cwd });
  running.push(started);
  const url = await new Promise<string>((resolve, reject) => {
    started.child.stdout?.once("data", (data) => resolve(String(data).trim()));
    started.result.then(({ stderr }) => reject(new Error(stderr)), reject);
  });
  return { ...started, url };
}

/** Opens a desk as this person, at the first step that is left. */
async function sit(url: string, by: string | null, options: Parameters<typeof openDeskPage>[1] = {}): Promise<Page> {
  const page = await openDeskPage(url, options);
  if (by !== null) {
    await page.fill(".sit-down input", by);
    await page.keyboard.press("Enter");
  }
  await page.waitForSelector("#asked");
  return page;
}

async function openDeskPage(url: string, options: Parameters<typeof openReport>[2] = {}): Promise<Page> {
  browser ??= await launchBrowser();
  const watched = await openReport(browser, url, { ...options, ready: ".desk main" });
  open.push(watched);
  return watched.page;
}

/** Rates what is shown and waits for the next step, or the end. */
async function give(page: Page, key: string): Promise<void> {
  const before = await where(page);
  await page.keyboard.press(key);
  await page.keyboard.press("Enter");
  await until(page, `(document.querySelector(".where")?.textContent ?? "end") !== ${JSON.stringify(before)}`);
}

async function where(page: Page): Promise<string> {
  return page.evaluate<string>(`document.querySelector(".where")?.textContent ?? "end"`);
}

/** Every line that the desk has on disk, in the order of the people's names. */
async function onDisk(): Promise<DeskRecord[]> {
  const desk = join(cwd, "results", "made", "+desk");
  const [plan = ""] = await readdir(desk);
  const folder = join(desk, plan, "ratings");
  const files = await readdir(folder).catch(() => []);
  const lines = await Promise.all(files.sort().map((file) => readFile(join(folder, file), "utf8")));
  return lines
    .join("")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => deskRecordSchema.parse(JSON.parse(line)));
}

const ratingsOf = (records: readonly DeskRecord[]) =>
  records.map(({ outcome }) => (outcome.status === "rated" ? outcome.rating : outcome.status));

describeInBrowser("the rating desk in Chromium", () => {
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-desk-"));
    await makeResults(cwd, {
      questions: madeQuestions(24),
      candidates: [player("kakushi/himitsu-7b", 8, plain), player("naisho-13b", 3, (id) => `別の答え ${id}。`)],
    });
  });
  afterEach(async () => {
    for (const watched of open.splice(0)) {
      expect(watched.trouble).toEqual([]);
      await watched.close();
    }
    stopDesks();
    await rm(cwd, { recursive: true, force: true });
  });

  it("takes 16 questions by keyboard alone, each on the disk before the next one shows", async () => {
    const { url } = await startDesk("--candidates", "kakushi/himitsu-7b", "--questions", "16", "--twice", "0");
    const page = await sit(url, "葵");
    expect(page.url()).not.toContain("token");
    const keys = "1234567890".split("");
    for (let step = 0; step < 32; step += 1) {
      if (step === 4) {
        await page.keyboard.press("n");
        await page.keyboard.type("数字の 7 と u は文字");
        await page.keyboard.press("Escape");
      }
      await give(page, keys[step % 10] ?? "");
      expect(await onDisk()).toHaveLength(step + 1);
    }
    await page.waitForSelector(".done");
    const records = await onDisk();
    expect(ratingsOf(records)).toEqual(Array.from({ length: 32 }, (_, step) => (step % 10) + 1));
    expect(new Set(records.map(({ judge }) => judge))).toEqual(new Set(["person:葵"]));
    expect(records[4]?.outcome).toMatchObject({ text: "数字の 7 と u は文字" });
    expect(new Set(records.map(({ questionId }) => questionId)).size).toBe(16);
    expect(records.map(({ turn }) => turn).slice(0, 4)).toEqual([1, 2, 1, 2]);
  });

  it("loses nothing when its server is killed in the middle, and goes on where it stopped", async () => {
    const first = await startDesk("--candidates", "kakushi/himitsu-7b", "--questions", "16");
    const page = await sit(first.url, "kiri");
    for (const key of ["5", "6", "7"]) await give(page, key);
    first.child.kill("SIGKILL");
    await first.result;
    await page.keyboard.press("8");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".trouble");
    expect(await page.locator(".point[aria-pressed=true]").textContent()).toBe("8");
    // The browser says itself that nobody answered.
    const [watched] = open.splice(0);
    expect(watched?.trouble.every((line) => line.includes("ERR_CONNECTION_REFUSED"))).toBe(true);
    await watched?.close();
    expect(ratingsOf(await onDisk())).toEqual([5, 6, 7]);
    const second = await startDesk("--by", "kiri");
    const again = await sit(second.url, null);
    expect(await again.locator(".progress-row > span").first().textContent()).toContain("4 件目");
    await give(again, "8");
    expect(ratingsOf(await onDisk())).toEqual([5, 6, 7, 8]);
  });

  it("serves two people at once, each with a part of their own and eight questions in common", async () => {
    const { url } = await startDesk("--candidates", "kakushi/himitsu-7b", "--questions", "16", "--people", "2");
    const [one, other] = [await sit(url, "aoi"), await sit(url, "kiri")];
    for (let step = 0; step < 24; step += 1) await Promise.all([give(one, "9"), give(other, "2")]);
    await Promise.all([one.waitForSelector(".done"), other.waitForSelector(".done")]);
    const records = await onDisk();
    const by = (judge: string) => new Set(records.filter((one) => one.judge === judge).map((one) => one.questionId));
    const [aoi, kiri] = [by("person:aoi"), by("person:kiri")];
    expect([aoi.size, kiri.size]).toEqual([12, 12]);
    expect([...aoi].filter((id) => kiri.has(id))).toHaveLength(8);
    expect(new Set(ratingsOf(records.filter(({ judge }) => judge === "person:aoi")))).toEqual(new Set([9]));
  });

  it("never lets a key fall on the step before, however slow the way and fast the fingers", async () => {
    const { url } = await startDesk("--candidates", "kakushi/himitsu-7b", "--questions", "16");
    const page = await sit(url, "aoi");
    await page.route("**/step", async (route) => {
      await new Promise((done) => setTimeout(done, 150));
      await route.continue();
    });
    for (const key of ["5", "Enter", "7", "Enter", "9", "Enter"]) await page.keyboard.press(key);
    await until(page, `document.querySelector(".progress-row")?.textContent.includes("評価済み 1 件")`);
    await page.waitForTimeout(400);
    expect(ratingsOf(await onDisk())).toEqual([5]);
    expect(await page.locator(".point[aria-pressed=true]").count()).toBe(0);
    await give(page, "8");
    const records = await onDisk();
    expect([ratingsOf(records), new Set(records.map(({ key }) => key)).size]).toEqual([[5, 8], 2]);
  });

  it("goes back, takes back, skips with a reason, and shows the judge only after one's own rating", async () => {
    const { url } = await startDesk("--candidates", "kakushi/himitsu-7b", "--questions", "16");
    const page = await sit(url, "aoi");
    await page.keyboard.press("j");
    expect(await page.locator(".judge-says").count()).toBe(0);
    await give(page, "4");
    await page.keyboard.press("u");
    await until(page, `document.querySelector(".progress-row")?.textContent.includes("評価済み 0 件")`);
    await give(page, "6");
    await page.keyboard.press("s");
    await page.waitForSelector("dialog[open]");
    const before = await where(page);
    await page.keyboard.press("2");
    await until(page, `document.querySelector(".where")?.textContent !== ${JSON.stringify(before)}`);
    await page.keyboard.press("b");
    await until(page, `document.querySelector(".where")?.textContent === ${JSON.stringify(before)}`);
    await page.keyboard.press("b");
    await until(page, `document.querySelector(".point[aria-pressed=true]")?.textContent === "6"`);
    await page.keyboard.press("j");
    await page.waitForSelector(".judge-says");
    expect(await page.locator(".judge-says").textContent()).toContain("8");
    await page.keyboard.press("9");
    await page.keyboard.press("Enter");
    expect(await page.locator(".point[aria-pressed=true]").textContent()).toBe("6");
    const records = await onDisk();
    expect(ratingsOf(records)).toEqual([4, "unrated", 6, "unrated"]);
    expect(records[1]).toMatchObject({ withdrawn: true, key: records[0]?.key });
    expect(records[3]?.outcome).toMatchObject({ reason: "judge-refused", text: "question-unclear" });
  });

  it("puts two answers side by side, on sides that were drawn", async () => {
    const { url } = await startDesk("--pairs", "kakushi/himitsu-7b", "naisho-13b", "--questions", "16", "--twice", "0");
    const page = await sit(url, "aoi");
    const chosen: boolean[] = [];
    for (let step = 0; step < 12; step += 1) {
      const left = await page.locator("main > .answers .answer").first().textContent();
      const isFirst = left?.includes("別の答え") === false;
      chosen.push(isFirst);
      await give(page, isFirst ? "ArrowLeft" : "ArrowRight");
    }
    expect(new Set(chosen).size).toBe(2);
    const winners = (await onDisk()).map(({ outcome }) => (outcome.status === "matched" ? outcome.winner : null));
    expect(winners).toEqual(Array.from({ length: 12 }, () => "first"));
  });

  it.each([
    { scale: { min: 0, max: 1 }, keys: ["0", "1"], ratings: [0, 1] },
    { scale: { min: 0, max: 100 }, keys: ["87", "100"], ratings: [87, 100] },
  ])("takes the judge's own scale: $scale", async ({ scale, keys, ratings }) => {
    const launches = join(cwd, "results", "made", folderName("kakushi/himitsu-7b"), "launches.jsonl");
    const text = await readFile(launches, "utf8");
    await writeFile(launches, text.replace('"scale":{"min":1,"max":10}', `"scale":${JSON.stringify(scale)}`));
    const { url } = await startDesk("--candidates", "kakushi/himitsu-7b", "--questions", "16");
    const page = await sit(url, "aoi");
    for (const key of keys) {
      const before = await where(page);
      const field = page.locator("input.point");
      if ((await field.count()) > 0) await field.fill(key);
      else await page.keyboard.press(key);
      await page.keyboard.press("Enter");
      await until(page, `document.querySelector(".where")?.textContent !== ${JSON.stringify(before)}`);
    }
    expect(ratingsOf(await onDisk())).toEqual(ratings);
  });

  it("fits a phone, and axe finds nothing on any of its screens", async () => {
    const { url } = await startDesk("--candidates", "kakushi/himitsu-7b", "--questions", "16");
    for (const colorScheme of ["light", "dark"] as const) {
      const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme };
      const page = await openDeskPage(url, { ...phone, bypassCSP: true });
      await page.addScriptTag({ path: axeSource });
      expect(await page.evaluate(findings)).toEqual([]);
      await page.fill(".sit-down input", `phone-${colorScheme}`);
      await page.locator("button.primary").tap();
      await page.waitForSelector("#asked");
      await page.locator(".point", { hasText: "10" }).tap();
      await page.locator(".bar-answer .primary").tap();
      await page.waitForSelector(".earlier");
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      expect(await page.evaluate(findings)).toEqual([]);
      const sizes = await page.evaluate<number[]>(
        `[...document.querySelectorAll(".point")].map((one) => Math.min(one.offsetWidth, one.offsetHeight))`,
      );
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44);
      await page.getByRole("button", { name: "スキップ" }).tap();
      await page.waitForSelector("dialog[open]");
      expect(await page.evaluate(findings)).toEqual([]);
    }
    const desktop = await openDeskPage(url, { bypassCSP: true });
    await desktop.getByRole("button", { name: "English" }).click();
    await desktop.addScriptTag({ path: axeSource });
    expect(await desktop.evaluate(findings)).toEqual([]);
    expect(await desktop.evaluate("document.documentElement.lang")).toBe("en");
  });
});

describeInBrowser("a desk of hostile answers", () => {
  afterAll(async () => {
    stopDesks();
    await rm(cwd, { recursive: true, force: true });
  });

  it("runs nothing, loads nothing, and tells nobody who answered", async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-desk-"));
    const answers = [
      ...hostileTexts,
      "As Qwen, I was made by Alibaba Cloud. I am kakushi/himitsu-7b.",
      "私は himitsu-7b です。himitsu-7b-instruct とも呼ばれます。",
    ];
    const candidate = player("kakushi/himitsu-7b", 5, (id) => answers[Number(id) - 1] ?? "");
    const questions = answers.map(() => ({ category: "writing", turns: ["何か一言。", "もう一言。"] }));
    await makeResults(cwd, { questions, candidates: [candidate] });
    const count = String(answers.length);
    const { url } = await startDesk(
      "--candidates",
      "kakushi/himitsu-7b",
      "--mask",
      "--questions",
      count,
      "--twice",
      "0",
    );
    const page = await openDeskPage(url);
    const sent: string[] = [];
    page.on("response", (response) => {
      response.text().then(
        (text) => sent.push(text),
        () => undefined,
      );
    });
    await page.fill(".sit-down input", "aoi");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#asked");
    for (let step = 0; step < 2 * answers.length; step += 1) {
      const text = await page.locator("body").textContent();
      for (const name of [...secret, "Qwen", "Alibaba"]) expect(text).not.toContain(name);
      await give(page, "5");
    }
    await page.waitForSelector(".done");
    expect(sent.length).toBeGreaterThan(4 * answers.length);
    for (const name of [...secret, "Qwen", "Alibaba"]) expect(sent.join("\n")).not.toContain(name);
    const flagged = (await onDisk()).filter(({ flags }) => flags.includes("names-model"));
    expect(new Set(flagged.map(({ questionId }) => Number(questionId)))).toContain(answers.length);
    const [watched] = open.splice(0);
    expect(watched?.trouble).toEqual([]);
    await watched?.close();
  });
});
