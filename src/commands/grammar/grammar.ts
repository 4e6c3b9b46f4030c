import type { Argv } from "yargs";
import type { FlagDefaults } from "../../config/values-in-force.ts";
import { addAskingCommands } from "../ask/asking-grammar.ts";
import { addDecisionCommands } from "../decide/decision-grammar.ts";
import { addRecordCommands } from "../records/records-grammar.ts";
import { addDataCommands } from "../setup/data-grammar.ts";
import { addLinkingCommands } from "../show/linking-grammar.ts";
import type { Dispatch } from "./dispatch.ts";
import { sharedOptions } from "./shared-options.ts";

/** Every verb and its flags, in the order in which --help lists them. */
export function addCommands(args: Argv, dispatch: Dispatch, defaults: FlagDefaults): Argv {
  const asking = addAskingCommands(args, dispatch, defaults);
  const deciding = addLinkingCommands(
    addDecisionCommands(asking, dispatch, defaults),
    dispatch,
    sharedOptions(defaults).results,
  );
  return addDataCommands(addRecordCommands(deciding, dispatch, defaults), dispatch);
}
