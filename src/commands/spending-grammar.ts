import type { Argv } from "yargs";

/** Flags about money of every command that calls models. */
export function spendingOptions<T>(args: Argv<T>) {
  return args
    .option("dry-run", {
      type: "boolean",
      default: false,
      describe: "Show what is due and what it will cost; call nobody",
    })
    .option("max-cost", {
      type: "string",
      describe: 'Most that the results folder may cost in all: 5 (US dollars) or "800 JPY"',
      requiresArg: true,
    })
    .option("max-tokens-total", {
      type: "string",
      describe: "Most tokens that the results folder may take in all",
      requiresArg: true,
    });
}
