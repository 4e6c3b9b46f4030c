import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadQuestionSet } from "../../../src/questions/load-question-set.ts";
import type { PracticeServer } from "../../../src/servers/practice/practice-server.ts";
import { setAtHand } from "../../../src/variants/set-at-hand.ts";
import { startMemoriser } from "../../support/memoriser.ts";
import { runMain } from "../../support/run-main.ts";

let cwd: string;
let server: PracticeServer;
const categories = ["reasoning", "math"];
const mtbench = (...args: string[]) => runMain(args, { cwd, env: { MTBENCH_CACHE: join(cwd, "cache") } });
const folder = (set: string, id: string) => join("results", set.replace("@", "%40").replace(":", "%3a"), id);
const run = (set: string, model: string) =>
  mtbench(
    "run",
    "--questions",
    set,
    "--model",
    `${model}@${server.baseUrl}`,
    "--id",
    model,
    "--judge",
    "mtbench-ja",
    "--judge-model",
    `judge@${server.baseUrl}`,
    "--categories",
    ...categories,
  );

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-fresh-"));
  const options = { cwd, places: { cache: join(cwd, "cache"), mirror: null } };
  const load = async (name: string) => loadQuestionSet(await setAtHand(name, options), options);
  const variants = [await load("ja-original@seed:7"), await load("ja-original@seed:8")];
  server = await startMemoriser(await load("ja-original"), variants);
  for (const model of ["honest", "memoriser"]) {
    for (const set of ["ja-original", "ja-original@seed:7", "ja-original@seed:8"]) await run(set, model);
  }
});
afterAll(async () => {
  await server.close();
  await rm(cwd, { recursive: true, force: true });
});

const runsOf = (model: string, seeds = ["7", "8"]) => [
  folder("ja-original", model),
  ...seeds.map((seed) => folder(`ja-original@seed:${seed}`, model)),
];

describe("mtbench freshness", () => {
  it("shows the drop of a model that has the answers by heart, and none of one that answers what is asked", async () => {
    const planted = await mtbench("freshness", ...runsOf("memoriser"));
    expect(planted.stderr).toBe("");
    expect(planted.stdout).toContain("(2 seeds)");
    expect(planted.stdout).toContain("Verdict: drop shown.");
    expect(planted.stdout).not.toContain("remembered");
    expect((await mtbench("freshness", ...runsOf("honest"))).stdout).toContain("Verdict: not shown.");
  });

  it("says remembered only beside three models that are older than the set", async () => {
    const control = (date: string) => [
      "--control",
      `${date}=${folder("ja-original", "honest")}=${runsOf("honest").slice(1).join("+")}`,
    ];
    const two = await mtbench("freshness", ...runsOf("memoriser"), ...control("2024-01-01"), ...control("2024-01-02"));
    expect(two.stdout).toContain("Verdict: drop shown.");
    const three = await mtbench(
      "freshness",
      ...runsOf("memoriser"),
      ...control("2024-01-01"),
      ...control("2024-01-02"),
      ...control("2024-01-03"),
    );
    expect(three.stderr).toBe("");
    expect(three.stdout).toContain("Beyond 3 controls");
    expect(three.stdout).toContain("Verdict: remembered.");
    const late = await mtbench("freshness", ...runsOf("memoriser"), ...control("2026-11-22"));
    expect(late).toMatchObject({ code: 2 });
    expect(late.stderr).toContain("is not before ja-original was published (2026-11-22)");
    const other = [
      "--control",
      `2024-01-01=${folder("ja-original", "honest")}=${folder("ja-original@seed:7", "honest")}`,
    ];
    expect((await mtbench("freshness", ...runsOf("memoriser"), ...other)).stderr).toContain("was asked other variants");
  });

  it("refuses runs that do not belong together", async () => {
    expect((await mtbench("freshness", folder("ja-original", "honest"))).code).toBe(2);
    expect((await mtbench("freshness", ...runsOf("honest").reverse())).stderr).toContain("is a run on variants");
    expect(
      (await mtbench("freshness", folder("ja-original", "honest"), folder("ja-original@seed:7", "memoriser"))).stderr,
    ).toContain("another model");
    expect(
      (await mtbench("freshness", folder("ja-original", "honest"), folder("ja-original", "memoriser"))).stderr,
    ).toContain("no run on variants");
    expect((await mtbench("freshness", ...runsOf("honest", ["7", "7"]))).stderr).toContain("named twice");
    expect((await mtbench("freshness", ...runsOf("honest"), "--control", "yesterday=a=b")).code).toBe(2);
  });

  it("probes for the second half of the questions and for the canary", async () => {
    const { code, stdout, stderr } = await mtbench(
      "freshness",
      "--probe",
      "--model",
      `honest@${server.baseUrl}`,
      "--json",
    );
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      rates: [
        { name: "questions of ja-original", recalled: 0 },
        { name: "canary", recalled: 0, asked: 3 },
        { name: "variants (guessing)", recalled: 0 },
      ],
    });
    expect(await mtbench("freshness", "--probe")).toMatchObject({ code: 2 });
  });
});
