import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";

const build = process.env.MTBENCH_TEST_BUILD ?? "";

/** Starts the built program as `src/cli.ts` does, and says of each part whether V8 took what the build had compiled. */
function refusedParts(args: readonly string[]): Record<string, boolean | undefined> {
  const url = (path: string): string => JSON.stringify(pathToFileURL(join(build, path)).href);
  const code = `
    import { setEngineFlags, usualEngineFlags } from ${url("files/engine-flags.js")};
    import { loadProgram } from ${url("files/load-program.js")};
    process.argv = [process.execPath, "mtbench", ...${JSON.stringify(args)}];
    const refused = {};
    process.on("exit", () => process.stderr.write("refused " + JSON.stringify(refused)));
    setEngineFlags(usualEngineFlags);
    const said = (script) => script.cachedDataRejected ?? "none";
    loadProgram(${JSON.stringify(join(build, "chunks"))}, "program.cjs", (path, script) => {
      refused[path.split(/[\\\\/]/).at(-1)] = said(script);
    });`;
  const cwd = mkdtempSync(join(tmpdir(), "mtbench-parts-"));
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { cwd, encoding: "utf8" });
  return JSON.parse(stderr.slice(stderr.indexOf("refused ") + "refused ".length));
}

it("the build keeps what V8 made of the parts that a run and a report need, and V8 takes it", () => {
  const server = "http://127.0.0.1:1/v1";
  const models = ["--model", `a@${server}`, "--judge-model", `b@${server}`];
  const run = refusedParts(["run", ...models, "--questions", "ja-original", "--judge", "mtbench-ja"]);
  expect(Object.keys(run)).toEqual(expect.arrayContaining(["program.cjs.bin", "calls.cjs.bin", "models.cjs.bin"]));
  expect(Object.entries(run).filter(([, refused]) => refused !== false)).toEqual([]);

  // What only a report with records needs.
  const compiled = join(build, "chunks", "compiled", `${process.versions.v8}-${process.arch}`);
  expect(readdirSync(compiled)).toEqual(expect.arrayContaining(["report.cjs.bin", "page-parts.cjs.bin"]));

  const report = refusedParts(["report"]);
  expect(Object.keys(report)).toContain("boards.cjs.bin");
  expect(Object.entries(report).filter(([, refused]) => refused !== false)).toEqual([]);
});
