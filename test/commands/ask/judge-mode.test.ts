import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type FakeBatches,
  type FakeBatchesOptions,
  fakeBatches,
  type Stage,
  silent,
} from "../../support/fake-batches.ts";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { type CliProcess, startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

let cwd: string;
let servers: FakeServer[];
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-batch-"));
  await writeSmallSet(cwd);
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.close();
});

/** One server for the candidate's calls and the judge's batches. */
async function start(options: Partial<FakeBatchesOptions> = {}): Promise<{ server: FakeServer; played: FakeBatches }> {
  const played = fakeBatches({ onLine: ({ custom_id }) => `評価: [[${ratingOf(custom_id)}]]`, ...options });
  const server = await startFakeServer({ onChat: () => "七です。", onOther: played.onOther });
  servers.push(server);
  return { server, played };
}

/** A rating that belongs to the key, so that a mix-up would show. */
const ratingOf = (key: string): number => 2 + (Number.parseInt(key.slice(0, 4), 16) % 7);

const args = ({ baseUrl }: FakeServer, verb: "run" | "judge", mode: readonly string[] = ["--judge-mode", "batch"]) => [
  verb,
  ...(verb === "run" ? ["--model", `poet@${baseUrl}`] : []),
  ...["--questions", "small", "--judge", "mtbench-ja", "--judge-model", `rater@${baseUrl}`],
  ...mode,
];

async function judgmentsIn(): Promise<{ key: string; batch?: string; outcome: { rating?: number } }[]> {
  const folder = join(cwd, "results", "small", "poet", "judgments");
  const files = await readdir(folder).catch(() => []);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return texts.flatMap((text) => text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)])));
}

async function expectAllRatedOnce(played: FakeBatches): Promise<void> {
  const judgments = await judgmentsIn();
  expect(judgments.map(({ outcome }) => outcome.rating)).toEqual(judgments.map(({ key }) => ratingOf(key)));
  expect(new Set(judgments.map(({ key }) => key)).size).toBe(4);
  expect(judgments).toHaveLength(4);
  expect(played.batches).toHaveLength(1);
  expect(played.keys()).toHaveLength(4);
}

describe("--judge-mode batch", () => {
  it("answers everything, then sends one batch, and asks nothing when started again", async () => {
    const { server, played } = await start();
    const { code, stderr, stdout } = await runMain(args(server, "run"), { cwd });
    expect(stderr).toContain("poet: batch batch_1 completed, 4 of 4 done");
    expect(code).toBe(0);
    expect(stdout).toContain("poet");
    expect(server.chats()).toHaveLength(4);
    await expectAllRatedOnce(played);
    expect((await runMain(args(server, "run"), { cwd })).code).toBe(0);
    expect((await runMain(args(server, "judge", []), { cwd })).stderr).toContain("0 judgments due");
    expect([server.chats().length, played.batches.length]).toEqual([4, 1]);
    const checked = await runMain(["results", "check"], { cwd });
    expect([checked.code, `${checked.stdout}${checked.stderr}`.includes("batches.jsonl")]).toEqual([0, false]);
  });

  const stages: readonly (readonly [string, Stage, number])[] = [
    ["before the upload took effect", "upload", 0],
    ["after the upload", "uploaded", 0],
    ["before the batch was made", "create", 0],
    ["after the batch was made", "created", 0],
    ["while it waits", "poll", 1],
    ["while it downloads", "content", 0],
  ];
  it.each(stages)("loses nothing and sends nothing twice when killed %s", async (_when, stage, skip) => {
    let process: CliProcess | null = null;
    let seen = 0;
    const { server, played } = await start({
      polls: 3,
      intercept(at, _request, usual) {
        if (at !== stage || process === null) return undefined;
        seen += 1;
        if (seen <= skip) return undefined;
        const { child } = process;
        process = null;
        if (stage !== "content") {
          child.kill("SIGKILL");
          return silent;
        }
        // Half of the file arrives and is recorded.
        const text = typeof usual?.body === "string" ? usual.body : "";
        const half = text.split("\n").slice(0, 2).join("\n");
        void (async () => {
          while ((await judgmentsIn().catch(() => [])).length < 2) await wait(5);
          child.kill("SIGKILL");
        })();
        return { steps: [`${half}\n`, "stall"] };
      },
    });
    process = startCli(args(server, "run"), { cwd });
    expect((await process.result).signal).toBe("SIGKILL");
    if (stage === "content") expect(await judgmentsIn()).toHaveLength(2);
    const again = await runMain(args(server, "run"), { cwd });
    expect([again.code, again.stderr.match(/error/u)]).toEqual([0, null]);
    await expectAllRatedOnce(played);
    expect(played.files.size).toBe(1);
    expect(server.chats()).toHaveLength(4);
  });

  it("ends at Ctrl-C, says that the batch goes on, and picks it up", async () => {
    let stop = (): unknown => undefined;
    const { server, played } = await start({
      polls: 200,
      intercept(stage) {
        if (stage === "poll") stop();
        return undefined;
      },
    });
    const process = startCli(args(server, "run"), { cwd });
    stop = () => {
      stop = () => undefined;
      return process.child.kill("SIGINT");
    };
    const { code, stderr } = await process.result;
    expect(code).toBe(130);
    expect(stderr).toContain(`poet: batch batch_1 goes on at ${server.baseUrl}`);
    expect(await judgmentsIn()).toHaveLength(0);
    const [batch] = played.batches;
    if (batch !== undefined) batch.polls = 199;
    const again = await runMain(args(server, "judge"), { cwd });
    expect(again.stderr).toContain("goes on with batch batch_1 of 4 judgments");
    expect(again.code).toBe(0);
    await expectAllRatedOnce(played);
    expect(server.chats()).toHaveLength(4);
  });

  it("refuses plain calls for judgments that wait in a batch, unless they are asked for by name", async () => {
    let process: CliProcess | null = null;
    const { server, played } = await start({
      intercept(stage) {
        if (stage !== "poll" || process === null) return undefined;
        process.child.kill("SIGKILL");
        return silent;
      },
    });
    process = startCli(args(server, "run"), { cwd });
    await process.result;
    const dry = await runMain([...args(server, "run"), "--id", "other", "--dry-run"], { cwd });
    expect(dry.stdout).toMatch(/Batches at their servers \(1\) may take \d{4,} tokens more\./u);
    const refused = await runMain(args(server, "judge", []), { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/poet: 4 in batch_1 at .*\n.*Pick it up with --judge-mode batch/u);
    expect(server.chats()).toHaveLength(4);
    const other = await start();
    const elsewhere = await runMain(args(other.server, "judge"), { cwd });
    expect([elsewhere.code, other.played.batches.length]).toEqual([2, 0]);
    const asked = await runMain(args(server, "judge", ["--judge-mode", "calls"]), { cwd });
    // The played candidate's words hold no rating; they were asked for, which is the point.
    expect(asked.stderr).not.toContain("wait in a batch");
    expect(server.chats().length).toBeGreaterThanOrEqual(8);
    expect(played.batches).toHaveLength(1);
  });

  it("says before anything is asked that a server has no batches", async () => {
    const server = await startFakeServer({ onChat: () => "七です。" });
    servers.push(server);
    const { code, stderr } = await runMain(args(server, "run"), { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("has no Batch API");
    expect(stderr).toContain("Leave out --judge-mode batch");
    expect(server.chats()).toHaveLength(0);
    expect(await readdir(cwd)).not.toContain("results");
  });
});
