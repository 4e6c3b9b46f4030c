import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

it("after a run the table shows the candidate among all that are comparable in the folder, and no others", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "mtbench-neighbours-"));
  await writeSmallSet(cwd);
  const server = await startFakeServer({
    onChat: ({ body }) => (body.model?.startsWith("judge") === true ? "評価: [[7]]" : `${body.model} の答えです。`),
  });
  const run = (model: string, judge: string) => {
    const servers = ["--model", `${model}@${server.baseUrl}`, "--judge-model", `${judge}@${server.baseUrl}`];
    return runMain(["run", ...servers, "--questions", "small", "--judge", "mtbench-ja"], { cwd });
  };
  expect((await run("aki", "judge-1")).code).toBe(0);
  expect((await run("fuyu", "judge-2")).code).toBe(0);
  const { code, stdout } = await run("haru", "judge-1");
  await server.close();
  await rm(cwd, { recursive: true, force: true });
  expect(code).toBe(0);
  expect(stdout).toMatch(/aki +7\.00/);
  expect(stdout).toMatch(/haru +7\.00/);
  expect(stdout).not.toContain("fuyu");
});
