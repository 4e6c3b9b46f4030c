import { createServer, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { clockMs, type ServerMarks } from "./clock.ts";
import { type CallName, type LatencyModel, latencyOf, questionName } from "./latencies.ts";
import { bodyOf, listenForParent, openSlots } from "./served-process.ts";
import { documentOf, eventsOf, markIn, markOf, repeated } from "./simulated-replies.ts";

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

const filler = "雨上がりの坂道を下りながら、昔の手紙のことを思い出していた。";

/** What a call is about, from its body alone. */
function nameOf(body: z.infer<typeof bodySchema>): CallName {
  const users = body.messages.filter((message) => message.role === "user");
  const rated = body.model === "judge" ? markIn(users.at(-1)?.content ?? "") : null;
  if (rated !== null) return { kind: "judgment", ...rated };
  const asked = questionName(users[0]?.content ?? "");
  return { kind: "answer", question: asked, turn: users.length, trial: (body.seed ?? 0) + 1 };
}

function replyTo(call: CallName, bytes: number): string {
  const head = call.kind === "answer" ? markOf(call) : "";
  const end = call.kind === "answer" ? "" : "\n評価: [[7]]";
  return `${head}${repeated(filler, bytes - Buffer.byteLength(head + end))}${end}`;
}

/** One reply, ready to be written: the events of a stream, or one document. */
function piecesOf(model: string, text: string, chunks: number): string[] {
  return chunks === 1 ? [documentOf(model, text)] : eventsOf(model, text, { chunks, endsApart: false });
}

function serve(model: ServerModel): void {
  const slots = openSlots(model.slots);
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
    await slots.take();
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
    slots.give();
  }

  const server = createServer((request, response) => {
    if (request.method !== "POST") {
      response.end(JSON.stringify({ object: "list", data: ["candidate", "judge"].map((id) => ({ id })) }));
      return;
    }
    if (marks.first === null) marks = { ...marks, first: clockMs() };
    bodyOf(request)
      .then((text) => answer(text, response))
      .catch((error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        response.destroy();
      });
  });
  listenForParent(server);
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
