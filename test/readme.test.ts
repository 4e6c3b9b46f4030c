import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../src/files/package-root.ts";
import { runCli } from "./support/run-cli.ts";

const readmes = ["README.md", "README.ja.md"].map((name) => ({
  name,
  text: readFileSync(join(packageRoot, name), "utf8"),
}));

describe("the README", () => {
  it("shows what the demo prints, in both languages", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "mtbench-readme-"));
    const { code, stdout } = await runCli(["demo"], { cwd });
    expect(code).toBe(0);
    const printed = new Set(stdout.split("\n"));
    for (const { name, text } of readmes) {
      const shown = /```\n(rank [\s\S]*?)\n```/.exec(text)?.[1]?.split("\n") ?? [];
      expect(shown.length, name).toBeGreaterThan(4);
      for (const line of shown) expect(printed, `${name}: ${line}`).toContain(line);
    }
  });

  it.each(readmes)("$name links only to files that exist", ({ text }) => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? "");
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((link) => !existsSync(join(packageRoot, link)))).toEqual([]);
  });

  it.each(readmes)("$name leads to every page of the docs in its language", ({ name, text }) => {
    const pages = readdirSync(join(packageRoot, "docs")).filter((page) => page.endsWith(".md"));
    const own = pages.filter((page) =>
      name === "README.md"
        ? !page.endsWith(".ja.md")
        : page.endsWith(".ja.md") || !pages.includes(page.replace(/\.md$/u, ".ja.md")),
    );
    expect(own.filter((page) => !text.includes(`docs/${page}`))).toEqual([]);
  });

  it("of docs links only to files that exist too", () => {
    const docs = ["architecture.md", "protocols.md", "questions.md", "ci.md", "models.md"];
    for (const name of docs) {
      const path = join(packageRoot, "docs", name);
      const links = [...readFileSync(path, "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? "");
      expect(
        links.filter((link) => !existsSync(join(dirname(path), link))),
        name,
      ).toEqual([]);
    }
  });

  it("names commands that exist", async () => {
    const { stdout } = await runCli(["--help"], { cwd: packageRoot });
    for (const { name, text } of readmes) {
      for (const [, verb] of text.matchAll(/npx mtbench ([a-z]+)/g)) {
        expect(stdout, `${name}: ${verb}`).toContain(`mtbench ${verb}`);
      }
    }
  });
});
