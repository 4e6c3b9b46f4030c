import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { type FakeBatches, fakeBatches } from "../../support/fake-batches.ts";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";
import { writeJury } from "../../support/write-jury.ts";

let cwd: string;
let servers: FakeServer[];
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-jury-resume-"));
  await writeSmallSet(cwd);
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.close();
});

async function start(rating: number): Promise<{ server: FakeServer; played: FakeBatches }> {
  const played = fakeBatches({ onLine: () => `評価: [[${rating}]]` });
  const server = await startFakeServer({
    onChat: ({ body }) => (body.model === "poet" ? "七です。" : { text: `評価: [[${rating}]]`, delayMs: 40 }),
    onOther: played.onOther,
  });
  servers.push(server);
  return { server, played };
}

const judgmentSchema = z.object({
  key: z.string(),
  judgeModel: z.string(),
  batch: z.string().optional(),
  outcome: z.object({ rating: z.number() }),
});
async function judgments() {
  const folder = join(cwd, "results", "small", "poet", "judgments");
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
  return texts
    .flatMap((text) => text.split("\n").filter((line) => line !== ""))
    .map((line) => judgmentSchema.parse(JSON.parse(line)));
}

async function twoServers(design: string) {
  const [one, two] = [await start(8), await start(3)];
  const members = [`kind@${one.server.baseUrl}`, `strict@${two.server.baseUrl}`].map((name) => `"${name}"`);
  await writeJury(cwd, "kaigi", ["procedure: mtbench-ja", `design: ${design}`, `members: [${members.join(", ")}]`]);
  const args = ["run", "--model", `poet@${one.server.baseUrl}`, "--questions", "small", "--judge", "kaigi"];
  return { one, two, args };
}

it("sends each member's judgments to its own server's batches, once", async () => {
  const { one, two, args } = await twoServers("every");
  const { code, stderr } = await runMain([...args, "--judge-mode", "batch"], { cwd });
  expect([code, stderr.match(/error/u)]).toEqual([0, null]);
  expect([one.played.keys().length, two.played.keys().length]).toEqual([4, 4]);
  const found = await judgments();
  expect(found.filter(({ batch }) => batch !== undefined)).toHaveLength(8);
  for (const { judgeModel, outcome } of found) expect(outcome.rating).toBe(judgeModel === "kind" ? 8 : 3);
  expect((await runMain([...args, "--judge-mode", "batch"], { cwd })).code).toBe(0);
  expect([one.played.batches.length, two.played.batches.length]).toEqual([1, 1]);
});
