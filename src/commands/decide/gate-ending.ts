import type { Verdict } from "../../gate/verdict.ts";
import type { Ending } from "../exit-code.ts";
import type { GateFlags } from "./gate-verb.ts";

/** How a gate's verdict ends the command; only what is merely undecided can be told to end otherwise. */
export function endingOf(verdict: Verdict, undecided: GateFlags["undecided"]): Ending {
  switch (verdict) {
    case "pass":
      return "done";
    case "regression":
    case "below-floor":
      return verdict;
    case "incomplete":
      return "incomplete";
    case "undecided":
      return undecided === "pass" ? "done" : undecided === "fail" ? "regression" : "undecided";
    default: {
      const never: never = verdict;
      throw new Error(`no such verdict ${String(never)}`);
    }
  }
}
