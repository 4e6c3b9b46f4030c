import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type FakeServer, type Script, startFakeServer } from "./fake-server.ts";

const idSchema = z.union([z.number(), z.string()]).transform(String);
const questionSchema = z.object({ question_id: idSchema, turns: z.tuple([z.string(), z.string()]) });
const answerSchema = z.object({
  question_id: idSchema,
  model_id: z.string(),
  choices: z.tuple([z.object({ turns: z.tuple([z.string(), z.string()]) })]),
});
const judgmentSchema = z.object({
  model: z.string(),
  judge: z.tuple([z.string(), z.string()]),
  user_prompt: z.string(),
  judgment: z.string(),
});
const promptSchema = z.object({ name: z.string(), system_prompt: z.string() });

export interface ReplayServer extends FakeServer {
  /** Every body that was answered, as text, with how often it was asked. */
  readonly asked: ReadonlyMap<string, number>;
}

export interface ReplayOptions {
  /** Folder of a recorded FastChat run (data/recorded/shisa). */
  readonly recorded: string;
  /** Names of the answer files, without ending. */
  readonly models: readonly string[];
  readonly judgmentFile: string | null;
  /** Milliseconds before each reply begins. */
  readonly delayMs?: () => number;
  /** What upstream never recorded: the messages' own check decides, so every other field may be anything. */
  readonly chunkSize?: number;
}

/**
 * Plays recorded answers and recorded judgments for exactly the conversations that they were given in. System and user
 * messages must match to the byte; anything else is answered with 400 and shows up in `errors`.
 */
export async function startReplayServer(options: ReplayOptions): Promise<ReplayServer> {
  const replies = new Map<string, string>();
  const questions = await readLines(join(options.recorded, "question.jsonl"), questionSchema);
  const models = new Set<string>();
  for (const model of options.models) {
    for (const answer of await readLines(join(options.recorded, "model_answer", `${model}.jsonl`), answerSchema)) {
      const turns = questions.find((question) => question.question_id === answer.question_id)?.turns;
      if (turns === undefined) throw new Error(`${model}: an answer to an unknown question ${answer.question_id}`);
      const [first, second] = answer.choices[0].turns;
      const visible = first.replace(/^\s*<think>[\s\S]*?<\/think>\s*/, "");
      models.add(answer.model_id);
      replies.set(conversation(answer.model_id, [user(turns[0])]), first);
      replies.set(
        conversation(answer.model_id, [user(turns[0]), { role: "assistant", content: visible }, user(turns[1])]),
        second,
      );
    }
  }
  if (options.judgmentFile !== null) {
    const prompts = await readLines(join(options.recorded, "judge_prompts.jsonl"), promptSchema);
    const systems = new Map(prompts.map((prompt) => [prompt.name, prompt.system_prompt]));
    const file = join(options.recorded, "model_judgment", `${options.judgmentFile}.jsonl`);
    for (const row of await readLines(file, judgmentSchema)) {
      const [judge, prompt] = row.judge;
      const system = systems.get(prompt);
      if (system === undefined) throw new Error(`a judgment by an unknown prompt ${prompt}`);
      models.add(judge);
      replies.set(conversation(judge, [{ role: "system", content: system }, user(row.user_prompt)]), row.judgment);
    }
  }
  const asked = new Map<string, number>();
  const server = await startFakeServer({
    models: [...models],
    onChat: ({ body }): Script => {
      const id = conversation(body.model ?? "", body.messages ?? []);
      const text = replies.get(id);
      if (text === undefined) throw new Error(`nobody recorded this conversation: ${id.slice(0, 300)}`);
      asked.set(id, (asked.get(id) ?? 0) + 1);
      return { text, chunkSize: options.chunkSize ?? 200, delayMs: options.delayMs?.() ?? 0 };
    },
  });
  return { ...server, asked };
}

function conversation(model: string, messages: readonly { readonly role: string; readonly content: string }[]): string {
  return JSON.stringify([model, ...messages.map(({ role, content }) => [role, content])]);
}

function user(content: string): { role: string; content: string } {
  return { role: "user", content };
}

async function readLines<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => schema.parse(JSON.parse(line)));
}
