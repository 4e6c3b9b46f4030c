#!/usr/bin/env node
import { join } from "node:path";
import { setEngineFlags, usualEngineFlags } from "./files/engine-flags.ts";
import { loadProgram } from "./files/load-program.ts";

setEngineFlags(usualEngineFlags);
// What `src/program.ts` and all that it needs were built into.
loadProgram(join(import.meta.dirname, "chunks"), "program.cjs");
