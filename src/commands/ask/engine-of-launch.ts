import { setEngineFlags } from "../../files/engine-flags.ts";
import type { LaunchEvent } from "../../launch/launch-events.ts";

/** Records from which on a launch counts as long. */
const many = 640;

/**
 * Tells V8 what a launch is like while it goes on: small as long as it may be over in a second, quick once it is a long one, and
 * small again for the end, where all records are read. bench/README.md has what each is worth.
 */
export function engineOfLaunch(set = setEngineFlags): (event: Pick<LaunchEvent, "type">) => void {
  let records = 0;
  keepSmall(set);
  return ({ type }) => {
    // The same code over and over from here on: compiled for speed, where a start is not.
    if (type === "begin") set(["--interrupt-budget=135168"]);
    if (type === "calls-over") keepSmall(set);
    if (type !== "answer" && type !== "judgment" && type !== "match") return;
    records += 1;
    if (records === many) set(["--heap-growing-percent=100", "--wasm-dynamic-tiering", "--wasm-tier-up"]);
  };
}

function keepSmall(set: typeof setEngineFlags): void {
  // V8 would let what is done with fill three times what is still held before it looks. While calls go on, a launch holds 20 MB,
  // however many they are, so that a long one has room for more.
  set(["--heap-growing-percent=40"]);
  // What is new has the 8 MB that it took to get here: with 16, as of its own accord, memory is 16 MB more.
  set(["--semi-space-growth-factor=1"]);
  // The parser of replies is WebAssembly. V8 would compile it a second time, for speed, after the first two: 90 ms of a processor
  // and 35 MB for a moment.
  set(["--no-wasm-dynamic-tiering", "--no-wasm-tier-up"]);
}
