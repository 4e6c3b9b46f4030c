import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { sha256 } from "../../src/files/canonical-json.ts";
import { packageRoot } from "../../src/files/package-root.ts";
import { parseDataFile } from "../../src/sources/parse-data-file.ts";

const schema = z.strictObject({ title: z.string(), count: z.number() });
const text = "title: 試し\ncount: 3\n";

describe("a YAML file of a data folder", () => {
  it("is parsed where the build knows nothing of its text", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mtbench-parsed-"));
    expect(await parseDataFile(text, schema, "x.yaml", folder)).toEqual({ title: "試し", count: 3 });
    expect(await parseDataFile(text, schema, "x.yaml", join(folder, "none"))).toEqual({ title: "試し", count: 3 });
  });

  it("is read from what the build made of it, by the hash of its text", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mtbench-parsed-"));
    await writeFile(join(folder, `${sha256(text)}.json`), JSON.stringify({ title: "built", count: 4 }));
    expect(await parseDataFile(text, schema, "x.yaml", folder)).toEqual({ title: "built", count: 4 });
    expect(await parseDataFile(`${text}# edited\n`, schema, "x.yaml", folder)).toEqual({ title: "試し", count: 3 });
  });

  it("is held to the schema, and told of with its line, either way", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mtbench-parsed-"));
    const wrong = "title: 試し\ncount: three\n";
    const problems = ['x.yaml:2: count: expected a number, got "three"'];
    await expect(parseDataFile(wrong, schema, "x.yaml", folder)).rejects.toMatchObject({ problems });
    await writeFile(join(folder, `${sha256(wrong)}.json`), JSON.stringify({ title: "試し", count: "three" }));
    await expect(parseDataFile(wrong, schema, "x.yaml", folder)).rejects.toMatchObject({ problems });
  });
});

describe("what the build made of the package's own", () => {
  const built = join(packageRoot, "dist", "parsed");

  it.skipIf(!existsSync(built))("is what they hold (npm run build)", async () => {
    const known = new Set(await readdir(built));
    for (const folder of ["judges", "questions", join("results", "published")]) {
      for (const name of await readdir(join(packageRoot, folder), { recursive: true })) {
        if (!name.endsWith(".yaml")) continue;
        const content = await readFile(join(packageRoot, folder, name), "utf8");
        const file = `${sha256(content)}.json`;
        // A file that was edited since the build is parsed again.
        if (known.has(file))
          expect(JSON.parse(await readFile(join(built, file), "utf8")), name).toEqual(parse(content));
      }
    }
    expect(known.size).toBeGreaterThan(20);
  });
});
