import { expect, it } from "vitest";
import { packageRoot } from "../../src/files/package-root.ts";
import { runCli } from "../support/run-cli.ts";

it("completes commands, flags and the choices of a flag whose word is empty yet", async () => {
  const complete = async (...words: string[]) => {
    const { stdout, stderr } = await runCli(["--get-yargs-completions", "mtbench", ...words], { cwd: packageRoot });
    expect(stderr).toBe("");
    return stdout.split("\n");
  };
  expect((await complete("lea")).join()).toContain("leaderboard");
  expect(await complete("leaderboard", "--agg")).toContain("--aggregate");
  expect(await complete("leaderboard", "--format", "")).toEqual(expect.arrayContaining(["csv", "latex"]));
});
