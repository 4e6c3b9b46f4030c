import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { packageRoot } from "../../src/files/package-root.ts";
import type { Peer } from "./peer.ts";

/** This program, by its command line as users start it. */
export const ours: Peer = {
  name: "mtbench",
  manner: "two turns, judged while others are answered; streaming; every call in a journal",
  judgeReply: "根拠は十分です。\n評価: [[7]]",
  install: () => undefined,
  version: () =>
    z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")))
      .version,
  commands: ({ work, answerUrl, judgeUrl, slots }) => [
    {
      program: process.execPath,
      args: [
        join(packageRoot, "dist", "cli.js"),
        "run",
        ...["--model", `candidate@${answerUrl}`, "--judge", "mtbench-ja", "--judge-model", `judge@${judgeUrl}`],
        ...["--questions", "ja-original", "--results", join(work, "results"), "--max-concurrency", String(slots)],
      ],
      cwd: work,
    },
  ],
};
