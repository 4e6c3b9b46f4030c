import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";

/** Where the build keeps what V8 made of a part of the program. Another V8 than the build's finds nothing and compiles. */
function compiledPath(folder: string, name: string): string {
  return join(folder, "compiled", `${process.versions.v8}-${process.arch}`, `${name}.bin`);
}

/**
 * Runs a program that was built into CommonJS parts in one folder. V8 takes over what it compiled when the program was built
 * (`scripts/compiled-parts.mjs`), which Node itself does from 22 on; to compile a megabyte and a half anew takes 40 ms. V8 itself
 * refuses what another version or other flags have made. `onScript` is told of each part, and where its compiled form belongs.
 */
export function loadProgram(
  folder: string,
  entry: string,
  onScript?: (compiled: string, script: Script) => void,
): void {
  const requireOther = createRequire(join(folder, entry));
  const loaded = new Map<string, { exports: unknown }>();

  function load(name: string): unknown {
    const there = loaded.get(name);
    if (there !== undefined) return there.exports;
    const module = { exports: {} };
    loaded.set(name, module);
    const filename = join(folder, name);
    const compiled = compiledPath(folder, name);
    const script = compile(filename, compiled);
    onScript?.(compiled, script);
    const run: unknown = script.runInThisContext();
    if (typeof run !== "function") throw new Error(`${filename} is no part of the program`);
    const require = (id: string): unknown => (id.startsWith("./") ? load(id.slice(2)) : requireOther(id));
    run(module.exports, require, module, filename, folder, importOutside);
    return module.exports;
  }

  load(entry);
}

/** V8 does not keep who imports for a part, so the build writes this in place of `import()`. */
function importOutside(specifier: string): Promise<unknown> {
  return import(specifier);
}

/** As Node wraps a CommonJS file. */
const [before, after] = ["(function (exports, require, module, __filename, __dirname, importOutside) { ", "\n})"];

function compile(filename: string, compiled: string): Script {
  return new Script(`${before}${readFileSync(filename, "utf8")}${after}`, {
    filename,
    // Stacks count from the file's own first letter.
    columnOffset: -before.length,
    ...(existsSync(compiled) ? { cachedData: readFileSync(compiled) } : {}),
  });
}
