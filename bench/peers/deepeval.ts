import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPython, type Peer, pythonVersion, script } from "./peer.ts";

/** DeepEval rates what is answered; the answers come from a loop in deepeval_run.py. */
export const deepeval: Peer = {
  name: "DeepEval",
  manner: "two turns asked by our own loop, all answers before the first rating (GEval); not streaming",
  judgeReply: JSON.stringify({ reason: "The reasons hold.", score: 7 }),
  install: (home) => installPython(home, [["deepeval", "openai"]]),
  version: (home) => pythonVersion(home, "deepeval"),
  commands: ({ home, work, answerUrl, judgeUrl, slots, questions }) => {
    const file = join(work, "questions.json");
    writeFileSync(file, JSON.stringify(questions));
    return [
      {
        program: join(home, "bin", "python"),
        args: [script("deepeval_run.py"), file, answerUrl, judgeUrl, String(slots)],
        cwd: work,
        env: {
          DEEPEVAL_TELEMETRY_OPT_OUT: "YES",
          DEEPEVAL_DISABLE_PROGRESS_BAR: "1",
          OPENAI_API_KEY: "none",
          HOME: work,
        },
      },
    ];
  },
};
