import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/files/package-root.ts";
import { type Link, type LinkQuality, makeLink } from "../../src/linking/make-link.ts";
import { publishedTables } from "../../src/linking/published-tables.ts";
import { loadPublishedModels } from "../../src/results/published/published-models.ts";
import { loadPublishedScores } from "../../src/results/published/published-scores.ts";

const tables = publishedTables(await loadPublishedScores(), await loadPublishedModels());

function link(from: string, to: string, options: { likely: boolean; without?: string[] }): Link & LinkQuality {
  const [a, b] = [from, to].map((id) => tables.find((table) => table.id === `${id}/ja`));
  if (a === undefined || b === undefined) throw new Error("no such table");
  const made = makeLink(a, b, options);
  if (made.outcome.kind !== "linked") throw new Error("refused");
  return { ...made, ...made.outcome };
}

function gpt4o({ rows }: LinkQuality) {
  const found = rows.find(({ row }) => row.identity.model?.id === "gpt-4o-2024-11-20")?.translation;
  if (found?.kind !== "linked") throw new Error("outside");
  return { value: found.value.toFixed(2), low: found.low.toFixed(2), high: found.high.toFixed(2) };
}

const pages = {
  "README.md": "en",
  "README.ja.md": "ja",
  "docs/linking.md": "en",
  "docs/linking.ja.md": "ja",
} as const;

describe("the figures that the pages print", () => {
  const sure = link("nejumi-4", "swallow-leaderboard-v2", { likely: false });

  it.each(Object.entries(pages))("of GPT-4o in %s are the program's", async (path, language) => {
    const { value, low, high } = gpt4o(sure);
    const page = await readFile(join(packageRoot, path), "utf8");
    const shown = language === "en" ? [value, `${low} to ${high}`] : [value, `${low}〜${high}`];
    for (const text of shown) expect(page).toContain(text);
  });

  it.each(["docs/linking.md", "docs/linking.ja.md"])("of the published pair in %s are the program's", async (path) => {
    const page = await readFile(join(packageRoot, path), "utf8");
    for (const { from, to } of [
      { from: "nejumi-4", to: "swallow-leaderboard-v2" },
      { from: "swallow-leaderboard-v2", to: "nejumi-4" },
    ]) {
      const { fit, anchors, leaveOneOut, leaveFamilyOut, raw } = link(from, to, { likely: false });
      const slope = fit.kind === "line" ? fit.slope : Number.NaN;
      const cells = [slope, leaveOneOut.rms ?? 0, leaveFamilyOut?.rms ?? 0, raw].map((value) => value.toFixed(3));
      expect(page).toContain(`| ${anchors.length} | ${cells.join(" | ")} |`);
    }
    const bold = link("nejumi-4", "swallow-leaderboard-v2", { likely: true });
    expect(page).toContain(bold.fit.kind === "line" ? bold.fit.slope.toFixed(3) : "-");
    const without = link("nejumi-4", "swallow-leaderboard-v2", { likely: true, without: ["o3-mini-2025-01-31"] });
    const { value, low, high } = gpt4o(without);
    expect(page).toMatch(new RegExp(`${value}(（| \\()${low}(〜| to )${high}`, "u"));
    expect(page).toContain((1.959964 * sure.spread.sd).toFixed(2));
  });
});
