import { exitCode } from "./commands/exit-code.ts";
import { explain, main } from "./commands/main.ts";
import { processIo } from "./commands/terminal/process-io.ts";

const io = processIo();
// Node's own exit code for what nobody caught is 1, which would say regression.
process.on("uncaughtException", (error) => {
  process.exitCode = exitCode(explain(error, io));
  process.exit();
});
main(process.argv.slice(2), io).then(
  (ending) => {
    process.exitCode = exitCode(ending);
  },
  (error: unknown) => {
    throw error;
  },
);
