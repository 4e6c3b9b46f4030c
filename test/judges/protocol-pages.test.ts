import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerFailureReasons } from "../../src/answers/answer.ts";
import { packageRoot } from "../../src/files/package-root.ts";
import { judgeSources, listJudges, loadJudge } from "../../src/judges/load-judge.ts";
import { unratedReasons } from "../../src/judgments/judgment.ts";
import { sourcePlaces } from "../../src/sources/source-places.ts";

describe.each(["protocols.md", "protocols.ja.md"])("docs/%s", (page) => {
  let text: string;
  let cwd: string;
  beforeAll(async () => {
    text = await readFile(join(packageRoot, "docs", page), "utf8");
    cwd = await mkdtemp(join(tmpdir(), "mtbench-pages-"));
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  /** The cells of a judge's column in the table that has one, by row. */
  function column(id: string): string[] {
    for (const table of text.split(/\n(?!\|)/)) {
      const rows = table
        .split("\n")
        .flatMap((line) => (line.startsWith("|") ? [line.split("|").map((cell) => cell.trim())] : []));
      const at = rows[0]?.indexOf(`\`${id}\``) ?? -1;
      if (at > 0) return rows.map((row) => row[at] ?? "");
    }
    return [];
  }

  it("shows each shipped judge as its folder defines it", async () => {
    for (const { id, model } of await listJudges({ cwd })) {
      const cells = column(id);
      expect(cells, id).toContain(model);
      for (const { url, sha256 } of await judgeSources(id, { cwd })) {
        const [, owner, repo, commit = ""] = new URL(url).pathname.split("/");
        const row = text.split("\n").find((line) => line.endsWith(` ${sha256.slice(0, 12)} |`)) ?? "";
        expect(row, url).toContain(`\`${id}\``);
        expect(row, url).toContain(`${owner}/${repo}@${commit.slice(0, 7)} `);
        expect(url.endsWith(/`([^`]+)` \| [0-9a-f]{12} \|$/.exec(row)?.[1] ?? "?"), url).toBe(true);
      }
      const definition = await readFile(join(packageRoot, "judges", id, "judge.yaml"), "utf8");
      const number = (name: string) => new RegExp(`${name}: (\\d+)`).exec(definition)?.[1] ?? "?";
      expect(cells, id).toContain(number("maxAnswerTokens"));
      expect(cells, id).toContain(number("trials"));
      if (!definition.includes("maxTokens: null")) expect(cells.join(), id).toContain(number("maxTokens"));
      for (const [, name = ""] of definition.matchAll(/^ +name: ([a-z].*)$/gm)) {
        if (name !== "null") expect(cells.join(), id).toContain(`\`${name}\``);
      }
    }
  });

  it("names every field of the leaderboard's JSON and of the records", async () => {
    const sources = [
      ["reports", "tables", "leaderboard-json.ts"],
      ["reports", "tables", "standing-rows.ts"],
    ].map((path) => readFile(join(packageRoot, "src", ...path), "utf8"));
    const [board = "", rows = ""] = await Promise.all(sources);
    const fields = [
      ...[...board.matchAll(/^ {4,6}(\w+): /gm)].map((match) => match[1] ?? ""),
      ...[...rows.matchAll(/^ {2}readonly (\w+): /gm)].map((match) => match[1] ?? ""),
    ];
    expect(fields.length).toBeGreaterThan(30);
    expect(fields.filter((field) => !new RegExp(`\`\\.?${field}(\\[\\])?\``).test(text))).toEqual([]);
    for (const reason of [...unratedReasons, ...answerFailureReasons]) expect(text).toContain(`\`${reason}\``);
  });

  it("gives an example of a judge folder that loads", async () => {
    const files = [...text.matchAll(/```yaml\n# (my-judge\/\S+)\n([\s\S]*?)```/g)];
    expect(files.map((file) => file[1])).toEqual(["my-judge/judge.yaml", "my-judge/prompts.yaml"]);
    for (const [, name = "", body = ""] of files) {
      await mkdir(dirname(join(cwd, name)), { recursive: true });
      await writeFile(join(cwd, name), body);
    }
    const judge = await loadJudge("./my-judge", { language: "ja" }, { cwd, places: sourcePlaces({}) });
    expect(judge).toMatchObject({ id: "my-judge", hardened: 2, references: { categories: ["billing"] } });
    expect(Object.keys(judge.prompts)).toEqual(["single-v1", "single-math-v1"]);
  });
});
