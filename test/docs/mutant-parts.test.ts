import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { packageRoot } from "../../src/files/package-root.ts";

const parts = z
  .array(z.object({ name: z.string(), least: z.number(), source: z.array(z.string()), tests: z.array(z.string()) }))
  .parse(JSON.parse(readFileSync(join(packageRoot, "test/proofs/mutant-parts.json"), "utf8")));

/** Sources of these rooms that belong to no part, and why. */
const inNoPart: Readonly<Record<string, string>> = {
  "src/files/canonical-json.ts": "its laws and planted faults are tried instead",
  "src/files/folder-name.ts": "its laws and planted faults are tried instead",
  "src/files/json-schema.ts": "one call of zod",
  "src/files/make-folder.ts": "what the operating system answers",
  "src/files/package-root.ts": "one path",
  "src/files/plain-shape.ts": "two checks of a type",
  "src/files/read-text.ts": "encodings: altered texts are tried instead (npm run proof:fuzz)",
  "src/files/storage-error.ts": "words for what the operating system answers",
  "src/files/tool-version.ts": "one line of package.json",
};

const listed = (place: string, ending: string): string[] =>
  place.endsWith(ending)
    ? [place]
    : readdirSync(join(packageRoot, place))
        .filter((name) => name.endsWith(ending))
        .map((name) => `${place}/${name}`);

test("every source of these rooms is in exactly one part, or told with a reason", () => {
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
  const wrong = sources.filter((file) => (partsOf.get(file)?.length ?? 0) !== (file in inNoPart ? 0 : 1));
  expect(wrong.map((file) => `${file}: ${partsOf.get(file)?.join(", ") ?? "no part"}`)).toEqual([]);
  expect(Object.keys(inNoPart).filter((file) => !sources.includes(file))).toEqual([]);
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
