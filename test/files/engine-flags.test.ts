import { expect, it } from "vitest";
import { setEngineFlags } from "../../src/files/engine-flags.ts";

function setUnder(version: string): string[] {
  const flags: string[] = [];
  setEngineFlags(["--interrupt-budget=1000000", "--no-wasm-tier-up"], { version, set: (flag) => flags.push(flag) });
  return flags;
}

// V8 would print an error about every other one, before the first line of every command.
it.each([
  ["11.3.244.8-node.38", ["--interrupt-budget=1000000", "--no-wasm-tier-up"]],
  ["12.4.254.21-node.33", ["--no-wasm-tier-up"]],
  ["14.6.202.34-node.40", ["--no-wasm-tier-up"]],
  ["15.0.1", []],
])("V8 %s is given the flags that it has", (version, flags) => {
  expect(setUnder(version)).toEqual(flags);
});
