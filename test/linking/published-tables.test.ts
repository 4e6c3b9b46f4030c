import { describe, expect, it } from "vitest";
import type { LinkTable } from "../../src/linking/link-table.ts";
import { type Link, makeLink } from "../../src/linking/make-link.ts";
import { publishedTables } from "../../src/linking/published-tables.ts";
import { loadPublishedModels } from "../../src/results/published/published-models.ts";
import { loadPublishedScores } from "../../src/results/published/published-scores.ts";

const tables = publishedTables(await loadPublishedScores(), await loadPublishedModels());

function table(id: string): LinkTable {
  const found = tables.find((one) => one.id === id);
  if (found === undefined) throw new Error(`${id} is not among ${tables.map((one) => one.id).join(", ")}`);
  return found;
}

function quality({ outcome }: Link) {
  if (outcome.kind !== "linked" || outcome.fit.kind !== "line") throw new Error("no line");
  return { ...outcome, fit: outcome.fit };
}

describe("published tables as scales", () => {
  it("are one a language; what states one procedure is one", () => {
    expect(tables.map(({ id, rows }) => `${id} ${rows.length}`).sort()).toEqual([
      "elyza-geniac-1/ja 1",
      "nejumi-4/ja 59",
      "nii-2026-04-llm-jp-4/en 4",
      "nii-2026-04-llm-jp-4/ja 8",
      "rakuten-ai-2-mini-card/ja 5",
      "rakuten-ai-3/ja 2",
      "sarashina-2.2-card/en 11",
      "sarashina-2.2-card/ja 11",
      "swallow-leaderboard-v2/en 68",
      "swallow-leaderboard-v2/ja 68",
    ]);
  });

  it("link Nejumi 4 to Swallow v2 by 15 sure anchors", () => {
    const link = makeLink(table("nejumi-4/ja"), table("swallow-leaderboard-v2/ja"), { likely: false });
    const { fit, leaveOneOut, raw, residuals, rows, spread } = quality(link);
    expect(link.anchors).toHaveLength(15);
    expect(fit.slope).toBeCloseTo(0.739, 3);
    expect(spread.sd).toBeCloseTo(0.259, 3);
    expect(leaveOneOut.rms).toBeCloseTo(0.308, 3);
    expect(raw).toBeCloseTo(1.964, 2);
    expect(residuals?.filter(({ misfit }) => misfit)).toEqual([]);
    const gpt4o = rows.find(({ row }) => row.identity.model?.id === "gpt-4o-2024-11-20")?.translation;
    if (gpt4o?.kind !== "linked") throw new Error("outside");
    expect([gpt4o.value, gpt4o.high - gpt4o.value].map((one) => one.toFixed(2))).toEqual(["6.84", "0.59"]);
    expect(link.left.map(({ from, reason }) => [from.identity.model?.id, reason.slice(0, 40)])).toEqual([
      ["qwen3-14b", "thinking off and on"],
      ["qwen3-30b-a3b", "likely only: one side does not state thi"],
      ["qwen3-32b", "likely only: one side does not state thi"],
      ["gpt-5-2025-08-07", "effort high and medium"],
      ["gpt-oss-120b", "likely only: one side does not state eff"],
      ["o3-2025-04-16", "effort high and medium"],
      ["o3-mini-2025-01-31", "likely only: one side does not state eff"],
    ]);
  });

  it("name o3-mini as the anchor that does not fit, once it is let in", () => {
    const [from, to] = [table("nejumi-4/ja"), table("swallow-leaderboard-v2/ja")];
    const link = makeLink(from, to, { likely: true });
    const misfits = quality(link).residuals?.flatMap(({ misfit }, index) => (misfit ? [link.anchors[index]] : []));
    expect(link.anchors).toHaveLength(19);
    expect(misfits?.map((anchor) => [anchor?.from.identity.model?.id, anchor?.from.doubts.length])).toEqual([
      ["o3-mini-2025-01-31", 1],
    ]);
    const without = makeLink(from, to, { likely: true, without: ["o3-mini-2025-01-31"] });
    expect(without.anchors).toHaveLength(18);
    expect(quality(without).leaveOneOut.rms).toBeLessThan(0.31);
  });

  it("refuse the three numbers of GPT-4o, with reasons", () => {
    const swallow = table("swallow-leaderboard-v2/ja");
    expect(makeLink(table("rakuten-ai-3/ja"), swallow, { likely: true }).outcome).toMatchObject({
      kind: "refused",
      reason: { kind: "too-few", anchors: 1 },
    });
    expect(makeLink(table("nii-2026-04-llm-jp-4/ja"), swallow, { likely: false }).outcome).toMatchObject({
      kind: "refused",
      reason: { kind: "too-few", anchors: 0, likely: 5 },
    });
    expect(makeLink(table("nejumi-4/ja"), table("swallow-leaderboard-v2/en"), { likely: false }).outcome).toEqual({
      kind: "refused",
      reason: { kind: "language", from: "ja", to: "en" },
    });
  });
});
