import { describe, expect, it } from "vitest";
import { makeLink } from "../../src/linking/make-link.ts";
import { makeIdentity, makeModel, makePair, makeRow, makeTable } from "./make-table.ts";

const sure = { likely: false };
// y = 0.5 x + 2 with deviations that sum to nothing.
const six = [
  [4, 4.1],
  [5, 4.4],
  [6, 5.05],
  [7, 5.5],
  [8, 5.95],
  [9, 6.5],
] as const;

describe("a link between two tables", () => {
  it("is a line from four anchors on, with everything that says how good it is", () => {
    const { from, to } = makePair(six, [makeRow("new", 6.5)]);
    const link = makeLink(from, to, sure);
    if (link.outcome.kind !== "linked") throw new Error("refused");
    const { fit, weak, range, rows, leaveOneOut, leaveFamilyOut, residuals } = link.outcome;
    expect(fit).toMatchObject({ kind: "line", count: 6 });
    expect(weak).toBe(false);
    expect(range).toEqual({ low: 4, high: 9 });
    expect(link.anchors.map(({ certainty, family }) => `${certainty} ${family}`)).toContain("sure m00");
    expect(leaveOneOut.predicted).toBe(6);
    expect(leaveFamilyOut).toBeNull();
    expect(residuals).toHaveLength(6);
    expect(link.absorbed).toEqual([
      { field: "judge", from: "j", to: "k" },
      { field: "trials", from: null, to: "5" },
    ]);
    expect(rows.map(({ row }) => row.identity.name)).toEqual(["new"]);
    const translation = rows[0]?.translation;
    if (translation?.kind !== "linked") throw new Error("outside");
    expect(translation.value).toBeCloseTo(fit.kind === "line" ? fit.intercept + 6.5 * fit.slope : 0, 12);
    expect(translation.high - translation.value).toBeCloseTo(translation.value - translation.low, 12);
    expect(translation).toMatchObject({ cut: false, added: 0, level: 0.95 });
  });

  it("is a weak shift with three, and nothing with two", () => {
    const three = makeLink(...(Object.values(makePair(six.slice(0, 3))) as [never, never]), sure);
    expect(three.outcome).toMatchObject({
      kind: "linked",
      weak: true,
      residuals: null,
      fit: { kind: "shift", count: 3 },
    });
    const two = makeLink(...(Object.values(makePair(six.slice(0, 2))) as [never, never]), sure);
    expect(two.outcome).toEqual({ kind: "refused", reason: { kind: "too-few", anchors: 2, likely: 0 } });
  });

  it("is refused when the line cannot rise", () => {
    const flat = makePair([
      [7, 4],
      [7, 5],
      [7, 6],
      [7, 7],
    ]);
    expect(makeLink(flat.from, flat.to, sure).outcome).toEqual({
      kind: "refused",
      reason: { kind: "no-spread", score: 7 },
    });
    const falling = makePair([
      [5, 7],
      [6, 6],
      [7, 5],
      [8, 4.5],
    ]);
    expect(makeLink(falling.from, falling.to, sure).outcome).toMatchObject({
      kind: "refused",
      reason: { kind: "slope", slope: expect.closeTo(-0.85, 12) },
    });
    const level = makePair([
      [5, 6],
      [6, 6],
      [7, 6],
      [8, 6],
    ]);
    expect(makeLink(level.from, level.to, sure).outcome).toMatchObject({ kind: "refused", reason: { kind: "slope" } });
  });

  it("says nothing outside the anchors' range, to the last digit", () => {
    const { from, to } = makePair(six, [makeRow("above", 9.001), makeRow("below", 3.9), makeRow("at the end", 9)]);
    const link = makeLink(from, to, sure);
    const kinds =
      link.outcome.kind === "linked"
        ? link.outcome.rows.map(({ row, translation }) => [row.score, translation.kind])
        : [];
    expect(kinds).toEqual([
      [9.001, "outside"],
      [3.9, "outside"],
      [9, "linked"],
    ]);
  });

  it("is cut to the other scale", () => {
    const steep = makePair(
      [
        [5, 4],
        [6, 6.2],
        [7, 7.8],
        [8, 10],
      ],
      [makeRow("top", 7.9), makeRow("plain", 6)],
    );
    const link = makeLink(steep.from, steep.to, sure);
    const found = link.outcome.kind === "linked" ? link.outcome.rows.map(({ translation }) => translation) : [];
    expect(found[0]).toMatchObject({ kind: "linked", high: 10, cut: true });
    expect(found[1]).toMatchObject({ cut: false });
  });

  it("is refused between languages, question sets and parts of sets; versions 3 and 4 are named", () => {
    const { from, to } = makePair(six);
    const questions = { set: "ja-mt-bench-v3", hash: null, count: null, whole: true };
    const reason = (other: Partial<typeof to>) => {
      const { outcome } = makeLink(from, { ...to, ...other }, sure);
      return outcome.kind === "refused" ? outcome.reason : null;
    };
    expect(reason({ language: "en" })).toEqual({ kind: "language", from: "ja", to: "en" });
    expect(reason({ questions: { ...questions, set: "rakuda-v2" } })).toEqual({
      kind: "questions",
      from: "ja-mt-bench-v4",
      to: "rakuda-v2",
    });
    expect(reason({ questions: { ...questions, set: null } })).toMatchObject({ kind: "questions", to: "not stated" });
    expect(reason({ questions: { ...questions, set: "ja-mt-bench-v4", count: 12, whole: false } })).toEqual({
      kind: "part",
      table: "to",
      count: 12,
    });
    const versions = makeLink(from, { ...to, questions }, sure);
    expect(versions.outcome.kind).toBe("linked");
    expect(versions.absorbed[0]).toEqual({ field: "questions", from: "ja-mt-bench-v4", to: "ja-mt-bench-v3" });
    const unversioned = { ...questions, set: "ja-mt-bench" };
    expect(makeLink(from, { ...to, questions: unversioned }, sure).absorbed[0]).toMatchObject({ to: "ja-mt-bench" });
    const both = makeLink({ ...from, questions: unversioned }, { ...to, questions: unversioned }, sure);
    expect(both.absorbed[0]).toEqual({ field: "questions", from: "ja-mt-bench", to: "ja-mt-bench" });
    // Two versions that nobody has looked at are two exams.
    expect(reason({ questions: { ...questions, set: "ja-mt-bench-v5" } })).toMatchObject({ kind: "questions" });
  });

  it("lets equal parts of a set through", () => {
    const questions = { set: "ja-mt-bench-v4", hash: "h", count: 12, whole: false };
    const { from, to } = makePair(six);
    expect(makeLink({ ...from, questions }, { ...to, questions }, sure).outcome.kind).toBe("linked");
    expect(makeLink({ ...from, questions }, { ...to, questions: { ...questions, hash: "i" } }, sure).outcome.kind).toBe(
      "refused",
    );
  });
});

describe("anchors", () => {
  const toggle = makeModel({ id: "toggle", thinking: "switch", default: "on", family: "f" });
  const row = (name: string, score: number, thinking: "on" | "off" | null) =>
    makeRow(name, score, { identity: makeIdentity({ name, model: toggle, thinking }) });

  it("are likely ones only on request, and then marked", () => {
    const from = makeTable("from", [row("T", 5, null)]);
    const to = makeTable("to", [row("T", 4, "on")]);
    const careful = makeLink(from, to, sure);
    expect(careful.anchors).toEqual([]);
    expect(careful.outcome).toEqual({ kind: "refused", reason: { kind: "too-few", anchors: 0, likely: 1 } });
    expect(careful.left[0]?.reason).toBe("likely only: one side does not state thinking");
    const bold = makeLink(from, to, { likely: true });
    expect(bold.anchors[0]).toMatchObject({ certainty: "likely", family: "f", x: 5, y: 4 });
    expect(bold.left).toEqual([]);
  });

  it("are each row once, the surest pair first", () => {
    const from = makeTable("from", [row("T open", 5, null), row("T on", 6, "on"), row("T off", 7, "off")]);
    const to = makeTable("to", [row("T on there", 4, "on")]);
    const link = makeLink(from, to, { likely: true });
    expect(link.anchors.map((anchor) => [anchor.from.identity.name, anchor.certainty])).toEqual([["T on", "sure"]]);
    // Its only partner is taken, so nothing is left to explain.
    expect(link.left).toEqual([]);
  });

  it("can be left out by name, which is told", () => {
    const { from, to } = makePair(six);
    const link = makeLink(from, to, { likely: false, without: ["M03"] });
    expect(link.anchors).toHaveLength(5);
    expect(link.left.map(({ from: { identity }, reason }) => [identity.name, reason])).toEqual([
      ["m03", "left out on request"],
    ]);
    // Its translation stands beside its own score there, which the line has not seen.
    const rows = link.outcome.kind === "linked" ? link.outcome.rows : [];
    expect(rows.map(({ row }) => row.identity.name)).toEqual(["m03"]);
  });

  it("of one family are also left out together", () => {
    const { from, to } = makePair(six);
    const shared = (index: number) => (index < 2 ? makeModel({ id: `m0${index}`, family: "f" }) : undefined);
    const rows = from.rows.map((one, index) => {
      const model = shared(index);
      return model === undefined ? one : { ...one, identity: makeIdentity({ name: one.identity.name, model }) };
    });
    const link = makeLink({ ...from, rows }, to, sure);
    expect(link.outcome).toMatchObject({ leaveFamilyOut: { groups: 5, predicted: 6 }, leaveOneOut: { groups: 6 } });
  });
});

describe("noise of repeating", () => {
  const noisy = (name: string, score: number, perTrial: number | null, trials: number | null) =>
    makeRow(name, score, { noise: { perTrial, trials } });
  const added = (anchorNoise: [number | null, number | null], rowNoise: [number | null, number | null]) => {
    const { to } = makePair(six);
    const from = makeTable("from", [
      ...six.map(([x], index) => noisy(`m0${index}`, x, ...anchorNoise)),
      noisy("new", 6.5, ...rowNoise),
    ]);
    const { outcome } = makeLink(from, to, sure);
    const translation = outcome.kind === "linked" ? outcome.rows[0]?.translation : undefined;
    if (outcome.kind !== "linked" || translation?.kind !== "linked" || outcome.fit.kind !== "line")
      throw new Error("no");
    return translation.added / outcome.fit.slope ** 2;
  };

  it("is added only where the new row has more than the anchors", () => {
    expect(added([0.04, 4], [0.04, 1])).toBeCloseTo(0.04 - 0.01, 12);
    expect(added([0.04, 4], [0.04, 8])).toBe(0);
    expect(added([0.02, 1], [0.05, 1])).toBeCloseTo(0.03, 12);
  });

  it("of a row that was never repeated is that of the others, by the number of trials", () => {
    expect(added([0.04, 4], [null, 1])).toBeCloseTo(0.03, 12);
    expect(added([null, 5], [null, 1])).toBe(0);
    expect(added([null, null], [0.04, 2])).toBe(0);
  });

  it("widens the interval", () => {
    const { to } = makePair(six);
    const table = (trials: number) =>
      makeTable("from", [...six.map(([x], index) => noisy(`m0${index}`, x, 0.04, 4)), noisy("new", 6.5, 0.04, trials)]);
    const width = (trials: number) => {
      const { outcome } = makeLink(table(trials), to, sure);
      const translation = outcome.kind === "linked" ? outcome.rows[0]?.translation : undefined;
      return translation?.kind === "linked" ? translation.high - translation.value : Number.NaN;
    };
    expect(width(1)).toBeGreaterThan(width(2));
    expect(width(2)).toBeGreaterThan(width(4));
    expect(width(8)).toBe(width(4));
  });
});
