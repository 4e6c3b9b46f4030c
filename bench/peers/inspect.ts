import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPython, type Peer, pythonVersion, script } from "./peer.ts";

/** Inspect with a task of our own (inspect_task.py), for it has no MT-Bench. */
export const inspect: Peer = {
  name: "Inspect",
  manner: "two turns, both judged when the second is answered, while others are answered; not streaming",
  judgeReply: "The reasons hold. [[7]]",
  install: (home) => installPython(home, [["inspect-ai", "openai"]]),
  version: (home) => pythonVersion(home, "inspect-ai"),
  commands: ({ home, work, answerUrl, judgeUrl, slots, questions }) => {
    const file = join(work, "questions.json");
    writeFileSync(file, JSON.stringify(questions));
    return [
      {
        program: join(home, "bin", "inspect"),
        args: [
          ...["eval", `${script("inspect_task.py")}@mt_bench`, "-T", `questions=${file}`],
          ...["--model", "openai-api/answers/candidate", "--model-role", "grader=openai-api/judges/judge"],
          ...["--max-connections", String(slots), "--max-samples", String(4 * slots)],
          ...["--display", "none", "--log-dir", join(work, "logs")],
        ],
        cwd: work,
        env: {
          ANSWERS_BASE_URL: answerUrl,
          ANSWERS_API_KEY: "none",
          JUDGES_BASE_URL: judgeUrl,
          JUDGES_API_KEY: "none",
          HOME: work,
        },
      },
    ];
  },
};
