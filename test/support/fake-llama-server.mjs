#!/usr/bin/env node
// Plays llama-server for tests of the code that starts, watches and stops it. Its pages, errors and log lines are those that the
// real one gave (b11434, seen 2026-11-22); test/servers/llama-server-contract.test.ts holds it to that. What else it does is
// told in FAKE_LLAMA (JSON): { loadMs, dieAfterMs, dieBySignal, dieOnChat, hangOnStop, garbage, portTaken, context, dump }.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
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
const log = (level, line) => {
  const seconds = ((Date.now() - started) / 1000).toFixed(3);
  process.stderr.write(`0.0${seconds}.000 ${level} ${line}\u001b[0m\n`);
};
log("I", `srv    load_model: loading model '${flag("--model")}'`);
if (existsSync(flag("--model")) && readFileSync(flag("--model")).subarray(0, 4).toString() !== "GGUF") {
  log("E", "gguf_init_from_file_ptr: invalid magic characters");
  log("E", "srv  llama_server: exiting due to model loading error");
  process.exit(1);
}
if (play.portTaken && !existsSync(play.portTaken)) {
  writeFileSync(play.portTaken, "");
  log("E", `srv         start: couldn't bind HTTP server socket, hostname: 127.0.0.1, port: ${port}`);
  log("E", "srv  llama_server: exiting due to HTTP server error");
  process.exit(1);
}
if (play.dieAfterMs !== undefined) {
  setTimeout(() => {
    if (play.dieBySignal) return process.kill(process.pid, play.dieBySignal);
    log("E", "llama_model_load: error loading model: missing tensor 'blk.7.ffn_up.weight'");
    log("E", "srv  llama_server: exiting due to model loading error");
    process.exit(1);
  }, play.dieAfterMs);
}
process.on("SIGTERM", () => {
  log("I", "srv    operator(): operator(): cleaning up before exit...");
  if (!play.hangOnStop) process.exit(0);
});

const json = (response, status, body) => {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
};
const refuse = (response, code, type, message, more = {}) =>
  json(response, code, { error: { code, message, type, ...more } });

/** Characters are its tokens. */
const tokensIn = (messages) => [...messages.map(({ role, content }) => `${role}\n${content}\n`).join("")].length;

function chat(response, text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return refuse(response, 400, "invalid_request_error", "[json.exception.parse_error.101] parse error at line 1");
  }
  const { messages } = body;
  const prompt = tokensIn(messages);
  if (prompt >= context) {
    const message = `request (${prompt} tokens) exceeds the available context size (${context} tokens), try increasing it`;
    const numbers = { n_prompt_tokens: prompt, n_ctx: context };
    return refuse(response, 400, "exceed_context_size_error", message, numbers);
  }
  const answer = [...`${messages.at(-1).content.slice(0, 4)}への答えです。`];
  const whole = body.ignore_eos === true ? Array.from({ length: context }, () => "あ") : answer;
  // Both ends look alike: the limit that was asked for, and the end of the context.
  const room = Math.min(body.max_tokens ?? context, context - prompt);
  const said = whole.slice(0, room);
  const finish = said.length < whole.length ? "length" : "stop";
  const common = { created: 1, id: "chatcmpl-fake", model: body.model, system_fingerprint: build };
  const timings = (predicted) => ({ cache_n: 0, prompt_n: prompt, prompt_ms: 0.5, predicted_n: predicted });
  const usage = {
    completion_tokens: said.length,
    prompt_tokens: prompt,
    total_tokens: prompt + said.length,
    prompt_tokens_details: { cached_tokens: 0 },
  };
  if (body.stream !== true) {
    const choice = { finish_reason: finish, index: 0, message: { role: "assistant", content: said.join("") } };
    const object = "chat.completion";
    return json(response, 200, { choices: [choice], ...common, object, usage, timings: timings(said.length) });
  }
  const send = (choices, more = {}) => {
    const chunk = { choices, ...common, object: "chat.completion.chunk", ...more };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  const piece = (delta, reason = null) => [{ finish_reason: reason, index: 0, delta }];
  response.writeHead(200, { "content-type": "text/event-stream" });
  send(piece({ role: "assistant", content: null }));
  for (const [index, content] of said.entries()) {
    send(piece({ content }), body.timings_per_token === true ? { timings: timings(index + 1) } : {});
  }
  send(piece({}, finish));
  if (body.stream_options?.include_usage === true) send([], { usage, timings: timings(said.length) });
  response.end("data: [DONE]\n\n");
}

const build = "b11434-fake";
const template = "{% for message in messages %}{{ message['role'] + '\n' + message['content'] }}{% endfor %}";
const pages = {
  "/health": { status: "ok" },
  "/v1/models": {
    object: "list",
    data: [
      {
        id: flag("--alias"),
        object: "model",
        created: 1,
        owned_by: "llamacpp",
        meta: { n_vocab: 338, n_ctx: context, n_ctx_train: 65_536, n_params: 125_504, size: 502_016, ftype: "all F32" },
      },
    ],
  },
  "/props": {
    default_generation_settings: {
      params: { temperature: 0.8, top_k: 40, top_p: 0.95, min_p: 0.05, repeat_penalty: 1, n_predict: -1 },
      n_ctx: context,
    },
    total_slots: slots,
    model_alias: flag("--alias"),
    model_ftype: "all F32",
    model_path: flag("--model"),
    endpoint_slots: true,
    chat_template: template,
    chat_template_caps: { supports_system_role: true, supports_reasoning_effort: false },
    bos_token: "<s>",
    eos_token: "<|end|>",
    build_info: build,
    is_sleeping: false,
  },
  "/slots": Array.from({ length: slots }, (_, id) => ({
    id,
    n_ctx: context,
    speculative: false,
    is_processing: false,
  })),
};

createServer(async (request, response) => {
  let text = "";
  for await (const chunk of request) text += chunk;
  if (Date.now() - started < (play.loadMs ?? 0)) {
    if (play.garbage) return response.writeHead(503).end("<html>\u0000");
    return refuse(response, 503, "unavailable_error", "Loading model");
  }
  const path = request.url.split("?")[0];
  if (path in pages) return json(response, 200, pages[path]);
  if (path !== "/v1/chat/completions") return refuse(response, 404, "not_found_error", "File Not Found");
  chats += 1;
  if (play.dieOnChat !== undefined && chats >= play.dieOnChat) process.kill(process.pid, "SIGKILL");
  chat(response, text);
}).listen(port, "127.0.0.1", () => log("I", `srv  llama_server: listening on http://127.0.0.1:${port}`));
