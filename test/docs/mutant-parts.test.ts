import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { packageRoot } from "../../src/files/package-root.ts";

const parts = z
  .array(z.object({ name: z.string(), least: z.number(), source: z.array(z.string()), tests: z.array(z.string()) }))
  .parse(JSON.parse(readFileSync(join(packageRoot, "test/proofs/mutant-parts.json"), "utf8")));

const listed = (place: string, ending: string): string[] =>
  place.endsWith(ending)
    ? [place]
    : readdirSync(join(packageRoot, place))
        .filter((name) => name.endsWith(ending))
        .map((name) => `${place}/${name}`);

// Of `files` only what keeps records safe: the journal, its lines and its repair, and the lock. The rest is encodings, names and
// what the operating system says, which laws, planted faults and altered texts (npm run proof:fuzz) try instead.
const isRoomOfSome = (file: string) => file.startsWith("src/files/");

test("every source of these rooms is in exactly one part", () => {
  const partsOf = new Map<string, string[]>();
  for (const { name, source } of parts) {
    for (const file of source.flatMap((place) => listed(place, ".ts")))
      partsOf.set(file, [...(partsOf.get(file) ?? []), name]);
  }
  const rooms = ["statistics", "scores", "gate", "results", "judgments", "runs", "files", "exchange"];
  const sources = rooms.flatMap((room) =>
    readdirSync(join(packageRoot, "src", room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map((entry) => join(entry.parentPath, entry.name).slice(packageRoot.length).replaceAll("\\", "/"))
      .map((path) => path.replace(/^\//, "")),
  );
  expect(sources.length).toBeGreaterThan(200);
  const wrong = sources.filter((file) => {
    const count = partsOf.get(file)?.length ?? 0;
    return count > 1 || (count === 0 && !isRoomOfSome(file));
  });
  expect(wrong.map((file) => `${file}: ${partsOf.get(file)?.join(", ") ?? "no part"}`)).toEqual([]);
  expect([...partsOf.keys()].filter((file) => !sources.includes(file))).toEqual([]);
  const safe = ["journal", "lock", "read-lines", "repair-journal"].map((name) => `src/files/${name}.ts`);
  expect(safe.filter((file) => !partsOf.has(file))).toEqual([]);
});

test("a part has tests, and wants the share that is told of its room", () => {
  for (const { name, tests, least } of parts) {
    expect(
      tests.filter((place) => !existsSync(join(packageRoot, place))),
      name,
    ).toEqual([]);
    expect(least, name).toBe(/^(statistics|scores|gate|results|published)/.test(name) ? 85 : 75);
  }
});
