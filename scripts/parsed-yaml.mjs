// Writes what the package's YAML files hold to dist/parsed/<sha256 of the file's text>.json, where
// `src/sources/parse-data-file.ts` looks first. Part of `npm run build`.
import { deepStrictEqual } from "node:assert";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const target = join("dist", "parsed");
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const folder of ["judges", "questions", join("results", "published")]) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith(".yaml")) continue;
    const text = readFileSync(join(folder, name), "utf8");
    const value = parse(text);
    const json = JSON.stringify(value);
    deepStrictEqual(JSON.parse(json), value, `${name} holds what JSON cannot`);
    writeFileSync(join(target, `${createHash("sha256").update(text).digest("hex")}.json`), json);
  }
}
