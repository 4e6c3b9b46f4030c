import { expect, it } from "vitest";
import { requestBody } from "../../../src/models/request-body.ts";
import { classicWire, openWire } from "../../../src/models/wires.ts";
import type { ServerKind } from "../../../src/servers/reach/server-facts.ts";
import { wireForServer } from "../../../src/servers/reach/wire-for-server.ts";

const sampling = { temperature: 0.6, topK: 0, minP: 0.1, repetitionPenalty: 1.05 };

it.each<[ServerKind, Record<string, number>]>([
  ["vllm", { temperature: 0.6, top_k: -1, min_p: 0.1, repetition_penalty: 1.05 }],
  ["sglang", { temperature: 0.6, top_k: -1, min_p: 0.1, repetition_penalty: 1.05 }],
  ["llama.cpp", { temperature: 0.6, top_k: 0, min_p: 0.1, repeat_penalty: 1.05 }],
  ["lm-studio", { temperature: 0.6, top_k: 0, repeat_penalty: 1.05 }],
  ["ollama", { temperature: 0.6 }],
])("%s is sent what it takes, by its own names", (kind, sent) => {
  for (const wire of [classicWire, openWire]) {
    const body = requestBody({ model: "m", wire: wireForServer(wire, kind) }, [], sampling, 9);
    expect(body).toEqual({ model: "m", messages: [], max_tokens: 9, ...sent });
  }
});
