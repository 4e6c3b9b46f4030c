import { setFlagsFromString } from "node:v8";

/** Flags of V8, each with the last major version of V8 that is known to have it: others tell the user that they do not. */
const lastWith = {
  /** 11 is Node 20; later ones count calls, not bytecode. */
  "--interrupt-budget=1000000": 11,
  "--interrupt-budget=135168": 11,
  "--heap-growing-percent=100": 14,
  "--heap-growing-percent=0": 14,
  "--heap-growing-percent=40": 14,
  "--semi-space-growth-factor=1": 14,
  "--semi-space-growth-factor=8": 14,
  "--no-wasm-dynamic-tiering": 14,
  "--no-wasm-tier-up": 14,
  "--wasm-dynamic-tiering": 14,
  "--wasm-tier-up": 14,
} as const;

type EngineFlag = keyof typeof lastWith;

/**
 * What a program begins with. Most commands end within a second or two. V8 would compile for speed what runs for a tenth of one,
 * which takes a quarter of a report's processor time and pays back less; so it waits until about a million bytes of bytecode have
 * run in a function (of its own accord, a seventh of that). What runs for long is compiled all the same, a moment later.
 * And room for what is new grows from 1 MB to 8 in one step, where a launch lets it be.
 */
export const usualEngineFlags: readonly EngineFlag[] = [
  "--interrupt-budget=1000000",
  "--heap-growing-percent=0",
  "--semi-space-growth-factor=8",
  "--wasm-dynamic-tiering",
  "--wasm-tier-up",
];

/** Sets those of the flags that this V8 has; what they save is all that is lost without. */
export function setEngineFlags(
  flags: readonly EngineFlag[],
  engine = { version: process.versions.v8, set: setFlagsFromString },
): void {
  const major = Number.parseInt(engine.version, 10);
  for (const flag of flags) if (major <= lastWith[flag]) engine.set(flag);
}
