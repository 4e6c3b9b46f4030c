import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verbs } from "../../src/commands/verbs.ts";
import { runMain } from "../support/run-main.ts";

/** Those that make the folder, or only tell its name. */
const makers = ["run", "answer", "gate", "doctor", "import fastchat", "import matches", "judges card", "config show"];

const readers = verbs.filter(
  ({ command, flags }) =>
    flags.includes("results") && !makers.some((maker) => command === maker || command.startsWith(`${maker} `)),
);

describe("a --results that is not there", () => {
  it.each(readers.map(({ command }) => [command]))("is wrong input for %s, naming the path", async (command) => {
    const cwd = await mkdtemp(join(tmpdir(), "mtbench-nowhere-"));
    await writeFile(join(cwd, "file"), "");
    const words = command
      .split(" ")
      .filter((word) => !word.startsWith("["))
      .map((word) => (word === "<name>" ? "intervals" : word.startsWith("<") ? "x" : word));
    // What a command must be told is told, so that only the folder is wrong.
    const required = [
      ["output", "out.svg"],
      ["exportOut", "out"],
      ["mergedOut", "out"],
      ["figureOutput", "out.svg"],
    ] as const;
    const own = verbs.find((one) => one.command === command)?.flags ?? [];
    const more = required.flatMap(([name, value]) =>
      own.includes(name) ? [name === "output" || name === "figureOutput" ? "-o" : "--out", value] : [],
    );
    for (const [name, said] of [
      ["nowhere", "there is no folder"],
      ["file", "this is a file and no folder:"],
    ] as const) {
      const result = await runMain([...words, ...more, "--results", name], { cwd });
      expect(result.stderr).toContain(`--results: ${said} ${join(cwd, name)}`);
      expect([result.code, result.stdout]).toEqual([2, ""]);
      if (!own.includes("config")) continue;
      await writeFile(join(cwd, "mtbench.config.yaml"), `results: ${name}\n`);
      const written = await runMain([...words, ...more], { cwd });
      expect(written.stderr).toContain(`results in the configuration: ${said} ${join(cwd, name)}`);
      expect([written.code, written.stdout]).toEqual([2, ""]);
    }
  });
});

it.each([
  ["import matches", ["x"]],
  ["import ratings", ["x"]],
  ["agreement matches", ["x"]],
  ["import fastchat", ["--answers", "x"]],
])("a file for %s that is not there is wrong input, by name", async (command, words) => {
  const cwd = await mkdtemp(join(tmpdir(), "mtbench-no-file-"));
  await mkdir(join(cwd, "results"));
  const { code, stderr } = await runMain([...command.split(" "), ...words], { cwd });
  expect(code, stderr).toBe(2);
  expect(stderr).not.toMatch(/ENOENT|bug in mtbench/);
});
