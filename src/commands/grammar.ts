import type { Argv } from "yargs";
import type { FlagDefaults } from "../config/settings.ts";
import { addAskingCommands } from "./asking-grammar.ts";
import { addDataCommands } from "./data-grammar.ts";
import { addDecisionCommands } from "./decision-grammar.ts";
import type { Dispatch } from "./dispatch.ts";
import { addRecordCommands } from "./records-grammar.ts";

/** Every verb and its flags, in the order in which --help lists them. */
export function addCommands(args: Argv, dispatch: Dispatch, defaults: FlagDefaults): Argv {
  const asking = addAskingCommands(args, dispatch, defaults);
  const deciding = addDecisionCommands(asking, dispatch, defaults);
  return addDataCommands(addRecordCommands(deciding, dispatch, defaults), dispatch);
}
