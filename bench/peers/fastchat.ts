import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPython, type Peer, type PeerPlace, pythonVersion, script } from "./peer.ts";

/** The judge has to have a name that FastChat knows. */
const judge = "gpt-4";

const rate = "Rate the last answer from 1 to 10 for a fair reader. End with the rating in this form: [[5]]";

/** Prompts of our own under the names that it looks for. */
function judgePrompts(): object[] {
  const reference = (turn: number) => `[Reference ${turn}]\n{ref_answer_${turn}}\n`;
  const told = (turn: string) => `[Question ${turn}]\n{question${turn}}\n[Answer ${turn}]\n{answer${turn}}\n`;
  const prompt = (name: string, prompt_template: string) => ({
    name,
    type: "single",
    system_prompt: "You rate answers.",
    prompt_template,
    description: "",
    category: "general",
    output_format: "[[rating]]",
  });
  const both = `${told("_1")}${told("_2")}`;
  return [
    prompt("single-v1", `${rate}\n${told("")}`),
    prompt("single-math-v1", `${rate}\n${reference(1)}${told("")}`),
    prompt("single-v1-multi-turn", `${rate}\n${both}`),
    prompt("single-math-v1-multi-turn", `${rate}\n${reference(1)}${reference(2)}${both}`),
  ];
}

function writeFiles({ work, questions }: PeerPlace): void {
  const bench = join(work, "data", "mt_bench");
  mkdirSync(join(bench, "reference_answer"), { recursive: true });
  const lines = (file: string, rows: readonly object[]) =>
    writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  lines(join(work, "data", "judge_prompts.jsonl"), judgePrompts());
  lines(
    join(bench, "question.jsonl"),
    questions.map(({ id, category, turns }) => ({ question_id: Number(id), category, turns })),
  );
  lines(
    join(bench, "reference_answer", `${judge}.jsonl`),
    questions.map(({ id, references }) => {
      const turns = [references[0] ?? "", references[1] ?? ""];
      return { question_id: Number(id), answer_id: id, model_id: judge, choices: [{ index: 0, turns }], tstamp: 0 };
    }),
  );
}

/** FastChat's llm_judge: gen_api_answer.py, then gen_judgment.py. */
export const fastchat: Peer = {
  name: "FastChat llm_judge",
  manner: "two turns, all answers before the first judgment; not streaming; started without torch, which it imports",
  judgeReply: "The reasons hold. [[7]]",
  install: (home) =>
    installPython(home, [
      // What llm_judge needs of the dependencies; torch and transformers are not among what it uses for servers.
      ["--no-deps", "fschat==0.2.36"],
      ["openai==0.28.1", "anthropic<0.20", "shortuuid", "tqdm", "numpy", "requests"],
    ]),
  version: (home) => pythonVersion(home, "fschat"),
  commands: (place) => {
    writeFiles(place);
    const { home, work, answerUrl, judgeUrl, slots } = place;
    const start = (module: string, base: string, args: readonly string[]) => ({
      program: join(home, "bin", "python"),
      args: [script("fastchat_without_torch.py"), module, ...args, "--parallel", String(slots)],
      cwd: work,
      env: { OPENAI_API_KEY: "none", OPENAI_API_BASE: base },
      input: "\n",
    });
    return [
      start("fastchat.llm_judge.gen_api_answer", answerUrl, ["--model", "candidate", "--openai-api-base", answerUrl]),
      start("fastchat.llm_judge.gen_judgment", judgeUrl, ["--model-list", "candidate", "--judge-model", judge]),
    ];
  },
};
