import { writeFile } from "node:fs/promises";

/**
 * A language model of half a megabyte whose weights are noise: llama architecture, two layers, bytes and some Japanese words
 * as its vocabulary, a chat template. It loads in every llama.cpp and answers every question with valid Japanese text that
 * means nothing. Bytes can be read but never written, since their output rows are zero.
 */
export interface TinyModel {
  /** Other noise, other answers. */
  readonly seed?: number;
  /** Tokens that it was "trained" for, 1024 unless said otherwise. */
  readonly contextTokens?: number;
  /** Jinja; null: none, as some files have. */
  readonly chatTemplate?: string | null;
  /** It thinks as Qwen3 does: the template opens a thought unless `enable_thinking` is false, and the noise closes it. */
  readonly thinks?: boolean;
}

const tinyChatTemplate = [
  "{{ bos_token }}{% for message in messages %}",
  "{{ '<|start|>' + message['role'] + '\n' + message['content'] + '<|end|>\n' }}{% endfor %}",
  "{% if enable_thinking %}{{ '考え中\n' }}{% endif %}",
  "{% if add_generation_prompt %}{{ '<|start|>assistant\n' }}{% endif %}",
].join("");

const tinyThinkingTemplate = [
  "{{ bos_token }}{% for message in messages %}{{ '<|start|>' + message['role'] + '\n' }}",
  "{% if message['role'] == 'assistant' and message['reasoning_content'] %}",
  "{{ '<think>\n' + message['reasoning_content'] + '\n</think>\n\n' }}{% endif %}",
  "{{ message['content'] + '<|end|>\n' }}{% endfor %}",
  "{% if add_generation_prompt %}{{ '<|start|>assistant\n' }}",
  "{% if enable_thinking is defined and enable_thinking is false %}{{ '<think>\n\n</think>\n\n' }}",
  "{% else %}{{ '<think>\n' }}{% endif %}{% endif %}",
].join("");

const words = (
  "私 は が を に の です。 ます。 この その 日本 東京 京都 大阪 春 夏 秋 冬 雨 雪 風 山 川 海 空 花 鳥 月 朝 夜 今日 明日 人 時 道 本 水 火 " +
  "木 金 土 食べ 行き 見て 聞いて 書いて 読んで 思い ました。 でした。 しかし また そして だから とても 少し たくさん 美しい 静かな 新しい 古い " +
  "大きな 小さな 、 。 ！ 答え は、 例えば、 まず 次に 最後に 七 八 九 十 百 千"
).split(" ");

const width = 64;
const hidden = 128;
const heads = 4;
const layers = 2;

type Value =
  | { readonly type: "u32" | "i32" | "f32"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "strings"; readonly value: readonly string[] }
  | { readonly type: "i32s" | "f32s"; readonly value: readonly number[] };

interface Token {
  readonly text: string;
  readonly score: number;
  /** 1 normal, 2 unknown, 3 control, 6 byte. */
  readonly kind: 1 | 2 | 3 | 6;
}

export async function writeTinyGguf(path: string, model: TinyModel = {}): Promise<void> {
  await writeFile(path, tinyGguf(model));
}

function tinyGguf({
  seed = 1,
  contextTokens = 1_024,
  thinks = false,
  chatTemplate = thinks ? tinyThinkingTemplate : tinyChatTemplate,
}: TinyModel): Uint8Array {
  const tokens = vocabulary(thinks);
  const end = tokens.findIndex(({ text }) => text === "<|end|>");
  const metadata: [string, Value][] = [
    ["general.architecture", { type: "string", value: "llama" }],
    ["general.name", { type: "string", value: "tiny noise" }],
    ["general.file_type", { type: "u32", value: 0 }],
    ["llama.context_length", { type: "u32", value: contextTokens }],
    ["llama.embedding_length", { type: "u32", value: width }],
    ["llama.block_count", { type: "u32", value: layers }],
    ["llama.feed_forward_length", { type: "u32", value: hidden }],
    ["llama.attention.head_count", { type: "u32", value: heads }],
    ["llama.attention.head_count_kv", { type: "u32", value: heads }],
    ["llama.attention.layer_norm_rms_epsilon", { type: "f32", value: 1e-5 }],
    ["llama.rope.dimension_count", { type: "u32", value: width / heads }],
    ["llama.vocab_size", { type: "u32", value: tokens.length }],
    ["tokenizer.ggml.model", { type: "string", value: "llama" }],
    ["tokenizer.ggml.tokens", { type: "strings", value: tokens.map(({ text }) => text) }],
    ["tokenizer.ggml.scores", { type: "f32s", value: tokens.map(({ score }) => score) }],
    ["tokenizer.ggml.token_type", { type: "i32s", value: tokens.map(({ kind }) => kind) }],
    ["tokenizer.ggml.unknown_token_id", { type: "u32", value: 0 }],
    ["tokenizer.ggml.bos_token_id", { type: "u32", value: 1 }],
    ["tokenizer.ggml.eos_token_id", { type: "u32", value: end }],
    ["tokenizer.ggml.add_bos_token", { type: "bool", value: true }],
    ["tokenizer.ggml.add_space_prefix", { type: "bool", value: false }],
  ];
  if (chatTemplate !== null) metadata.push(["tokenizer.chat_template", { type: "string", value: chatTemplate }]);
  return file(metadata, tensorsOf(tokens, noise(seed)));
}

function vocabulary(thinks: boolean): Token[] {
  const control = (text: string): Token => ({ text, score: 0, kind: 3 });
  const bytes = Array.from({ length: 256 }, (_, byte): Token => {
    return { text: `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`, score: 0, kind: 6 };
  });
  const spoken = [...new Set(words)].map((text, index): Token => ({ text, score: -1 - index / 100, kind: 1 }));
  return [
    { text: "<unk>", score: 0, kind: 2 },
    control("<s>"),
    control("<|start|>"),
    control("<|end|>"),
    ...(thinks ? ["<think>", "</think>"].map(control) : []),
    ...bytes,
    ...spoken,
  ];
}

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

function tensorsOf(tokens: readonly Token[], random: () => number): Tensor[] {
  const matrix = (name: string, columns: number, rows: number, scale: number): Tensor => {
    const data = Float32Array.from({ length: columns * rows }, () => random() * scale);
    return { name: `${name}.weight`, shape: [columns, rows], data };
  };
  const ones = (name: string): Tensor => ({
    name: `${name}.weight`,
    shape: [width],
    data: new Float32Array(width).fill(1),
  });
  const output = matrix("output", width, tokens.length, 1);
  for (const [row, { kind, text }] of tokens.entries()) {
    if (kind !== 1 && text !== "<|end|>" && text !== "</think>") output.data.fill(0, row * width, (row + 1) * width);
  }
  return [
    matrix("token_embd", width, tokens.length, 1),
    ones("output_norm"),
    output,
    ...Array.from({ length: layers }, (_, layer) => {
      const name = (part: string) => `blk.${layer}.${part}`;
      const square = (part: string) => matrix(name(part), width, width, 0.4);
      return [
        ones(name("attn_norm")),
        ...["attn_q", "attn_k", "attn_v", "attn_output"].map(square),
        ones(name("ffn_norm")),
        matrix(name("ffn_gate"), width, hidden, 0.3),
        matrix(name("ffn_up"), width, hidden, 0.3),
        matrix(name("ffn_down"), hidden, width, 0.3),
      ];
    }).flat(),
  ];
}

/** Numbers that look normally distributed, the same for the same seed. */
function noise(seed: number): () => number {
  let state = seed >>> 0 || 1;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return (state + 1) / 4_294_967_297;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** GGUF version 3, little endian: header, metadata, tensor descriptions, padding, data. */
function file(metadata: readonly (readonly [string, Value])[], tensors: readonly Tensor[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const number = (size: number, write: (view: DataView) => void) => {
    const bytes = new Uint8Array(size);
    write(new DataView(bytes.buffer));
    parts.push(bytes);
  };
  const u32 = (value: number) => number(4, (view) => view.setUint32(0, value, true));
  const u64 = (value: number) => number(8, (view) => view.setBigUint64(0, BigInt(value), true));
  const text = (value: string) => {
    const bytes = new TextEncoder().encode(value);
    u64(bytes.length);
    parts.push(bytes);
  };
  const i32 = (value: number) => number(4, (view) => view.setInt32(0, value, true));
  const f32 = (value: number) => number(4, (view) => view.setFloat32(0, value, true));
  function list<T>(type: number, values: readonly T[], write: (value: T) => void): void {
    u32(9);
    u32(type);
    u64(values.length);
    for (const value of values) write(value);
  }

  parts.push(new TextEncoder().encode("GGUF"));
  u32(3);
  u64(tensors.length);
  u64(metadata.length);
  for (const [key, entry] of metadata) {
    text(key);
    switch (entry.type) {
      case "u32":
        u32(4);
        u32(entry.value);
        break;
      case "i32":
        u32(5);
        i32(entry.value);
        break;
      case "f32":
        u32(6);
        f32(entry.value);
        break;
      case "bool":
        u32(7);
        parts.push(Uint8Array.of(entry.value ? 1 : 0));
        break;
      case "string":
        u32(8);
        text(entry.value);
        break;
      case "strings":
        list(8, entry.value, text);
        break;
      case "i32s":
        list(5, entry.value, i32);
        break;
      case "f32s":
        list(6, entry.value, f32);
        break;
      default:
        entry satisfies never;
    }
  }
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    text(name);
    u32(shape.length);
    for (const size of shape) u64(size);
    u32(0);
    u64(offset);
    offset += padded(data.byteLength);
  }
  const header = Buffer.concat(parts);
  const body = tensors.map(({ data }) => {
    const bytes = Buffer.alloc(padded(data.byteLength));
    for (const [index, value] of data.entries()) bytes.writeFloatLE(value, index * 4);
    return bytes;
  });
  return Buffer.concat([header, Buffer.alloc(padded(header.length) - header.length), ...body]);
}

function padded(size: number): number {
  return Math.ceil(size / 32) * 32;
}
