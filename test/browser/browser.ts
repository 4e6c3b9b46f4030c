import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { describe } from "vitest";

const places = [
  process.env.MTBENCH_TEST_CHROMIUM ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The system's Chromium; null where there is none. */
const chromiumPath: string | null = places.find((path) => path !== "" && existsSync(path)) ?? null;

/** A `describe` for tests in a real browser; where there is none they are skipped and the reason is printed. */
export function describeInBrowser(name: string, define: () => void): void {
  if (chromiumPath === null) {
    process.stderr.write(`skipped: ${name}: no Chromium found (MTBENCH_TEST_CHROMIUM names one)\n`);
    describe.skip(name, define);
  } else {
    describe(name, define);
  }
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? "",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Milliseconds until something counts as never coming; it decides no test of a machine that is only busy. */
const patienceMs = 90_000;

/** A page with everything that it did and should not have done. */
export interface WatchedPage {
  readonly page: Page;
  /** Console errors, exceptions, dialogs, requests beyond the page itself: empty when all is well. */
  readonly trouble: readonly string[];
  close(): Promise<void>;
}

/** Opens a report's file and listens for trouble from the first moment. */
export async function openReport(
  browser: Browser,
  path: string,
  options: BrowserContextOptions & { readonly hash?: string; readonly ready?: string } = {},
): Promise<WatchedPage> {
  const { hash = "", ready = "html[data-ready]", ...context } = options;
  const own = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context });
  const page = await own.newPage();
  page.setDefaultTimeout(patienceMs);
  const trouble: string[] = [];
  const url = path.startsWith("http") ? path : pathToFileURL(path).href;
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => trouble.push(`exception: ${error.message}`));
  page.on("dialog", (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  page.on("popup", () => trouble.push("a window was opened"));
  page.on("request", (request) => {
    const asked = request.url();
    if (
      asked.split("#")[0] !== url.split("#")[0] &&
      !(url.startsWith("http") && asked.startsWith(new URL("/", url).href))
    ) {
      trouble.push(`request: ${asked}`);
    }
  });
  await page.goto(`${url}${hash}`);
  if (context.javaScriptEnabled !== false) await page.waitForSelector(ready);
  return { page, trouble, close: () => own.close() };
}

/** Asks the page again and again until the expression holds. Playwright's own way needs `eval`, which the policy refuses. */
export async function until(page: Page, expression: string): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await page.evaluate(`Boolean(${expression})`))) {
    if (performance.now() > end) throw new Error(`never came true: ${expression}`);
    await page.waitForTimeout(20);
  }
}
