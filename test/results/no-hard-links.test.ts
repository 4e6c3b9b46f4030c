import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createManifest } from "../../src/results/create-manifest.ts";
import { aManifest } from "./made-folder.ts";

/** What the file system says to a hard link; null: it makes one. */
const disk = vi.hoisted(() => ({ refusal: null as string | null }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return {
    ...real,
    async link(from: string, to: string) {
      if (disk.refusal !== null) throw Object.assign(new Error(disk.refusal), { code: disk.refusal });
      await real.link(from, to);
    },
  };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mtbench-links-"));
});
afterEach(async () => {
  disk.refusal = null;
  await rm(folder, { recursive: true });
});

describe("a manifest where the file system has no hard links", () => {
  it.each(["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP"])("(%s) is written once all the same", async (code) => {
    disk.refusal = code;
    expect(await createManifest(folder, aManifest())).toBe(true);
    expect(await createManifest(folder, aManifest({ seed: 6 }))).toBe(false);
    expect(JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"))).toEqual(aManifest());
    expect(await readdir(folder)).toEqual(["manifest.json"]);
  });

  it("is not written where the disk says something else", async () => {
    disk.refusal = "EIO";
    await expect(createManifest(folder, aManifest())).rejects.toThrow("EIO");
    expect(await readdir(folder)).toEqual([]);
  });
});
