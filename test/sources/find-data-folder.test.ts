import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { packageRoot } from "../../src/files/package-root.ts";
import { findDataFolder, listDataFolders } from "../../src/sources/find-data-folder.ts";

describe("data folders", () => {
  let base: string;
  let cwd: string;
  let root: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), "mtbench-folders-"));
    cwd = join(base, "work");
    root = join(base, "package");
    await put(join(root, "questions", "shipped"), "set.yaml");
    await put(join(root, "questions", "both"), "set.yaml");
    await put(join(cwd, "questions", "both"), "set.yaml");
    await put(join(cwd, "questions", "own"), "set.yaml");
    await put(join(cwd, "questions", "unfinished"), "notes.md");
    await put(join(cwd, "plain"), "set.yaml");
    await put(join(root, "judges", "strict"), "judge.yaml");
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  async function put(folder: string, name: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), "");
  }

  it.each([
    ["an own one by id", "own", ["work", "questions", "own"]],
    ["the own one before the package's", "both", ["work", "questions", "both"]],
    ["the package's by id", "shipped", ["package", "questions", "shipped"]],
    ["a folder by path", "./plain", ["work", "plain"]],
    ["a folder of the working directory by name", "plain", ["work", "plain"]],
    ["a path upwards", "../package/questions/shipped", ["package", "questions", "shipped"]],
  ])("finds %s", async (_name, idOrPath, expected) => {
    expect(await findDataFolder("questions", idOrPath, cwd, root)).toBe(join(base, ...expected));
  });

  it("keeps the kinds apart", async () => {
    expect(await findDataFolder("judges", "strict", cwd, root)).toBe(join(root, "judges", "strict"));
    await expect(findDataFolder("questions", "strict", cwd, root)).rejects.toThrow('unknown question set "strict"');
  });

  it("names the nearest ids and all there are", async () => {
    const error = await findDataFolder("questions", "shiped", cwd, root).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error instanceof InputError && error.hint).toBe(
      'Did you mean "shipped"? Known: both, own, shipped. Or give the path of a folder with a set.yaml.',
    );
    await expect(findDataFolder("questions", "./unfinished", cwd, root)).rejects.toThrow("is not a question set");
    await expect(findDataFolder("questions", "", cwd, root)).rejects.toThrow(InputError);
  });

  it("lists each id once, sorted", async () => {
    expect(await listDataFolders("questions", cwd, root)).toEqual([
      { id: "both", folder: join(cwd, "questions", "both") },
      { id: "own", folder: join(cwd, "questions", "own") },
      { id: "shipped", folder: join(root, "questions", "shipped") },
    ]);
    expect(await listDataFolders("judges", join(base, "nowhere"), join(base, "nowhere"))).toEqual([]);
  });

  it("knows where this package is", async () => {
    const ids = (await listDataFolders("questions", base)).map((one) => one.id);
    expect(ids).toEqual(expect.arrayContaining(["en-mt-bench", "ja-mt-bench-v3", "ja-mt-bench-v4"]));
    expect(packageRoot.endsWith("src")).toBe(false);
  });
});
