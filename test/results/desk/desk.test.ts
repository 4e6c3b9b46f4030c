import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { toolVersion } from "../../../src/files/tool-version.ts";
import type { DeskPlan } from "../../../src/results/desk/desk-plan.ts";
import { type DeskMatch, type DeskRating, deskRecordSchema, isMatch } from "../../../src/results/desk/desk-record.ts";
import {
  loadAllDesks,
  loadDesk,
  loadDesks,
  loadPlanAt,
  peoplesRatings,
  withPeople,
} from "../../../src/results/desk/load-desk.ts";
import { keepPlan, openDesk } from "../../../src/results/desk/open-desk.ts";
import { deskPath } from "../../../src/results/places.ts";
import { rated, recordOf } from "../../support/make-record.ts";
import { aJudgment, writeFolder } from "../made-folder.ts";

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mtbench-desk-"));
  path = join(deskPath(root, "haiku-set"), "p1");
});
afterEach(() => rm(root, { recursive: true }));

const now = () => Date.parse("2026-05-05T00:00:00.000Z");
const at = "2026-05-05T00:00:00.000Z";

function aPlan(id = "p1", raters = 2): DeskPlan {
  return {
    format: 1,
    id,
    kind: "ratings",
    questionSet: { id: "haiku-set", title: "俳句", language: "ja" },
    candidates: [{ id: "haiku", origin: "run" }],
    judge: null,
    seed: 1,
    strata: [{ category: "writing", questions: 1, drawn: 1 }],
    leftOut: 0,
    raters,
    twice: 0,
    estimate: "plain",
    mask: false,
    rubric: { ja: "公平に。", en: "Be fair." },
    scale: { min: 1, max: 10 },
    procedure: { hash: "h", fields: {} },
    references: null,
    questions: [
      { id: "7", hash: "q", category: "writing", turns: [1], answers: [{ candidate: 0, trial: 1, keys: ["a1"] }] },
    ],
    parts: [[{ question: 0, candidate: 0, repeat: 1, swapped: false }]],
  };
}

function aRating(judge: string, key: string, changes: Partial<DeskRating> = {}): DeskRating {
  return { ...aJudgment(key), judge, plan: "p1", at, ...changes };
}

const aDeskMatch: DeskMatch = {
  ...{ plan: "p1", at, key: "m1", procedure: "p", judge: "person:aoi", questionId: "7", questionHash: "q" },
  ...{ category: "writing", turn: 1, repeat: 1, answerKeys: ["a1", "a2"], swapped: true, flags: [] },
  outcome: { status: "matched", winner: "tie", text: "" },
};

describe("a desk's folder", () => {
  it("is its plan, its seats, what people gave last, and what they looked up", async () => {
    await writeFolder(path, {
      "plan.json": aPlan(),
      "seats.jsonl": [{ judge: "person:aoi", part: 1, at }],
      "looks.jsonl": [{ judge: "person:aoi", key: "k1", at }],
      "openings.jsonl": [{ at }],
      "ratings/aoi.jsonl": [aRating("person:aoi", "k1"), aRating("person:aoi", "k1", { seconds: 9 }), aDeskMatch, {}],
      "ratings/ume.jsonl": [aRating("person:ume", "k2"), aRating("person:ume", "k2", { withdrawn: true })],
      "ratings/notes.txt": "not ours",
    });
    const desk = await loadDesk(path);
    expect(desk).toEqual({
      path,
      plan: aPlan(),
      seats: [{ judge: "person:aoi", part: 1, at }],
      records: new Map<string, unknown>([
        ["k1", aRating("person:aoi", "k1", { seconds: 9 })],
        ["m1", aDeskMatch],
      ]),
      looks: new Set(["person:aoi k1"]),
      damaged: [{ path: join(path, "ratings", "aoi.jsonl"), line: 4, problem: expect.any(String) }],
    });
    expect(peoplesRatings([desk, desk]).map(({ key }) => key)).toEqual(["k1", "k1"]);
    expect([isMatch(aDeskMatch), isMatch(aRating("person:aoi", "k"))]).toEqual([true, false]);
  });

  it("is found with all others of its set, and below a whole root", async () => {
    for (const id of ["p2", "p1"]) await writeFolder(join(deskPath(root, "haiku-set"), id), { "plan.json": aPlan(id) });
    await writeFolder(join(deskPath(root, "other"), "p3"), { "plan.json": aPlan("p3") });
    await writeFolder(join(root, "haiku-set", "+matches", "lab"), { "matches.jsonl": [] });
    const ids = (desks: readonly { readonly plan: DeskPlan }[]) => desks.map(({ plan }) => plan.id);
    expect(ids(await loadDesks(root, "haiku-set"))).toEqual(["p1", "p2"]);
    expect(ids(await loadAllDesks(root))).toEqual(["p1", "p2", "p3"]);
    expect(await loadDesks(root, "nowhere")).toEqual([]);
  });

  it("without a plan, or with none that can be read, is refused by name", async () => {
    expect(await loadPlanAt(path)).toBeNull();
    await expect(loadDesk(path)).rejects.toThrow(`${path} is no desk: plan.json is missing`);
    const hint = "Restore the file, or move the folder aside.";
    await writeFolder(path, { "plan.json": "{" });
    await expect(loadDesk(path)).rejects.toMatchObject({
      message: expect.stringContaining("plan.json: not JSON"),
      hint,
    });
    await writeFolder(path, { "plan.json": { ...aPlan(), raters: 0 } });
    await expect(loadDesk(path)).rejects.toMatchObject({
      message: expect.stringContaining("is no plan of a desk"),
      problems: [expect.stringMatching(/plan\.json: raters: /u)],
      hint,
    });
    await rm(join(path, "plan.json"));
    await writeFolder(join(path, "plan.json"), {});
    await expect(loadPlanAt(path)).rejects.toThrow("EISDIR");
  });

  it("keeps the plan that is there, and makes the first one whole", async () => {
    expect((await keepPlan(path, () => aPlan())).plan).toEqual(aPlan());
    expect(await readFile(join(path, "plan.json"), "utf8")).toBe(`${JSON.stringify(aPlan(), null, 1)}\n`);
    const second = await keepPlan(path, () => {
      throw new Error("made twice");
    });
    expect(second.plan).toEqual(aPlan());
  });

  it.each([
    ["a part of nobody", { parts: [[]] }],
    ["a question without turns", { questions: [{ ...aPlan().questions[0], turns: [] }] }],
    [
      "an answer without keys",
      { questions: [{ ...aPlan().questions[0], answers: [{ candidate: 0, trial: 1, keys: [] }] }] },
    ],
    ["no question", { questions: [] }],
    ["no candidate", { candidates: [] }],
    ["a negative number of doubles", { twice: -1 }],
    ["a candidate before the first", { parts: [[{ question: 0, candidate: -1, repeat: 1, swapped: false }]] }],
    ["a repeat before the first", { parts: [[{ question: 0, candidate: 0, repeat: 0, swapped: false }]] }],
  ])("is refused with a plan of %s", async (_, changes) => {
    await writeFolder(path, { "plan.json": { ...aPlan(), ...changes } });
    await expect(loadDesk(path)).rejects.toThrow("is no plan of a desk");
  });

  it("has lines that are ratings or choices of people, and no others", () => {
    const isRecord = (value: unknown) => deskRecordSchema.safeParse(value).success;
    expect([aRating("person:aoi", "k"), aDeskMatch].map(isRecord)).toEqual([true, true]);
    expect(isRecord({ ...aDeskMatch, outcome: { status: "unrated", reason: "judge-refused", text: null } })).toBe(true);
    for (const changes of [
      { turn: 0 },
      { repeat: 0 },
      { answerKeys: ["a1"] },
      { outcome: { status: "matched", winner: "both", text: "" } },
      { outcome: { status: "unrated", reason: "no-rating", text: null } },
      { withdrawn: false },
    ])
      expect(isRecord({ ...aDeskMatch, ...changes })).toBe(false);
    expect(isRecord(aRating("person:aoi", "k", { seconds: -1 }))).toBe(false);
  });
});

describe("people's ratings", () => {
  it("stand among the judgments of a candidate whose answers they are of", () => {
    const record = recordOf("haiku", [[rated(7)]], [[1]]);
    const [answerKey = ""] = record.answers.keys();
    const own = aRating("person:aoi", "k1", { answerKey });
    const all = withPeople(record, [own, aRating("person:aoi", "k2", { answerKey: "another's" })]);
    expect([...all.judgments.keys()]).toEqual([...record.judgments.keys(), "k1"]);
    expect(all.judgments.get("k1")).toEqual(own);
    expect(withPeople(record, [aRating("person:aoi", "k2")])).toBe(record);
  });
});

describe("an open desk", () => {
  it("gives everybody the next part, the same one again, and begins anew after the last", async () => {
    await keepPlan(path, () => aPlan());
    const desk = await openDesk(path, now);
    const people = ["person:aoi", "person:ume", "person:kaede", "person:aoi"];
    const parts = [];
    for (const person of people) parts.push(await desk.sit(person));
    expect(parts).toEqual([1, 2, 1, 1]);
    expect(desk.desk.seats).toEqual([
      { judge: "person:aoi", part: 1, at },
      { judge: "person:ume", part: 2, at },
      { judge: "person:kaede", part: 1, at },
    ]);
    await desk.close();
    const again = await openDesk(path, now);
    expect([await again.sit("person:ume"), await again.sit("person:sakura")]).toEqual([2, 2]);
    await again.close();
    const lines = (await readFile(join(path, "openings.jsonl"), "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([1, 2].map(() => ({ at, tool: { version: toolVersion() } })));
    expect((await readdir(path)).filter((name) => name.startsWith("lock"))).toEqual([]);
  });

  it("writes what people give at once, and takes back what they withdraw", async () => {
    await keepPlan(path, () => aPlan());
    const desk = await openDesk(path, now);
    await desk.sit("person:aoi");
    await desk.append(aRating("person:aoi", "k1"));
    await desk.append(aRating("person:aoi", "k2"));
    await desk.append(aRating("person:aoi", "k1", { withdrawn: true }));
    await desk.look("person:aoi", "k2");
    await desk.look("person:aoi", "k2");
    const shown = await loadDesk(path);
    expect([...shown.records.keys()]).toEqual(["k2"]);
    expect([...desk.desk.records.keys()]).toEqual(["k2"]);
    expect([...desk.desk.looks]).toEqual(["person:aoi k2"]);
    expect((await readFile(join(path, "looks.jsonl"), "utf8")).trimEnd().split("\n")).toHaveLength(1);
    await expect(desk.append(aRating("person:ume", "k3"))).rejects.toThrow("person:ume does not sit at this desk");
    await desk.close();
  });

  it("knows what another process wrote for a person since it was opened, of that person alone", async () => {
    await keepPlan(path, () => aPlan());
    const desk = await openDesk(path, now);
    const other = await openDesk(path, now);
    for (const person of ["person:aoi", "person:ume"]) {
      await other.sit(person);
      await other.append(aRating(person, `of ${person}`));
    }
    await other.close();
    expect(await desk.sit("person:aoi")).toBe(1);
    expect([...desk.desk.records.keys()]).toEqual(["of person:aoi"]);
    await desk.close();
  });

  it("is refused to a person for whom another process writes, and is there for the next attempt", async () => {
    await keepPlan(path, () => aPlan());
    const [one, two] = [await openDesk(path, now), await openDesk(path, now)];
    await one.sit("person:aoi");
    await expect(two.sit("person:aoi")).rejects.toThrow(`process ${process.pid}`);
    await one.close();
    expect(await two.sit("person:aoi")).toBe(1);
    await two.close();
  });

  it("takes nothing more for a person whose lock another process took over", async () => {
    await keepPlan(path, () => aPlan());
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const desk = await openDesk(path, now);
      await desk.sit("person:aoi");
      const lock = (await readdir(path)).find((name) => name.startsWith("lock.")) ?? "";
      const other = { pid: 1, host: `not-${hostname()}`, startedAt: at, token: "other" };
      await writeFile(join(path, lock), JSON.stringify(other));
      vi.advanceTimersByTime(5_000);
      await vi.waitFor(() => expect(desk.append(aRating("person:aoi", "k1"))).rejects.toThrow("was taken over"), {
        timeout: 60_000,
      });
      await desk.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it("waits while another desk writes a file that they share, and gives up in the end", async () => {
    await keepPlan(path, () => aPlan());
    const holder = { pid: process.ppid, host: hostname(), startedAt: at, token: "other" };
    const lock = join(path, "lock.openings.jsonl");
    await writeFile(lock, JSON.stringify(holder));
    const opening = openDesk(path, now);
    await new Promise((done) => setTimeout(done, 20));
    await rm(lock);
    await (await opening).close();
    expect((await readFile(join(path, "openings.jsonl"), "utf8")).trimEnd().split("\n")).toHaveLength(1);
  });
});
