import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPython, type Peer, pythonVersion } from "./peer.ts";

/** evalscope's general question answering, rated by a judge model: a question there has one turn. */
export const evalscope: Peer = {
  name: "evalscope",
  manner: "160 single turns (its general_qa has no second), rated by its LLM judge; not streaming",
  judgeReply: "The reasons hold. [[0.7]]",
  install: (home) => installPython(home, [["evalscope"]]),
  version: (home) => pythonVersion(home, "evalscope"),
  commands: ({ home, work, answerUrl, judgeUrl, slots, questions }) => {
    const folder = join(work, "data");
    mkdirSync(folder, { recursive: true });
    const rows = questions.flatMap(({ turns, references }) =>
      turns.map((query, index) => JSON.stringify({ query, response: references[index] ?? "-" })),
    );
    writeFileSync(join(folder, "asked.jsonl"), `${rows.join("\n")}\n`);
    const judge = { model_id: "judge", api_url: judgeUrl, api_key: "none", score_type: "numeric" };
    return [
      {
        program: join(home, "bin", "evalscope"),
        args: [
          ...["eval", "--model", "candidate", "--api-url", answerUrl, "--api-key", "none"],
          ...["--eval-type", "openai_api", "--datasets", "general_qa"],
          ...["--dataset-args", JSON.stringify({ general_qa: { local_path: folder, subset_list: ["asked"] } })],
          ...["--judge-strategy", "llm", "--judge-model-args", JSON.stringify(judge)],
          ...["--eval-batch-size", String(slots)],
          ...["--work-dir", join(work, "out")],
        ],
        cwd: work,
        env: { HF_HUB_OFFLINE: "1", HOME: work },
      },
    ];
  },
};
