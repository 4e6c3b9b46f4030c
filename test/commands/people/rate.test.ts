import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deskPlanSchema } from "../../../src/results/desk/desk-plan.ts";
import { deskRatingSchema } from "../../../src/results/desk/desk-record.ts";
import { madeQuestions, makeResults } from "../../support/made-results.ts";
import { type CliProcess, startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";

let cwd: string;
const running: CliProcess[] = [];

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-rate-"));
  await makeResults(cwd, {
    questions: madeQuestions(24),
    candidates: [
      { id: "himitsu-7b", turn: (question, turn) => ({ text: `答え ${question.id}-${turn}`, rating: 6 }) },
      { id: "naisho", turn: (question) => ({ text: `別 ${question.id}`, rating: question.id === "3" ? null : 4 }) },
    ],
  });
});
afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill("SIGKILL");
  await rm(cwd, { recursive: true, force: true });
});

interface OpenedDesk {
  readonly url: URL;
  readonly process: CliProcess;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Got>;
}

interface Got {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

async function startDesk(...args: readonly string[]): Promise<OpenedDesk> {
  const started = startCli(["rate", "--no-open", ...args], { cwd });
  running.push(started);
  const text = await new Promise<string>((resolve, reject) => {
    started.child.stdout?.once("data", (data) => resolve(String(data)));
    started.result.then(({ stderr }) => reject(new Error(stderr)), reject);
  });
  const url = new URL(text.trim());
  const first = await send(url, "GET", url.pathname + url.search);
  expect([first.status, first.headers.location]).toEqual([303, "/"]);
  const cookie = String(first.headers["set-cookie"]).split(";")[0] ?? "";
  return {
    url,
    process: started,
    post: (path, body, headers = {}) =>
      send(url, "POST", path, { cookie, "content-type": "application/json", ...headers }, JSON.stringify(body)),
  };
}

function send(
  url: URL,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = "",
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request({ hostname: url.hostname, port: url.port, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function desks(): Promise<string[]> {
  return (await readdir(join(cwd, "results", "made", "+desk")).catch(() => [])).sort();
}

const given = { by: "aoi", note: "", seconds: null };

describe("a desk's plan", () => {
  it("stands on the disk before anybody rates, and the same command finds it again", async () => {
    const desk = await startDesk("--candidates", "himitsu-7b", "--questions", "16", "--people", "2", "--seed", "3");
    const [id = ""] = await desks();
    const path = join(cwd, "results", "made", "+desk", id, "plan.json");
    const text = await readFile(path, "utf8");
    const plan = deskPlanSchema.parse(JSON.parse(text));
    expect(plan).toMatchObject({
      id,
      kind: "ratings",
      seed: 3,
      raters: 2,
      twice: 8,
      estimate: "calibrated",
      candidates: [{ id: "himitsu-7b", origin: "run" }],
      judge: { id: "made-judge", models: "made-judge-model" },
    });
    expect(plan.strata.map(({ questions, drawn }) => [questions, drawn])).toEqual(
      Array.from({ length: 8 }, () => [3, 2]),
    );
    desk.process.child.kill("SIGTERM");
    expect((await desk.process.result).code).toBe(143);
    await startDesk("--people", "2", "--candidates", "himitsu-7b", "--seed", "3", "--questions", "16");
    expect([await desks(), await readFile(path, "utf8")]).toEqual([[id], text]);
    await startDesk("--candidates", "himitsu-7b", "--questions", "16", "--seed", "4");
    expect(await desks()).toHaveLength(2);
    const open = await runMain(["rate", "--no-open"], { cwd });
    expect([open.code, open.stderr]).toEqual([2, expect.stringContaining("there are 2 plans: which of them is meant")]);
    expect(open.stderr).toContain(`${id}: 16 questions of made, himitsu-7b; 0 given`);
  });

  it.each([
    [["--candidates"], "2 candidates have answers"],
    [["--candidates", "himitsu-7b", "--by", "a b"], '"a b" is no pseudonym'],
    [["--pairs", "himitsu-7b"], "--pairs takes two candidates"],
    [["--candidates", "himitsu-7b", "himitsu-7b"], "is named twice"],
    [["--plan", "abc"], "nobody has a plan"],
    [
      ["--candidates", "himitsu-7b", "--rubric", "none.txt"],
      "--rubric: none.txt cannot be read: there is no such file",
    ],
    [["--candidates", "himitsu-7b", "--texts", "nowhere"], "nowhere"],
  ])("refuses %j", async (args, message) => {
    const words = args[0] === "--candidates" && args.length === 1 ? [] : args;
    const { code, stderr } = await runMain(["rate", "--no-open", ...words], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(await desks()).toEqual([]);
  });

  it("shows people the words of a rubric file", async () => {
    await writeFile(join(cwd, "rubric.txt"), "よい俳句ほど高く。\n");
    const desk = await startDesk("--candidates", "himitsu-7b", "--questions", "16", "--rubric", "rubric.txt");
    const [id = ""] = await desks();
    const plan = await readFile(join(cwd, "results", "made", "+desk", id, "plan.json"), "utf8");
    expect(deskPlanSchema.parse(JSON.parse(plan)).rubric).toEqual({
      ja: "よい俳句ほど高く。",
      en: "よい俳句ほど高く。",
    });
    desk.process.child.kill("SIGKILL");
  });
});

describe("a desk's server", () => {
  it("lets in nobody without the cookie, from another host, or from another page", async () => {
    const { url, post } = await startDesk("--candidates", "himitsu-7b", "--questions", "16");
    expect((await send(url, "POST", "/join", { "content-type": "application/json" }, '{"by":"aoi"}')).status).toBe(403);
    expect((await post("/join", { by: "aoi" }, { host: "evil.example" })).status).toBe(403);
    expect((await post("/join", { by: "aoi" }, { origin: "http://evil.example" })).status).toBe(403);
    expect((await post("/join", { by: "aoi" }, { "content-type": "text/plain" })).status).toBe(403);
    const own = await post("/join", { by: "aoi" }, { origin: `http://${url.host}` });
    expect([own.status, JSON.parse(own.body)]).toEqual([200, { of: 48, done: 0, next: 1 }]);
    expect(own.headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self'");
    expect(own.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(own.headers["referrer-policy"]).toBe("no-referrer");
  });

  it("keeps a rating before it answers, and refuses what is none", async () => {
    const { post } = await startDesk("--candidates", "naisho", "--questions", "24", "--twice", "0");
    await post("/join", { by: "aoi" });
    const file = async () => {
      const [id = ""] = await desks();
      return readFile(join(cwd, "results", "made", "+desk", id, "ratings", "person%3aaoi.jsonl"), "utf8");
    };
    const step = JSON.parse((await post("/step", { by: "aoi", place: 1 })).body);
    expect(step).toMatchObject({ place: 1, turn: 1, given: null, locked: false });
    // The third question has no rating of the judge.
    expect(step.of).toBe(46);
    expect((await post("/judge", { by: "aoi", place: 1 })).body).toBe("null");
    for (const rating of [0, 11, 5.5, "5", null]) {
      expect((await post("/rate", { ...given, place: 1, rating })).status).toBeGreaterThanOrEqual(400);
    }
    expect((await post("/match", { ...given, place: 1, side: "left" })).status).toBe(409);
    expect((await post("/rate", { ...given, place: 47, rating: 5 })).status).toBe(409);
    expect((await post("/nothing", {})).status).toBe(400);
    expect(await file()).toBe("");
    const kept = await post("/rate", { ...given, place: 1, rating: 9, note: " =1+1 ", seconds: 2.5 });
    expect(JSON.parse(kept.body)).toEqual({ of: 46, done: 1, next: 2 });
    const record = deskRatingSchema.parse(JSON.parse(await file()));
    expect(record).toMatchObject({
      judge: "person:aoi",
      outcome: { status: "rated", rating: 9, text: "=1+1" },
      seconds: 2.5,
      turn: 1,
      repeat: 1,
      trial: 1,
      questionId: step.question,
    });
    expect(JSON.parse((await post("/judge", { by: "aoi", place: 1 })).body)).toEqual([
      { ratings: [4], words: ["理由を述べます。"] },
    ]);
    const late = await post("/rate", { ...given, place: 1, rating: 4 });
    expect([late.status, late.body]).toEqual([409, expect.stringContaining("looked up")]);
    expect(JSON.parse((await post("/undo", { by: "aoi" })).body)).toMatchObject({ place: null });
    expect((await file()).trim().split("\n")).toHaveLength(1);
  });

  it("gives a person one desk at a time, and every part to somebody", async () => {
    const flags = ["--candidates", "himitsu-7b", "--questions", "16", "--people", "2"];
    const [one, other] = [await startDesk(...flags), await startDesk(...flags)];
    expect((await one.post("/join", { by: "aoi" })).status).toBe(200);
    const twice = await other.post("/join", { by: "aoi" });
    expect([twice.status, twice.body]).toEqual([409, expect.stringContaining("is being written by process")]);
    await Promise.all([other.post("/join", { by: "kiri" }), one.post("/join", { by: "sora" })]);
    const [id = ""] = await desks();
    const seats = await readFile(join(cwd, "results", "made", "+desk", id, "seats.jsonl"), "utf8");
    const parts = seats
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).part);
    expect(parts).toEqual([1, 2, 1]);
  });

  it("is one person's alone with --by", async () => {
    const { post } = await startDesk("--candidates", "himitsu-7b", "--questions", "16", "--by", "person:aoi");
    expect((await post("/join", { by: "kiri" })).status).toBe(403);
    expect((await post("/join", { by: "aoi" })).status).toBe(200);
  });
});

/** A leaderboard's record without what people vouch for. */
function withoutPeople(json: string): unknown {
  return JSON.parse(json, (name, value: unknown) => (name === "people" ? undefined : value));
}

it("lets people stand among the judges of agreement, and moves no score", async () => {
  const before = await runMain(["leaderboard", "--json"], { cwd });
  const { post, process: desk } = await startDesk("--candidates", "himitsu-7b", "--questions", "16", "--twice", "0");
  const standing = JSON.parse((await post("/join", { by: "aoi" })).body);
  for (let place = 1; place <= standing.of; place += 1) {
    await post("/rate", { ...given, place, rating: (place % 3) + 7, note: `理由 ${place}` });
  }
  desk.child.kill("SIGKILL");
  await desk.result;
  const found = await runMain(["agreement", "--json"], { cwd });
  expect(JSON.parse(found.stdout)[0].raters).toEqual(expect.arrayContaining(["person:aoi"]));
  const after = await runMain(["leaderboard", "--json"], { cwd });
  expect(withoutPeople(after.stdout)).toEqual(withoutPeople(before.stdout));
  const shown = await runMain(["results", "check"], { cwd });
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining("0 findings")]);
  const merged = await runMain(["merge", "results", "results", "--out", "both"], { cwd });
  expect(merged.code).toBe(0);
  const again = await runMain(["agreement", "--json", "--results", "both"], { cwd });
  expect(again.stdout).toBe(found.stdout);
});
