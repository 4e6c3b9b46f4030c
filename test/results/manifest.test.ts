import { describe, expect, it } from "vitest";
import { launchedSet, launchSchema, manifestFor, manifestSchema, recordedTimes } from "../../src/results/manifest.ts";
import { makeCandidate, makeQuestion } from "../support/make.ts";
import { aLaunch, aManifest } from "./made-folder.ts";

const everything = aLaunch({
  procedure: {
    ...{ hash: "h", judge: "lab", kind: "ratings", judges: [{ model: "kaede", share: 1 }] },
    ...{ scale: { min: 1, max: 10 }, fields: {} },
  },
  questions: [{ id: "7", hash: "h", category: "writing", turns: [1, 2], judgeModel: "kaede" }],
  trials: 3,
  repeats: 2,
  judgeServers: { kaede: { baseUrl: "http://judge/v1" } },
  recorded: { from: "2026-04-01T00:00:00.000Z", to: "2026-04-02T00:00:00.000Z" },
  matches: {
    candidates: [{ candidate: "haiku", folder: "haiku", rules: "r", rulesFields: {}, answersHash: "a" }],
    pairs: [["haiku", "tanka"]],
  },
});

/** The same with another value at a place, `a.b.0.c`, or without any. */
function changed(value: object, place: string, other: unknown): unknown {
  const copy = structuredClone(value);
  const names = place.split(".");
  const last = names.pop() ?? "";
  const holder = names.reduce((at, name) => Reflect.get(at, name), copy);
  if (other === undefined) Reflect.deleteProperty(holder, last);
  else Reflect.set(holder, last, other);
  return copy;
}

const paths = (result: ReturnType<typeof launchSchema.safeParse | typeof manifestSchema.safeParse>) =>
  result.error?.issues.map(({ path }) => path.join("."));

describe("a manifest", () => {
  it("is read as it was written, of either format", () => {
    const variant = { of: "ja-mt-bench", seed: "7", generators: { 221: 2 } };
    for (const manifest of [aManifest(), aManifest({ format: 1, origin: "import" })])
      expect(manifestSchema.parse(manifest)).toEqual(manifest);
    expect(manifestSchema.safeParse({ ...aManifest(), format: 3 }).error?.issues[0]?.message).toBe("expected 1 or 2");
    const facts = {
      version: "1",
      createdAt: "x",
      set: { id: "s", language: "ja" },
      candidate: makeCandidate(),
      seed: 3,
    };
    expect(manifestFor(facts).questionSet).toEqual({ id: "s", language: "ja" });
    expect(manifestFor({ ...facts, set: { ...facts.set, variant } }).questionSet).toEqual({
      ...{ id: "s", language: "ja" },
      variant,
    });
  });

  it.each(["tool.version", "createdAt", "questionSet.id", "questionSet.language", "candidate.id", "seed", "origin"])(
    "without %s is refused",
    (place) => {
      expect(paths(manifestSchema.safeParse(changed(aManifest(), place, undefined)))).toEqual([place]);
    },
  );
});

describe("a launch", () => {
  it("is read as it was written, with all that it may hold and with the least", () => {
    expect(launchSchema.parse(everything)).toEqual(everything);
    expect(launchSchema.parse(aLaunch())).toEqual(aLaunch());
  });

  it.each([
    ...["startedAt", "tool.version", "rules", "rulesFields", "questionSet.id", "questionSet.title"],
    ...["questionSet.language", "questionSet.categories", "questionSet.size", "questions.0.id", "questions.0.hash"],
    ...["questions.0.category", "questions.0.turns", "trials", "repeats", "server", "judgeServer", "deviations"],
    ...["procedure.hash", "procedure.judge", "procedure.kind", "procedure.judges", "procedure.scale.min"],
    ...[
      "procedure.scale.max",
      "procedure.fields",
      "recorded.from",
      "recorded.to",
      "matches.candidates",
      "matches.pairs",
    ],
    ...["matches.candidates.0.candidate", "matches.candidates.0.folder", "matches.candidates.0.rules"],
    ...["matches.candidates.0.rulesFields", "matches.candidates.0.answersHash"],
  ])("without %s is refused", (place) => {
    expect(paths(launchSchema.safeParse(changed(everything, place, undefined)))).toEqual([place]);
  });

  it.each<[string, unknown]>([
    ["trials", 0],
    ["repeats", 0],
    ["trials", 1.5],
    ["questions.0.turns.0", 0],
    ["questionSet.categories.0", 7],
    ["questionSet.size", 0.5],
    ["deviations", [7]],
    ["judgeServers.kaede", "http://judge/v1"],
    ["matches.pairs.0", ["haiku"]],
    ["procedure.judges", []],
    ["procedure.judges.0.share", 1.5],
  ])("with another %s, %j, is refused", (place, other) => {
    expect(launchSchema.safeParse(changed(everything, place, other)).success).toBe(false);
  });

  it("says of a set what it is called and how large it is", () => {
    const told = { id: "haiku-set", title: "俳句", language: "ja", categories: ["writing", "math"], size: 80 };
    const rest = { temperatures: {}, questions: [makeQuestion()], longest: 2, criteria: null, references: [] };
    expect(launchedSet({ ...told, ...rest })).toEqual(told);
  });
});

describe("when rows were written, by their own word", () => {
  it("is the first and the last, of those that name a time", () => {
    const at = (iso: string) => Date.parse(iso) / 1000;
    const rows = [at("2026-02-03T04:05:06Z"), null, 0, -5, at("2024-01-01T00:00:00Z"), 1e15].map((tstamp) => ({
      tstamp,
    }));
    expect(recordedTimes(rows)).toEqual({ from: "2024-01-01T00:00:00.000Z", to: "2026-02-03T04:05:06.000Z" });
    expect(recordedTimes([{ tstamp: null }, { tstamp: 0 }, { tstamp: -1 }, { tstamp: 253_402_300_800 }])).toBeNull();
    expect(recordedTimes([{ tstamp: 0.5 }])?.from).toBe("1970-01-01T00:00:00.500Z");
  });
});
