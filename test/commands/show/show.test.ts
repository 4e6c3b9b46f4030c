import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { madeQuestions, makeResults } from "../../support/made-results.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

describe("mtbench show", () => {
  let cwd: string;
  let server: FakeServer;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-show-"));
    await writeSmallSet(cwd);
    const folder = join(cwd, "questions", "small");
    const turns = (...texts: string[]) => ({ choices: [{ turns: texts }] });
    const rows = [
      { question_id: 7, ...turns("模範は七。", "模範は十四。") },
      { question_id: 8, ...turns("手本の歌。", "手本の晴れ。") },
    ];
    await writeFile(join(folder, "gold.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const set = join(folder, "set.yaml");
    await writeFile(
      set,
      (await readFile(set, "utf8")).replace("references: []", "references: [{name: gold, file: gold.jsonl}]"),
    );
    server = await startFakeServer({
      onChat: ({ body }) => (body.model === "played-model" ? "七\u001b[2Jです。" : "評価: [[9]]"),
    });
    const servers = ["--model", `played-model@${server.baseUrl}`, "--judge-model", `kind@${server.baseUrl}`];
    const run = ["run", ...servers, "--questions", "small", "--judge", "mtbench-ja"];
    expect((await runMain(run, { cwd })).code).toBe(0);
  });
  afterAll(async () => {
    await server.close();
    await rm(cwd, { recursive: true, force: true });
  });

  const shown = async (...args: string[]) => JSON.parse((await runMain(["show", ...args, "--json"], { cwd })).stdout);

  it("gives the messages that the judge was sent, word for word", async () => {
    const received = server
      .chats()
      .filter(({ body }) => body.model === "kind")
      .map(({ body }) => JSON.stringify(body.messages));
    const told = [...(await shown("played-model", "7")), ...(await shown("played-model", "8"))];
    const messages = told.flatMap(({ sentToJudge }) => sentToJudge.map((one: { messages: unknown }) => one.messages));
    expect(messages.map((one) => JSON.stringify(one)).sort()).toEqual(received.sort());
    expect(messages).toHaveLength(4);
    expect(told[0].sentToJudge[0].judgment).toBe(told[0].judgments[0].key);
  });

  it("gives the reference of the turn, and says whether the judge was shown it", async () => {
    const references = (await shown("played-model", "7")).map((one: { references: unknown }) => one.references);
    expect(references).toEqual([
      [{ name: "gold", texts: ["模範は七。"], wasShown: true }],
      [{ name: "gold", texts: ["模範は十四。"], wasShown: true }],
    ]);
    const math = (await runMain(["show", "played-model", "7", "--turn", "1"], { cwd })).stdout;
    expect(math).toContain("-- reference gold\n模範は七。\n");
    expect(math).toContain("-- sent to mtbench-ja · prompt single-math-v1 · user\n");
    expect(math).not.toContain("\u001b");
    const writing = (await runMain(["show", "played-model", "8", "--turn", "2"], { cwd })).stdout;
    expect(writing).toContain("-- reference gold (no judge was shown it)\n手本の晴れ。\n");
  });

  it("names the prompt where it cannot be filled in as it was, and never guesses", async () => {
    const path = join(cwd, "questions", "small", "gold.jsonl");
    const before = await readFile(path, "utf8");
    await writeFile(path, before.replace("模範は七。", "模範は八。"));
    const { stdout } = await runMain(["show", "played-model", "7", "--turn", "1"], { cwd });
    await writeFile(path, before);
    expect(stdout).toContain("-- reference\n(the reference that the judge was shown is not at hand)\n");
    expect(stdout).toContain("-- sent to mtbench-ja · prompt single-math-v1\n(as it was sent it is not at hand)\n");
    expect(stdout).not.toContain("模範は八。");
  });

  it.each([
    [["played-model"], "<question>: it is missing"],
    [["played-model", "7", "--worst", "2"], "--worst chooses the turns itself, in place of a question"],
    [["played-model", "--worst", "0"], "--worst: expected a whole number of at least 1, got"],
    [["played-model", "--worst", "1", "--turn", "3"], "played-model has no rating in turn 3"],
  ])("refuses %j in one message", async (args, message) => {
    const { code, stdout, stderr } = await runMain(["show", ...args], { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});

describe("mtbench show --worst", () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-worst-"));
    // Turn 1: 5, 2, 10, 4; turn 2: unrated, 4, failed, 4.
    const ratings = [
      [5, null],
      [2, 4],
      [10, 1],
      [4, 4],
    ];
    const turn = ({ id }: { id: string }, number: number) => ({
      text: id === "3" && number === 2 ? null : `答え ${id}`,
      rating: ratings[Number(id) - 1]?.[number - 1] ?? null,
    });
    await makeResults(cwd, { questions: madeQuestions(4), candidates: [{ id: "甲", turn }] });
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const places = (stdout: string) =>
    [...stdout.matchAll(/question (\d+) \(\w+\) · turn (\d)/g)].map((one) => one.slice(1).join("/"));

  it("shows the turns rated lowest, the lowest first, and counts what it leaves out", async () => {
    const { code, stdout } = await runMain(["show", "甲", "--worst", "2"], { cwd });
    expect(code).toBe(0);
    expect(places(stdout)).toEqual(["2/1", "2/2"]);
    expect(stdout.split("\n")[0]).toBe(
      "Rated lowest by made-judge (made-judge-model): 2 of 6 rated turns, 2 to 4; rated 4 too and not shown: 2; without a rating and not among them: 1",
    );
    expect(places((await runMain(["show", "甲", "--worst", "1", "--turn", "2"], { cwd })).stdout)).toEqual(["2/2"]);
    expect(places((await runMain(["show", "甲", "--worst", "99"], { cwd })).stdout)).toEqual([
      "2/1",
      "2/2",
      "4/1",
      "4/2",
      "1/1",
      "3/1",
    ]);
    const json = JSON.parse((await runMain(["show", "甲", "--worst", "1", "--json"], { cwd })).stdout);
    expect(json).toMatchObject([{ answer: { questionId: "2", turn: 1 }, judgments: [{ outcome: { rating: 2 } }] }]);
  });

  it("keeps two procedures apart", async () => {
    const folder = join(cwd, "results", "made", (await readdir(join(cwd, "results", "made")))[0] ?? "");
    const launch = JSON.parse(await readFile(join(folder, "launches.jsonl"), "utf8"));
    const procedure = { ...launch.procedure, hash: "other", judge: "other-judge", scale: { min: 0, max: 100 } };
    await appendFile(join(folder, "launches.jsonl"), `${JSON.stringify({ ...launch, procedure })}\n`);
    const lines = (await readFile(join(folder, "judgments", "made-judge.jsonl"), "utf8")).trimEnd().split("\n");
    const own = lines.map((line) => JSON.parse(line)).find(({ questionId, turn }) => questionId === "3" && turn === 1);
    const other = {
      ...own,
      key: "k",
      procedure: "other",
      judge: "other-judge",
      outcome: { ...own.outcome, rating: 3 },
    };
    await writeFile(join(folder, "judgments", "other-judge.jsonl"), `${JSON.stringify(other)}\n`);
    const { stdout } = await runMain(["show", "甲", "--worst", "1"], { cwd });
    expect(places(stdout)).toEqual(["2/1", "3/1"]);
    expect(stdout).toContain("Rated lowest by other-judge (made-judge-model): 1 of 1 rated turns, 3\n");
    expect(stdout).not.toContain("rated 10");
  });
});
