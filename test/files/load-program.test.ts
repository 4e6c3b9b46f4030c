import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Script } from "node:vm";
import { expect, it } from "vitest";
import { loadProgram } from "../../src/files/load-program.ts";

/** A program of two parts, which tells through a global what it found. */
function programIn(parts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "mtbench-program-"));
  for (const [name, code] of Object.entries(parts)) writeFileSync(join(folder, name), code);
  return folder;
}

function runIn(folder: string): { readonly said: unknown; readonly scripts: ReadonlyMap<string, Script> } {
  const scripts = new Map<string, Script>();
  loadProgram(folder, "first.cjs", (compiled, script) => scripts.set(compiled, script));
  return { said: Reflect.get(globalThis, "said"), scripts };
}

const parts = {
  "first.cjs": `"use strict";
const second = require("./second.cjs");
const { join } = require("node:path");
globalThis.said = [second.word(), require("./second.cjs") === second, join("a", "b"), __dirname.length > 0, typeof importOutside];`,
  "second.cjs": `exports.word = () => "二";\nrequire("./first.cjs");`,
};
const expected = ["二", true, join("a", "b"), true, "function"];

it("runs parts that need each other, packages and Node's own modules, each part once", () => {
  const { said, scripts } = runIn(programIn(parts));
  expect(said).toEqual(expected);
  expect(scripts.size).toBe(2);
});

// That V8 takes what it made itself is seen in a process of its own: test/built-parts.test.ts.
it("runs as well on what V8 refuses", () => {
  // A text that this process has not compiled yet.
  const folder = programIn({ ...parts, "second.cjs": `${parts["second.cjs"]}\n// ${Date.now()}` });
  const compiled = join(folder, "compiled", `${process.versions.v8}-${process.arch}`, "second.cjs.bin");
  mkdirSync(dirname(compiled), { recursive: true });
  writeFileSync(compiled, "not of V8's making");
  const { said, scripts } = runIn(folder);
  expect(said).toEqual(expected);
  expect(scripts.get(compiled)?.cachedDataRejected).toBe(true);
});

it("keeps the places of a part's letters, for the stacks of bug reports", () => {
  const folder = programIn({ "first.cjs": "\nthrow new Error('here');" });
  try {
    runIn(folder);
    expect.unreachable();
  } catch (error) {
    expect(String(error instanceof Error ? error.stack : "")).toContain(`${join(folder, "first.cjs")}:2:7`);
  }
  const inline = programIn({ "first.cjs": "throw new Error('here');" });
  expect(() => runIn(inline)).toThrow("here");
  try {
    runIn(inline);
  } catch (error) {
    expect(String(error instanceof Error ? error.stack : "")).toContain(`${join(inline, "first.cjs")}:1:7`);
  }
});
