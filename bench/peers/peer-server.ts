import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { type CallName, type LatencyModel, latencyOf, questionName } from "../latencies.ts";
import type { ServedCall } from "./served.ts";

/*
 * An OpenAI-compatible server for programs that we did not write: streaming or not, whatever else the request says. It is
 * either the candidate's or the judge's, remembers what it served, and tells it at GET /served.
 */

const settingsSchema = z.object({
  kind: z.enum(["answer", "judgment"]),
  seed: z.string(),
  medianMs: z.number(),
  /** Standard deviation of the logarithm. */
  sigma: z.number(),
  slots: z.number(),
  replyBytes: z.number(),
  chunks: z.number(),
  judgeReply: z.string(),
});

export type PeerServerSettings = z.infer<typeof settingsSchema>;

const partSchema = z.looseObject({ text: z.string().optional() });
const bodySchema = z.looseObject({
  model: z.string(),
  stream: z.boolean().nullish(),
  seed: z.number().nullish(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(partSchema)]).nullish() })),
});

type Body = z.infer<typeof bodySchema>;

/** Stands in every answer, so that a judgment's call says what it rates. */
const mark = /〔([0-9a-f]+)・(\d+)・(\d+)〕/gu;
const filler = "坂の上の郵便局まで歩き、古い切手の話を聞いて帰ってきた。";

function usersTexts({ messages }: Body): string[] {
  return messages
    .filter(({ role }) => role === "user")
    .map(({ content }) =>
      typeof content === "string" ? content : (content ?? []).map(({ text = "" }) => text).join(""),
    );
}

function nameOf(kind: CallName["kind"], body: Body): CallName {
  const texts = usersTexts(body);
  const [, question, turn, trial] = [...(texts.at(-1) ?? "").matchAll(mark)].at(-1) ?? [];
  if (kind === "judgment") {
    const rated = question ?? questionName(texts.at(-1) ?? "");
    return { kind, question: rated, turn: Number(turn ?? 1), trial: Number(trial ?? 1) };
  }
  return { kind, question: questionName(texts[0] ?? ""), turn: texts.length, trial: (body.seed ?? 0) + 1 };
}

function replyTo({ question, turn, trial }: CallName, { kind, replyBytes, judgeReply }: PeerServerSettings): string {
  if (kind === "judgment") return judgeReply;
  const head = `〔${question}・${turn}・${trial}〕`;
  return `${head}${filler.repeat(Math.ceil(replyBytes / 3 / filler.length)).slice(0, Math.floor(replyBytes / 3))}`;
}

const usage = { prompt_tokens: 400, completion_tokens: 300, total_tokens: 700 };

/** The first token after a tenth of the time, the rest at its end. */
async function stream(response: ServerResponse, model: string, text: string, chunks: number, ms: number) {
  const event = (fields: object): string =>
    `data: ${JSON.stringify({ id: "chatcmpl-0", object: "chat.completion.chunk", created: 1, model, ...fields })}\n\n`;
  const size = Math.ceil(text.length / chunks);
  const pieces = Array.from({ length: chunks }, (_, index) => text.slice(index * size, (index + 1) * size));
  response.writeHead(200, { "content-type": "text/event-stream" });
  await wait(ms / 10);
  for (const [index, content] of pieces.entries()) {
    const delta = index === 0 ? { role: "assistant", content } : { content };
    response.write(event({ choices: [{ index: 0, delta, finish_reason: null }] }));
    if (index === 0) await wait((ms * 9) / 10);
  }
  response.write(event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }));
  response.write(event({ choices: [], usage }));
  response.end("data: [DONE]\n\n");
}

async function whole(response: ServerResponse, model: string, content: string, ms: number) {
  await wait(ms);
  const choices = [{ index: 0, message: { role: "assistant", content, refusal: null }, finish_reason: "stop" }];
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ id: "chatcmpl-0", object: "chat.completion", created: 1, model, choices, usage }));
}

function serve(settings: PeerServerSettings): void {
  const { kind, seed, medianMs, sigma, slots, chunks } = settings;
  const meanMs = medianMs * Math.exp((sigma * sigma) / 2);
  const latencies: LatencyModel = { seed, meanMs, answerSigma: sigma, judgmentSigma: sigma };
  const served: ServedCall[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;

  async function answer(text: string, from: number, response: ServerResponse): Promise<void> {
    const body = bodySchema.parse(JSON.parse(text));
    const call = nameOf(kind, body);
    const reply = replyTo(call, settings);
    const ms = latencyOf(latencies, call);
    const streamed = body.stream === true;
    if (busy >= slots) await new Promise<void>((resume) => waiting.push(resume));
    else busy += 1;
    if (streamed) await stream(response, body.model, reply, chunks, ms);
    else await whole(response, body.model, reply, ms);
    const { question, turn, trial } = call;
    served.push({ question, turn, trial, streamed, ms, from, to: now() });
    const next = waiting.shift();
    if (next === undefined) busy -= 1;
    else next();
  }

  const server = createServer((request, response) => {
    if (request.method === "POST" && request.url?.endsWith("/chat/completions")) {
      const from = now();
      read(request)
        .then((text) => answer(text, from, response))
        .catch((error: unknown) => {
          process.stderr.write(`${String(error)}\n`);
          response.destroy();
        });
    } else if (request.url?.endsWith("/served")) response.end(JSON.stringify(served));
    else if (request.url?.endsWith("/models")) {
      const data = ["candidate", "judge"].map((id) => ({ id, object: "model" }));
      response.setHeader("content-type", "application/json").end(JSON.stringify({ object: "list", data }));
    } else response.writeHead(404).end("{}");
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    process.send?.({ port: address.port });
  });
  process.on("disconnect", () => process.exit(0));
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("utf8");
}

serve(settingsSchema.parse(JSON.parse(process.argv[2] ?? "null")));
