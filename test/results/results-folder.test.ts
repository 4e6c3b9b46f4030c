import { appendFile, mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AnswerRecord } from "../../src/answers/answer.ts";
import { generateAnswer } from "../../src/answers/generate-answer.ts";
import { candidatePath, listCandidateFolders } from "../../src/results/folders.ts";
import { manifestFor } from "../../src/results/manifest.ts";
import { openResultsFolder } from "../../src/results/results-folder.ts";
import { loadRunRecord } from "../../src/results/run-record.ts";
import { makeCandidate, makeQuestion, makeReply, makeRules, playedChat } from "../support/make.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mtbench-results-"));
});

const manifest = manifestFor({
  version: "9.9.9",
  createdAt: "2026-04-03T00:00:00.000Z",
  set: { id: "haiku-set", language: "ja" },
  candidate: makeCandidate(),
  seed: 5,
});

function answer(text: string): Promise<AnswerRecord> {
  const input = { candidate: makeCandidate(), rules: makeRules(), turn: 1, trial: 1, seed: 5, history: [] };
  return generateAnswer(
    { ...input, question: makeQuestion() },
    playedChat(() => makeReply({ content: text })),
  );
}

describe("a results folder", () => {
  it("gives back what was appended; the last record of a key wins", async () => {
    const path = candidatePath(root, "haiku-set", "Haiku/7B", "run");
    const folder = await openResultsFolder(path, manifest);
    const first = await answer("古池や");
    await folder.appendAnswer(first);
    await folder.appendAnswer(await answer("閑さや"));
    await folder.close();
    const record = await loadRunRecord(path);
    expect(record.manifest).toEqual(manifest);
    expect([...record.answers.keys()]).toEqual([first.key]);
    expect(record.answers.get(first.key)?.outcome).toMatchObject({ text: "閑さや" });
    expect((await readFile(join(path, "answers.jsonl"), "utf8")).trimEnd().split("\n")).toHaveLength(2);
    expect(await readdir(path)).not.toContain("lock");
    expect(await listCandidateFolders(root)).toEqual([path]);
  });

  it("keeps imports in a folder of their own, and never lets a set be called published", () => {
    const run = candidatePath(root, "haiku-set", "haiku", "run");
    expect(candidatePath(root, "haiku-set", "haiku", "import")).not.toBe(run);
    expect(candidatePath(root, "haiku-set", "haiku+import", "run")).not.toBe(`${run}+import`);
    expect(() => candidatePath(root, "published", "haiku", "run")).toThrow("kept by hand");
  });

  it.each([
    ["candidate.sampling", { sampling: { temperature: 0.1 } }],
    ["candidate.thinkingTokens", { thinkingTokens: 99 }],
    ["candidate.revision", { revision: "rev-4" }],
    ["candidate.templateArguments", { templateArguments: { enable_thinking: false } }],
  ])("refuses another %s by name, and leaves the folder as it was", async (field, over) => {
    const path = join(root, "haiku-set", "haiku");
    await (await openResultsFolder(path, manifest)).close();
    const other = { ...manifest, candidate: { ...manifest.candidate, ...over } };
    const refusal = openResultsFolder(path, other);
    await expect(refusal).rejects.toThrow("another specification");
    await expect(refusal).rejects.toMatchObject({ problems: [expect.stringContaining(`${field}`)] });
    expect((await loadRunRecord(path)).manifest).toEqual(manifest);
    expect(await readdir(path)).toEqual(["manifest.json"]);
  });

  it("archives the old folder when asked to begin anew", async () => {
    const path = join(root, "haiku-set", "haiku");
    const old = await openResultsFolder(path, manifest);
    await old.appendAnswer(await answer("古池や"));
    await old.close();
    const fresh = await openResultsFolder(path, { ...manifest, seed: 6 }, { fresh: true });
    expect(fresh.record.answers.size).toBe(0);
    await fresh.close();
    const archived = await readdir(join(root, ".archive"));
    expect(archived).toHaveLength(1);
    expect((await loadRunRecord(join(root, ".archive", archived[0] ?? ""))).answers.size).toBe(1);
    expect(await listCandidateFolders(root)).toEqual([path]);
  });

  it("reads on past a damaged line and says where it is", async () => {
    const path = join(root, "haiku-set", "haiku");
    const folder = await openResultsFolder(path, manifest);
    await folder.appendAnswer(await answer("古池や"));
    await folder.close();
    await appendFile(join(path, "answers.jsonl"), '{"key": "half"}\n');
    const record = await loadRunRecord(path);
    expect(record.answers.size).toBe(1);
    expect(record.damaged).toMatchObject([{ path: join(path, "answers.jsonl"), line: 2 }]);
  });

  it("keeps a second writer out", async () => {
    const path = join(root, "haiku-set", "haiku");
    const folder = await openResultsFolder(path, manifest);
    await expect(openResultsFolder(path, manifest)).rejects.toThrow(`process ${process.pid}`);
    await folder.close();
    await (await openResultsFolder(path, manifest)).close();
  });

  it("is never made of a folder with other files, which is left as it was", async () => {
    const path = join(root, "haiku-set", "haiku");
    await mkdir(path, { recursive: true });
    for (const name of ["paper.tex", "answers.jsonl"]) await writeFile(join(path, name), "");
    const refusal = openResultsFolder(path, manifest);
    await expect(refusal).rejects.toThrow("has files but no manifest.json, so it is not a results folder");
    await expect(refusal).rejects.toMatchObject({
      problems: ["unknown file: answers.jsonl", "unknown file: paper.tex"],
    });
    expect((await readdir(path)).sort()).toEqual(["answers.jsonl", "paper.tex"]);
  });

  it("writes nothing more once another process has taken its lock over", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const path = join(root, "haiku-set", "haiku");
      const folder = await openResultsFolder(path, manifest);
      await folder.appendAnswer(await answer("古池や"));
      const other = { pid: 1, host: "another-host", startedAt: "2026-04-03T00:00:00.000Z", token: "another's" };
      await writeFile(join(path, "lock"), JSON.stringify(other));
      vi.advanceTimersByTime(5_000);
      const later = await answer("閑さや");
      await vi.waitFor(() => expect(folder.appendAnswer(later)).rejects.toThrow("was taken over by another process"), {
        timeout: 60_000,
      });
      const before = await readFile(join(path, "answers.jsonl"), "utf8");
      await expect(folder.appendAnswer(later)).rejects.toThrow("taken over");
      expect(await readFile(join(path, "answers.jsonl"), "utf8")).toBe(before);
      await folder.close();
      expect(JSON.parse(await readFile(join(path, "lock"), "utf8"))).toEqual(other);
    } finally {
      vi.useRealTimers();
    }
  });
});
