import OpenAI from "openai";
import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import { planAnswer } from "../src/answers/plan-answer.ts";
import { fillPrompt } from "../src/judgments/fill-prompt.ts";
import { hardenAnswer } from "../src/judgments/harden-answer.ts";
import { requestBody } from "../src/models/request-body.ts";
import { atLeast, atMost, median, type Row, shown } from "./figures.ts";
import { loadWorkload, measureRun, type RunMeasure, type RunPlace, type Workload, withServers } from "./workload.ts";

/** A server that answers at once: 1 KB in 16 chunks. */
export const immediate = {
  latencies: { seed: "none", meanMs: 0, answerSigma: 0, judgmentSigma: 0 },
  slots: 16,
  replyBytes: 1024,
  chunks: 16,
};

export interface OverheadMeasure {
  readonly callsPerSecond: number;
  readonly cpuMs: number;
  readonly bareCallsPerSecond: number;
  readonly bareCpuMs: number;
  /** Median of the rounds' own ratios. */
  readonly ratio: number;
}

/** Ours and the bare loop in turns, in this process, on the same servers. */
export async function measureOverhead(rounds: number, trials: number): Promise<OverheadMeasure> {
  const workload = await loadWorkload();
  return withServers(immediate, async (place) => {
    await measureRun(workload, 3, place);
    await bareLoop(workload, 3, place);
    const pairs: { ours: RunMeasure; bare: RunMeasure }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const bare = await bareLoop(workload, trials, place);
      pairs.push({ bare, ours: await measureRun(workload, trials, place) });
    }
    const middle = (pick: (pair: (typeof pairs)[number]) => number): number => median(pairs.map(pick));
    const rate = ({ calls, seconds }: RunMeasure): number => calls / seconds;
    const cpu = ({ calls, cpuSeconds }: RunMeasure): number => (cpuSeconds * 1000) / calls;
    return {
      callsPerSecond: middle(({ ours }) => rate(ours)),
      cpuMs: middle(({ ours }) => cpu(ours)),
      bareCallsPerSecond: middle(({ bare }) => rate(bare)),
      bareCpuMs: middle(({ bare }) => cpu(bare)),
      ratio: middle(({ ours, bare }) => cpu(ours) / cpu(bare)),
    };
  });
}

/** What a script of ten lines does: the openai package, as many calls at once, the text put together, nothing kept. */
async function bareLoop(workload: Workload, trials: number, place: RunPlace): Promise<RunMeasure> {
  const client = (baseURL: string) => new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 });
  const clients = { answer: client(place.answerUrl), judgment: client(place.judgeUrl) };
  const bodies = bareBodies(workload);
  let calls = 0;
  let characters = 0;
  const work = async (queue: Iterator<(typeof bodies)[number]["body"]>, one: OpenAI): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      let text = "";
      for await (const chunk of await one.chat.completions.create(next.value)) {
        text += chunk.choices[0]?.delta.content ?? "";
      }
      characters += text.length;
      calls += 1;
    }
  };
  function* queueOf(kind: "answer" | "judgment") {
    for (let trial = 0; trial < trials; trial += 1) {
      for (const { body } of bodies.filter((one) => one.kind === kind)) yield body;
    }
  }
  const cpu = process.cpuUsage();
  const started = performance.now();
  const workers = (["answer", "judgment"] as const).flatMap((kind) => {
    const queue = queueOf(kind);
    return Array.from({ length: place.slots }, () => work(queue, clients[kind]));
  });
  await Promise.all(workers);
  if (characters === 0) throw new Error("the bare loop read nothing");
  const used = process.cpuUsage(cpu);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, cpuSeconds: (used.user + used.system) / 1e6, calls, memory: 0 };
}

/** Bodies of the sizes that a run sends, made before the clock starts. */
function bareBodies(workload: Workload) {
  const spec = workload.spec(1);
  const { asking, rating } = spec;
  if (asking === null || rating?.raters.kind !== "one") throw new Error("a run that asks and rates");
  const { judgeModel } = rating.raters;
  const text = "答".repeat(341);
  return spec.questions.flatMap((question) => {
    const turns = question.turns.map((_, index) => index + 1);
    return turns.flatMap((turn) => {
      const history = turns.slice(0, turn - 1).map(() => text);
      const { body } = planAnswer({ ...asking, question, turn, trial: 1, history, seed: 0 });
      const prompt = rating.judge.prompts[turn === 1 ? "single-v1" : "single-v1-multi-turn"];
      if (prompt === undefined) throw new Error("a judge of both turns");
      const answers = [...history, hardenAnswer(text).text];
      const messages = fillPrompt(prompt, { question, answers, references: rating.references, nonce: "0" });
      const judged = requestBody(judgeModel, messages, { temperature: 0, seed: 0 }, 2048);
      return [
        { kind: "answer" as const, body: bare(body) },
        { kind: "judgment" as const, body: bare(judged) },
      ];
    });
  });
}

function bare({ model, messages }: ReturnType<typeof requestBody>): ChatCompletionCreateParamsStreaming {
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    temperature: 0.7,
    seed: 0,
    stream: true,
    stream_options: { include_usage: true },
  };
}

export async function overheadRows(rounds: number): Promise<Row[]> {
  const { ratio, callsPerSecond, cpuMs, bareCallsPerSecond, bareCpuMs } = await measureOverhead(rounds, 10);
  return [
    atMost("CPU per call / CPU per call of a bare loop", ratio, 1.6),
    atLeast("calls a second through everything, journal included", callsPerSecond, 700),
    shown("CPU per call", `${cpuMs.toFixed(2)} ms`),
    shown("bare loop: CPU per call", `${bareCpuMs.toFixed(2)} ms`),
    shown("bare loop: calls a second", bareCallsPerSecond.toFixed(0)),
  ];
}
