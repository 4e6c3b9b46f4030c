import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";
import { askingFlags, ratingFlags, spendingFlags } from "./asking-flags.ts";

const asking = ["model", "judges", "reuseAnswers", ...askingFlags, ...ratingFlags, ...spendingFlags] as const;
const flags = [...asking, "matchAgainst", "comparingJudge", "steps"] as const;

/** What a run takes that is not followed by matches. */
export type RunFlags = FlagsOf<typeof asking>;

export type RunAndMatchFlags = FlagsOf<typeof flags>;

export const runVerb = verb({
  command: "run",
  makesResults: true,
  about: "Ask the questions, rate the answers, show the leaderboard",
  flags,
  examples: [
    ["run --model my-model@http://127.0.0.1:8000/v1", "a model of a server of your own, rated by the usual judge"],
    [
      "run --model gpt-4o --judge nejumi-4 swallow-ja --dry-run",
      "two boards over one set of answers: what it would cost",
    ],
  ],
  async run(given, io) {
    const { matchAgainst } = given;
    if (matchAgainst === undefined) return (await import("./run.ts")).run(given, io);
    return (await import("./run-match.ts")).runAndMatch({ ...given, matchAgainst }, io);
  },
});
