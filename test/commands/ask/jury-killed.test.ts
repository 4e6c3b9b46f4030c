import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { startFakeServer } from "../../support/fake-server.ts";
import { type CliProcess, startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";
import { writeJury } from "../../support/write-jury.ts";

it.each([
  ["every", 8],
  ["rotating", 4],
] as const)("%s: killed in the middle, it asks again only what has no record", async (design, planned) => {
  const cwd = await mkdtemp(join(tmpdir(), "mtbench-jury-killed-"));
  await writeSmallSet(cwd);
  let running: CliProcess | null = null;
  let judged = 0;
  const server = await startFakeServer({
    onChat: async ({ body }) => {
      if (body.model === "poet") return "七です。";
      judged += 1;
      // The second call of the first start never ends; the first one's rating is on the disk then.
      if (judged === 2) {
        while ((await recorded()) === 0) await wait(5);
        running?.child.kill("SIGKILL");
      }
      return { text: "評価: [[6]]", delayMs: 30 };
    },
  });
  const recorded = async (): Promise<number> => {
    const folder = join(cwd, "results", "small", "poet", "judgments");
    const names = await readdir(folder).catch(() => []);
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    return texts
      .join("")
      .split("\n")
      .filter((line) => line !== "").length;
  };
  try {
    const members = `members: ["kind@${server.baseUrl}", "strict@${server.baseUrl}"]`;
    await writeJury(cwd, "kaigi", ["procedure: mtbench-ja", `design: ${design}`, members]);
    const set = ["--questions", "small", "--judge", "kaigi"];
    expect((await runMain(["answer", "--model", `poet@${server.baseUrl}`, ...set], { cwd })).code).toBe(0);
    running = startCli(["judge", ...set, "--max-concurrency", "1"], { cwd });
    expect((await running.result).signal).toBe("SIGKILL");
    const [kept, before] = [await recorded(), judged];
    expect([kept, before]).toEqual([1, 2]);
    expect((await runMain(["judge", ...set], { cwd })).code).toBe(0);
    expect([judged - before, await recorded()]).toEqual([planned - kept, planned]);
  } finally {
    await server.close();
  }
});
