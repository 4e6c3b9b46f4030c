#!/usr/bin/env node
// Plays llama-server for tests of the code that starts, watches and stops it. What it does is told in FAKE_LLAMA (JSON):
// { loadMs, dieAfterMs, dieOnChat, hangOnStop, garbage, portTaken, context, dump }.
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";

const play = JSON.parse(process.env.FAKE_LLAMA ?? "{}");
const flag = (name) => process.argv[process.argv.lastIndexOf(name) + 1];
const port = Number(flag("--port"));
const slots = Number(flag("--parallel"));
const context = Math.min(play.context ?? 1_000_000, Number(flag("--ctx-size")) / slots);
const started = Date.now();
let chats = 0;

if (play.dump)
  appendFileSync(play.dump, `${JSON.stringify({ pid: process.pid, args: process.argv.slice(2), env: process.env })}\n`);
if (play.garbage) process.stdout.write(Buffer.from([0x1b, 0x5b, 0x33, 0x31, 0x6d, 0xff, 0xfe, 0x00, 0x07, 0x0a]));
process.stderr.write("loading model\u001b[0m\n");
if (play.portTaken && !existsSync(play.portTaken)) {
  writeFileSync(play.portTaken, "");
  process.stderr.write("couldn't bind HTTP server socket, hostname: 127.0.0.1\n");
  process.exit(1);
}
if (play.dieAfterMs !== undefined) {
  setTimeout(() => {
    process.stderr.write("error loading model: tensor 'blk.7.ffn_up.weight' is missing\n");
    process.exit(3);
  }, play.dieAfterMs);
}
process.on("SIGTERM", () => {
  process.stderr.write("received SIGTERM\n");
  if (!play.hangOnStop) process.exit(0);
});

const json = (response, status, body) => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};

createServer(async (request, response) => {
  let text = "";
  for await (const chunk of request) text += chunk;
  if (Date.now() - started < (play.loadMs ?? 0)) {
    if (play.garbage) return response.writeHead(503).end("<html>\u0000");
    return json(response, 503, { error: { code: 503, message: "Loading model", type: "unavailable_error" } });
  }
  const path = request.url.split("?")[0];
  if (path === "/health") return json(response, 200, { status: "ok" });
  if (path === "/v1/models") {
    return json(response, 200, {
      data: [{ id: flag("--alias"), owned_by: "llamacpp", meta: { n_ctx_train: 65_536 } }],
    });
  }
  if (path === "/props") {
    return json(response, 200, {
      build_info: "b0-fake",
      model_path: flag("--model"),
      model_ftype: "F32",
      chat_template: "{{ messages }}",
      total_slots: slots,
      default_generation_settings: { n_ctx: context },
    });
  }
  if (path === "/slots") return json(response, 200, []);
  if (path !== "/v1/chat/completions") return json(response, 404, { error: { message: `no ${path}` } });
  chats += 1;
  if (play.dieOnChat !== undefined && chats >= play.dieOnChat) process.kill(process.pid, "SIGKILL");
  const { model, messages } = JSON.parse(text);
  const content = `${messages.at(-1).content.slice(0, 4)}への答えです。`;
  const chunk = (choice) => `data: ${JSON.stringify({ model, choices: [{ index: 0, ...choice }] })}\n\n`;
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(chunk({ delta: { content } }));
  response.end(`${chunk({ delta: {}, finish_reason: "stop" })}data: [DONE]\n\n`);
}).listen(port, "127.0.0.1", () => process.stderr.write(`listening on ${port}\n`));
