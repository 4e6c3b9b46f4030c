import type { Script } from "./fake-server.ts";

export const json = (body: Record<string, unknown>): Script => ({ status: 200, body });

/** As llama.cpp's server at d32676d answers (August 2026). */
export function llamaPages(over: Readonly<Record<string, unknown>> = {}): Record<string, Script> {
  const meta = { n_ctx_train: 65_536, n_params: 8_590_000_000, size: 5_200_000_000 };
  return {
    "/v1/models": json({ data: [{ id: "llm-jp", owned_by: "llamacpp", meta }] }),
    "/props": json({
      build_info: "b10434-c0ffee",
      model_path: "/models/llm-jp.gguf",
      model_ftype: "Q4_K - Medium",
      chat_template: "{{ messages }}",
      total_slots: 3,
      default_generation_settings: { n_ctx: 8_192, params: { top_k: 40, min_p: 0.05 } },
      ...over,
    }),
    "/slots": {
      status: 200,
      body: JSON.stringify([
        { n_ctx: 8_192, is_processing: true },
        { n_ctx: 8_192, is_processing: false },
      ]),
    },
  };
}
