#!/usr/bin/env node
import { exitCode } from "./commands/exit-code.ts";
import { explain, main } from "./commands/main.ts";
import { processIo } from "./commands/terminal/process-io.ts";
import { setEngineFlags } from "./files/engine-flags.ts";

// Most commands end within a second or two. V8 would compile for speed what runs for a tenth of one, which takes a quarter of
// a report's processor time and pays back less; so it waits until about a million bytes of bytecode have run in a function (of
// its own accord, a seventh of that). What runs for long is compiled all the same, a moment later.
// And room for what is new grows from 1 MB to 8 in one step, where a launch lets it be.
setEngineFlags(["--interrupt-budget=1000000", "--semi-space-growth-factor=8"]);

const io = processIo();
// Node's own exit code for what nobody caught is 1, which would say regression.
process.on("uncaughtException", (error) => {
  process.exitCode = exitCode(explain(error, io));
  process.exit();
});
process.exitCode = exitCode(await main(process.argv.slice(2), io));
