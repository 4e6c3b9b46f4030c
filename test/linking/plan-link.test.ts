import { describe, expect, it } from "vitest";
import type { LinkTable } from "../../src/linking/link-table.ts";
import { planLink } from "../../src/linking/plan-link.ts";
import { makeIdentity, makeModel, makePair, makeRow, makeTable } from "./make-table.ts";

const options = { likely: false, within: 0.5 };
// Residuals of 0.1 beside y = x - 1.
const five = [
  [5, 4.1],
  [6, 4.9],
  [7, 6.1],
  [8, 6.9],
  [9, 8.1],
] as const;

function open(name: string, score: number, parameters: number, family = name) {
  const model = makeModel({ id: name, family, weights: { parameters, licence: null } });
  return makeRow(name, score, { identity: makeIdentity({ name, model }) });
}

function withRows(table: LinkTable, ...rows: LinkTable["rows"]): LinkTable {
  return { ...table, rows: [...table.rows, ...rows] };
}

describe("planning a link", () => {
  it("knows the spread from the pair's own anchors and asks for as many as the wish takes", () => {
    const { from, to } = makePair(five);
    const planned = planLink(from, to, [], options);
    if (planned.kind !== "plan") throw new Error("refused");
    const { spread, needed, anchors, offers } = planned.plan;
    expect(anchors).toBe(5);
    expect(spread).toMatchObject({ basis: "own", from: "from", anchors: 5 });
    expect(spread?.sd).toBeCloseTo(Math.sqrt(0.048 / 3), 2);
    expect(needed?.likely).toMatchObject({ kind: "anchors", count: 5 });
    expect(needed?.low).toMatchObject({ kind: "anchors", count: 4 });
    expect(needed?.high.kind).toBe("unattainable");
    // Enough are there.
    expect(offers).toEqual([]);
  });

  it("says when no number reaches the wish, and offers none", () => {
    const { from, to } = makePair(five);
    const planned = planLink(from, withRows(to, open("x", 6, 1)), [], { ...options, within: 0.2 });
    if (planned.kind !== "plan") throw new Error("refused");
    expect(planned.plan.needed?.likely).toEqual({
      kind: "unattainable",
      limit: expect.closeTo(1.959964 * (planned.plan.spread?.sd ?? 0), 5),
    });
    expect(planned.plan.offers).toEqual([]);
  });

  it("offers open models where the scale is empty, of two as good the new family, then the smaller", () => {
    const { from, to } = makePair(five);
    const offered = withRows(
      to,
      open("middling", 3, 70),
      open("far", 2, 70),
      open("far and small", 2.1, 7),
      open("far and small twin", 2.12, 3, "far and small"),
      open("near", 6.1, 1),
      makeRow("closed", 1.5),
    );
    const planned = planLink(from, offered, [], { ...options, within: 0.33 });
    if (planned.kind !== "plan") throw new Error("refused");
    expect(planned.plan.needed?.likely).toMatchObject({ kind: "anchors" });
    expect(planned.plan.offers.map(({ model }) => model).slice(0, 2)).toEqual(["far and small twin", "middling"]);
    expect(planned.plan.offers.map(({ model }) => model)).not.toContain("closed");
  });

  it("offers only what would be a sure anchor, and says how to ask it", () => {
    const toggle = (id: string, thinking: "on" | null) => {
      const model = makeModel({
        id,
        thinking: "switch",
        default: "on",
        weights: { parameters: 8, active: 3, licence: "Apache-2.0" },
      });
      return makeRow(id, 5, { identity: makeIdentity({ name: id, model, thinking }) });
    };
    const planned = planLink(null, makeTable("to", [toggle("stated", "on"), toggle("unstated", null)]), [], options);
    if (planned.kind !== "plan") throw new Error("refused");
    expect(planned.plan).toMatchObject({ anchors: 0, spread: null, needed: null });
    expect(planned.plan.offers).toEqual([
      {
        model: "stated",
        snapshot: "lab/stated",
        family: "stated",
        score: 5,
        parameters: 8,
        active: 3,
        licence: "Apache-2.0",
        thinking: "on",
        effort: null,
      },
    ]);
  });

  it("borrows the spread of the best line to the same scale where nothing was run yet, and says so", () => {
    const { from, to } = makePair(five);
    const planned = planLink(null, to, [from, to, makeTable("stranger", [])], options);
    expect(planned).toMatchObject({ kind: "plan", plan: { spread: { basis: "other", from: "from", anchors: 5 } } });
  });

  it("is refused where no anchors could help", () => {
    const { from, to } = makePair(five);
    expect(planLink({ ...from, language: "en" }, to, [], options)).toEqual({
      kind: "refused",
      reason: { kind: "language", from: "en", to: "ja" },
    });
    // Too few anchors are what a plan is for.
    expect(planLink({ ...from, rows: from.rows.slice(0, 2) }, to, [], options).kind).toBe("plan");
  });
});
