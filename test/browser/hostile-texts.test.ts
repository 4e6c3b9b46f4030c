import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type MadeCandidate, makeResults } from "../support/made-results.ts";
import { runCli } from "../support/run-cli.ts";
import { describeInBrowser, launchBrowser, openReport, until } from "./browser.ts";
import { hostileNames, hostileTexts } from "./hostile-texts.ts";

/** Elements that the page makes itself or lets through from Markdown; anything else got in. */
const known = (
  "html head meta title style body script div p a h1 h2 h3 h4 h5 h6 header main footer section article span small b bdi i " +
  "code pre em strong del mark br hr table caption thead tbody tr th td ul ol li dl dt dd details summary blockquote " +
  "label select option input button fieldset legend svg line circle rect path text canvas noscript " +
  "math semantics mrow mi mo mn ms mtext mspace mfrac msqrt mroot mstyle msub msup msubsup munder mover munderover " +
  "mtable mtr mtd mpadded mphantom menclose merror sup sub"
).split(" ");

/** Looks at every element and attribute of the page as it stands. Runs in the page. */
const intruders = `(() => {
  const known = new Set(${JSON.stringify(known)});
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    if (!known.has(name)) found.push("<" + name + ">");
    for (const { name: attribute, value } of element.attributes) {
      if (/^on/i.test(attribute)) found.push(name + "@" + attribute);
      if (attribute === "src" || attribute === "srcdoc" || attribute === "action" || attribute === "srcset") found.push(name + "@" + attribute);
      if (/href$/i.test(attribute) && !value.startsWith("#")) found.push(name + "@" + attribute + "=" + value);
    }
    if (element.closest("#app") && /^(?:script|style|meta|title)$/.test(name)) found.push("<" + name + "> inside");
    if (element.closest(".rich, .plain-text") && (element.hasAttribute("style") || element.id)) found.push("styled " + name);
  }
  return found;
})()`;

describeInBrowser("a report of hostile texts", () => {
  let browser: Browser;
  let cwd: string;

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-hostile-"));
    const candidates = hostileNames.map(
      (id, which): MadeCandidate => ({
        id,
        turn: (question, turn) => {
          const place = Number(question.id) - 1;
          const text = hostileTexts[(place + which) % hostileTexts.length] ?? "";
          const words = hostileTexts[(place + turn + which) % hostileTexts.length] ?? "";
          return {
            text,
            thought: words,
            words: `${words}\n[[${which + 3}]]`,
            rating: which + 3,
            flags: [words.slice(0, 40)],
          };
        },
      }),
    );
    const questions = hostileTexts.map((text) => ({ category: "writing", turns: [text, text] }));
    await makeResults(cwd, { questions, candidates, judgeModel: hostileNames[1] ?? "", title: hostileNames[0] ?? "" });
    const written = await runCli(["report", "--no-figures", "-o", "out"], { cwd });
    expect(written).toMatchObject({ code: 0 });
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await rm(cwd, { recursive: true, force: true });
  });

  it("runs nothing, loads nothing and shows everything", async () => {
    const { page, trouble, close } = await openReport(browser, join(cwd, "out", "index.html"));
    await page.waitForSelector(".list tbody tr");
    expect(await page.evaluate(intruders)).toEqual([]);
    expect(await page.locator("h1").textContent()).toContain("<script>alert(101)</script>");
    expect(await page.locator(".leaderboard").textContent()).toContain("⟨U+202E⟩exe");
    for (const [place, text] of hostileTexts.entries()) {
      await page.evaluate(`location.hash = "#q=${place + 1}&s="`);
      await until(page, `document.querySelector(".question h3")?.textContent.includes(" ${place + 1} ")`);
      await until(page, 'document.querySelectorAll(".answer .rating").length === 4');
      await page.evaluate('document.querySelectorAll(".question details").forEach((one) => { one.open = true; })');
      expect(await page.evaluate(intruders), text.slice(0, 80)).toEqual([]);
      const asked = (await page.locator(".asked .plain-text").first().textContent()) ?? "";
      expect(asked.length).toBeGreaterThanOrEqual(Math.min(text.length, 20) - 2);
    }
    expect(await page.evaluate("document.title")).toContain("alert(101)");
    expect(trouble).toEqual([]);
    await close();
  }, 120_000);

  it("reads a line of a million characters without stopping the page", async () => {
    const long = await mkdtemp(join(tmpdir(), "mtbench-long-"));
    const line = `${"$x^2$ **a** <b>`_[](".repeat(50_000)}end`;
    await makeResults(long, {
      questions: [{ category: "math", turns: ["一行", "続き"] }],
      candidates: [{ id: "長文", turn: () => ({ text: line, rating: 5, words: line }) }],
    });
    expect(await runCli(["report", "--no-figures", "-o", "out"], { cwd: long })).toMatchObject({ code: 0 });
    const { page, trouble, close } = await openReport(browser, join(long, "out", "index.html"), { hash: "#q=1" });
    await page.waitForSelector(".answer .plain-text");
    expect(await page.locator(".answer .plain-text").first().textContent()).toHaveLength(20_000);
    await page.locator(".answer button").first().click();
    await until(page, 'document.querySelector(".answer .plain-text").textContent.length === 1000003');
    expect(trouble).toEqual([]);
    await close();
    await rm(long, { recursive: true, force: true });
  }, 60_000);

  it("keeps formulas out of the CSV and commands out of BibTeX", async () => {
    const csv = await readFile(join(cwd, "out", "leaderboard.csv"), "utf8");
    expect(csv).toContain("'=1+1|cmd");
    expect(csv).not.toMatch(/(?:^|,)"?=/mu);
    const record = await readFile(join(cwd, "out", "report.json"), "utf8");
    expect(record).not.toContain("\\input{");
  });
});
