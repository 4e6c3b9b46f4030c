import { appendFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { madeQuestions, makeResults } from "../support/made-results.ts";
import { startCli } from "../support/run-cli.ts";
import { describeInBrowser, launchBrowser, openReport, until } from "./browser.ts";

describeInBrowser("mtbench view in Chromium", () => {
  it("follows a run while it writes, and reads texts from its server alone", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "mtbench-live-"));
    await makeResults(cwd, {
      questions: madeQuestions(8),
      candidates: [{ id: "甲", turn: (question) => ({ text: `答え ${question.id}`, rating: 6 }) }],
    });
    const { child } = startCli(["view", "--no-open"], { cwd });
    // Listened for at once: the address is printed once only.
    const address = new Promise<string>((resolve) =>
      child.stdout?.once("data", (data) => resolve(String(data).trim())),
    );
    const browser = await launchBrowser();
    try {
      const url = await address;
      const { page, trouble } = await openReport(browser, url, { hash: "#q=3" });
      await page.waitForSelector(".answer .rating");
      expect(await page.locator(".answer .rich").first().textContent()).toContain("答え 3");
      expect(await page.locator(".live").count()).toBe(1);
      const root = join(cwd, "results", "made");
      const file = join(root, (await readdir(root))[0] ?? "", "judgments", "made-judge.jsonl");
      const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
      const third = lines.find((line) => line.includes('"questionId":"3"')) ?? "";
      await appendFile(file, `${third.replace('"rating":6', '"rating":9')}\n`);
      await until(page, 'document.querySelector("td.col-score").textContent === "6.19"');
      await until(page, 'document.querySelector(".answer .rating")?.textContent === "9"');
      expect(trouble).toEqual([]);
    } finally {
      await browser.close();
      child.kill("SIGKILL");
      await rm(cwd, { recursive: true, force: true });
    }
  });
});
