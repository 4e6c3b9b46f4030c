import { beforeAll, describe, expect, it } from "vitest";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { smallRun, smallSet } from "../../support/small-run.ts";

let cwd: string;
beforeAll(async () => {
  cwd = await smallSet(2);
  const server: FakeServer = await startFakeServer({
    onChat: ({ body }) => (body.model === "played-judge" ? "正しいです。\n評価: [[6]]" : "七です。"),
    models: ["played-model", "played-judge"],
  });
  await runMain(smallRun(server.baseUrl, server.baseUrl), { cwd });
  await server.close();
});

async function json(...args: readonly string[]): Promise<unknown> {
  const [long, short] = [
    await runMain([...args, "--format", "json"], { cwd }),
    await runMain([...args, "--json"], { cwd }),
  ];
  expect(short.stdout).toBe(long.stdout);
  return JSON.parse(short.stdout);
}

describe("--json", () => {
  it("shows what stands in a results folder, and what is wrong with it", async () => {
    const listed = await json("results", "list");
    expect(listed).toMatchObject({
      candidates: [{ questions: "small", candidate: "played-model", origin: "run", answers: 4, judgments: 4 }],
      places: [],
    });
    expect(await json("results", "check")).toMatchObject({ folders: 1, left: 0, findings: [], moved: [] });
  });

  it("shows sets, judges and a check", async () => {
    expect(await json("questions", "list")).toContainEqual(
      expect.objectContaining({ id: "small", language: "ja", title: "小さな問題集", problems: [] }),
    );
    expect(await json("judges", "list")).toContainEqual(
      expect.objectContaining({ id: "mtbench-ja", languages: ["ja"] }),
    );
    expect(await json("questions", "check", "small")).toMatchObject({ problems: [], summary: { questions: 2 } });
  });

  it("shows a baseline, saved or read", async () => {
    const saved = await json("baseline", "save", "played-model", "-o", "b.json");
    expect(saved).toMatchObject({ candidate: { id: "played-model" } });
    expect(await json("baseline", "show", "b.json")).toEqual(saved);
  });
});
