import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const flags = ["demoResults", "format", "json"] as const;

export type DemoFlags = FlagsOf<typeof flags>;

export const demoVerb = verb({
  command: "demo",
  about: "The whole road offline, with controls of known quality",
  flags,
  examples: [
    ["demo", "seconds, without a key or a network"],
    ["demo --results .mtbench/example --json", "elsewhere, and the final record as JSON"],
  ],
  run: async (given, io) => (await import("./demo.ts")).demo(given, io),
});
