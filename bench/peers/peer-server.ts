import { createServer, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { type CallName, type LatencyModel, latencyOf, questionName } from "../latencies.ts";
import { bodyOf, listenForParent, openSlots } from "../served-process.ts";
import { documentOf, eventsOf, markIn, markOf, repeated } from "../simulated-replies.ts";
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
  if (kind === "judgment") {
    const last = texts.at(-1) ?? "";
    return { kind, ...(markIn(last) ?? { question: questionName(last), turn: 1, trial: 1 }) };
  }
  return { kind, question: questionName(texts[0] ?? ""), turn: texts.length, trial: (body.seed ?? 0) + 1 };
}

function replyTo(call: CallName, { kind, replyBytes, judgeReply }: PeerServerSettings): string {
  return kind === "judgment" ? judgeReply : `${markOf(call)}${repeated(filler, replyBytes)}`;
}

/** The first token after a tenth of the time, the rest at its end. */
async function stream(response: ServerResponse, model: string, text: string, chunks: number, ms: number) {
  const [first = "", ...rest] = eventsOf(model, text, { chunks, endsApart: true });
  response.writeHead(200, { "content-type": "text/event-stream" });
  await wait(ms / 10);
  response.write(first);
  await wait((ms * 9) / 10);
  for (const event of rest) response.write(event);
  response.end();
}

async function whole(response: ServerResponse, model: string, content: string, ms: number) {
  await wait(ms);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(documentOf(model, content));
}

function serve(settings: PeerServerSettings): void {
  const { kind, seed, medianMs, sigma, slots, chunks } = settings;
  const meanMs = medianMs * Math.exp((sigma * sigma) / 2);
  const latencies: LatencyModel = { seed, meanMs, answerSigma: sigma, judgmentSigma: sigma };
  const served: ServedCall[] = [];
  const places = openSlots(slots);

  async function answer(text: string, from: number, response: ServerResponse): Promise<void> {
    const body = bodySchema.parse(JSON.parse(text));
    const call = nameOf(kind, body);
    const reply = replyTo(call, settings);
    const ms = latencyOf(latencies, call);
    const streamed = body.stream === true;
    await places.take();
    if (streamed) await stream(response, body.model, reply, chunks, ms);
    else await whole(response, body.model, reply, ms);
    const { question, turn, trial } = call;
    served.push({ question, turn, trial, streamed, ms, from, to: now() });
    places.give();
  }

  const server = createServer((request, response) => {
    if (request.method === "POST" && request.url?.endsWith("/chat/completions")) {
      const from = now();
      bodyOf(request)
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
  listenForParent(server);
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

serve(settingsSchema.parse(JSON.parse(process.argv[2] ?? "null")));
