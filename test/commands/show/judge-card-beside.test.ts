import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { rateExemplar, writeExemplarSet } from "../../support/exemplar-set.ts";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";

let cwd: string;
let server: FakeServer;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-beside-"));
  await writeExemplarSet(cwd);
  await writeExemplarSet(cwd, 4, "others");
  server = await startFakeServer({
    models: ["gifted", "tired", "judge"],
    onChat({ body }) {
      const text = (body.messages ?? []).map(({ content }) => content).join("\n");
      if (body.model === "judge") return rateExemplar(text);
      return body.model === "gifted" ? "よく考えた答えです。" : "おしい答えです。";
    },
  });
});
afterEach(() => server.close());

const judge = () => ["--judge", "mtbench-ja", "--judge-model", `judge@${server.baseUrl}`];
const mtbench = (...args: readonly string[]) => runMain(args, { cwd });

const boardsSchema = z.object({
  protocols: z.array(
    z.object({
      reliability: z.null(),
      judgeCard: z
        .object({ set: z.string(), verdicts: z.record(z.string(), z.object({ weaknesses: z.array(z.string()) })) })
        .nullable(),
    }),
  ),
});
const reportSchema = z.object({
  boards: z.array(z.object({ judgeCard: z.object({ judgeKey: z.string() }).nullable() })),
});

it("is named by leaderboard, compare, gate and report with its weaknesses, or missed by name", async () => {
  const models = ["gifted", "tired"].map((name) => `${name}@${server.baseUrl}`);
  const run = ["run", "--questions", "others", ...judge(), "--model", ...models];
  const before = await mtbench(...run);
  expect(before.stdout).toContain("no judge card: mtbench-ja by judge has not been tried on answers of known quality");
  const compare = ["compare", "gifted", "tired"];
  expect((await mtbench(...compare)).stdout).toContain("no judge card: ");
  const gate = ["gate", "--baseline", "gifted", "--candidate", "tired"];
  expect((await mtbench(...gate)).stdout).toContain("no judge card: ");

  // Tried on another set with other questions: it is the same judge.
  await mtbench("judges", "card", "--questions", "ours", ...judge());
  const found = "judge card (ours 0.7): not shown for a ";
  expect((await mtbench("leaderboard")).stdout).toContain(`${found}leaderboard; not shown: `);
  expect((await mtbench("leaderboard", "--format", "markdown")).stdout).toContain("judge card (ours 0.7)");
  const { protocols } = boardsSchema.parse(JSON.parse((await mtbench("leaderboard", "--json")).stdout));
  expect(protocols[0]?.judgeCard?.set).toBe("ours");
  expect(protocols[0]?.judgeCard?.verdicts.gate?.weaknesses[0]).toMatch(/^not shown: .*, limit /);
  expect((await mtbench(...compare)).stdout).toContain(`${found}gate; `);
  expect((await mtbench(...compare, "--format", "json")).stdout).toContain('"judgeCard": {');
  expect((await mtbench(...gate)).stdout).toContain(`${found}gate; `);
  expect(JSON.parse((await mtbench(...gate, "--json")).stdout)).toMatchObject({ judgeCard: { set: "ours" } });
  expect((await mtbench(...run)).stdout).toContain(found);

  await mtbench("report", "--no-figures", "-o", "page");
  const record = reportSchema.parse(JSON.parse(await readFile(join(cwd, "page", "report.json"), "utf8")));
  expect(record.boards[0]?.judgeCard?.judgeKey).toMatch(/^[0-9a-f]{64}$/);
  const html = await readFile(join(cwd, "page", "index.html"), "utf8");
  expect(html).toContain("審査員カード");

  // Another judge model is another judge.
  const other = ["--judge", "mtbench-ja", "--judge-model", `tired@${server.baseUrl}`];
  await mtbench("judge", "--questions", "others", ...other);
  const both = boardsSchema.parse(JSON.parse((await mtbench("leaderboard", "--json")).stdout));
  expect(both.protocols.map(({ judgeCard }) => judgeCard?.set ?? "none").sort()).toEqual(["none", "ours"]);
});
