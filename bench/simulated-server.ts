import { createServer, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { clockMs, type ServerMarks } from "./clock.ts";
import { type CallName, type LatencyModel, latencyOf, questionName } from "./latencies.ts";

/** How a simulated server behaves; given to its process as one JSON argument. */
export interface ServerModel {
  readonly latencies: LatencyModel;
  /** Calls that are worked on at once; others wait their turn, as on a real server. */
  readonly slots: number;
  /** Bytes of UTF-8 of an answer's text. */
  readonly replyBytes: number;
  /** Pieces of a stream; 1: the reply comes as one document, as from a server that does not stream. */
  readonly chunks: number;
}

const untouched: ServerMarks = { first: null, last: null, calls: 0 };

const bodySchema = z.looseObject({
  model: z.string(),
  seed: z.number().optional(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string() })),
});

/** Stands in every answer, so that a judgment's call says what it rates. */
const mark = /〔([0-9a-f]+)・(\d+)・(\d+)〕/gu;
const filler = "雨上がりの坂道を下りながら、昔の手紙のことを思い出していた。";

/** What a call is about, from its body alone. */
function nameOf(body: z.infer<typeof bodySchema>): CallName {
  const users = body.messages.filter((message) => message.role === "user");
  const text = users.at(-1)?.content ?? "";
  const [, question, turn, trial] = (body.model === "judge" && [...text.matchAll(mark)].at(-1)) || [];
  if (question !== undefined) return { kind: "judgment", question, turn: Number(turn), trial: Number(trial) };
  const asked = questionName(users[0]?.content ?? "");
  return { kind: "answer", question: asked, turn: users.length, trial: (body.seed ?? 0) + 1 };
}

function replyTo(call: CallName, bytes: number): string {
  const head = call.kind === "answer" ? `〔${call.question}・${call.turn}・${call.trial}〕` : "";
  const end = call.kind === "answer" ? "" : "\n評価: [[7]]";
  const room = bytes - Buffer.byteLength(head + end);
  return `${head}${filler.repeat(Math.ceil(room / Buffer.byteLength(filler))).slice(0, Math.floor(room / 3))}${end}`;
}

/** One reply, ready to be written: the events of a stream, or one document. */
function piecesOf(model: string, text: string, chunks: number): string[] {
  const usage = { prompt_tokens: 400, completion_tokens: 300, total_tokens: 700 };
  if (chunks === 1) {
    const message = { role: "assistant", content: text };
    const choices = [{ index: 0, message, finish_reason: "stop" }];
    return [JSON.stringify({ id: "chatcmpl-0", object: "chat.completion", created: 1, model, choices, usage })];
  }
  const event = (fields: object): string =>
    `data: ${JSON.stringify({ id: "chatcmpl-0", object: "chat.completion.chunk", created: 1, model, ...fields })}\n\n`;
  const size = Math.ceil(text.length / chunks);
  const pieces = Array.from({ length: chunks }, (_, index) => text.slice(index * size, (index + 1) * size));
  const events = pieces.map((content, index) =>
    event({ choices: [{ index: 0, delta: { content }, finish_reason: index === chunks - 1 ? "stop" : null }] }),
  );
  return [...events, event({ choices: [], usage }), "data: [DONE]\n\n"];
}

function serve(model: ServerModel): void {
  let busy = 0;
  const waiting: (() => void)[] = [];
  const replies = new Map<string, string[]>();
  let marks = untouched;
  // Asked for after a run, and begun anew for the next.
  process.on("message", () => {
    process.send?.(marks);
    marks = untouched;
  });

  async function answer(text: string, response: ServerResponse): Promise<void> {
    const body = bodySchema.parse(JSON.parse(text));
    const call = nameOf(body);
    const id = call.kind === "answer" ? `${call.question} ${call.turn} ${call.trial}` : "judgment";
    const events = replies.get(id) ?? piecesOf(body.model, replyTo(call, model.replyBytes), model.chunks);
    if (replies.size < 4_000) replies.set(id, events);
    if (busy >= model.slots) await new Promise<void>((resume) => waiting.push(resume));
    else busy += 1;
    response.writeHead(200, { "content-type": model.chunks === 1 ? "application/json" : "text/event-stream" });
    const total = latencyOf(model.latencies, call);
    // The first token after a tenth of the time, the rest at its end: what a timer a chunk costs is not measured.
    const [first = "", ...rest] = events;
    if (total > 0) await wait(total / 10);
    response.write(first);
    if (total > 0) await wait((total * 9) / 10);
    for (const event of rest) response.write(event);
    response.end(() => {
      marks = { ...marks, last: clockMs(), calls: marks.calls + 1 };
    });
    const next = waiting.shift();
    if (next === undefined) busy -= 1;
    else next();
  }

  const server = createServer((request, response) => {
    if (request.method !== "POST") {
      response.end(JSON.stringify({ object: "list", data: ["candidate", "judge"].map((id) => ({ id })) }));
      return;
    }
    if (marks.first === null) marks = { ...marks, first: clockMs() };
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      answer(Buffer.concat(parts).toString("utf8"), response).catch((error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        response.destroy();
      });
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    process.send?.({ port: address.port });
  });
  process.on("disconnect", () => process.exit(0));
}

const modelSchema: z.ZodType<ServerModel> = z.object({
  latencies: z.object({
    seed: z.string(),
    meanMs: z.number(),
    judgmentMeanMs: z.number().optional(),
    answerSigma: z.number(),
    judgmentSigma: z.number(),
    correlations: z
      .object({
        writers: z.number(),
        turns: z.number(),
        across: z.number(),
        answerToJudgment: z.number(),
        judgments: z.number(),
        judgedTurns: z.number(),
      })
      .optional(),
  }),
  slots: z.number(),
  replyBytes: z.number(),
  chunks: z.number(),
});
serve(modelSchema.parse(JSON.parse(process.argv[2] ?? "null")));
