/**
 * Marks with which chat templates set roles and turns apart, and which a whole answer never shows: ChatML (Qwen, SmolLM, Yi),
 * Llama 2 to 4, Mistral, Gemma, Phi, Zephyr, DeepSeek, Command, Harmony (gpt-oss, LLM-jp-4), GLM, Kimi, Granite, EXAONE,
 * Hunyuan, Apertus, Seed, MiniMax, Solar, PLaMo, OLMo. From the templates in llama.cpp (models/templates) and the model cards.
 */
export const turnTokens: readonly string[] = [
  ..."im_start im_end im_sep im_user im_assistant im_system im_middle endoftext endofprompt startoftext".split(" "),
  ..."start_header_id end_header_id eot_id eom_id begin_of_text end_of_text python_tag header_start header_end".split(
    " ",
  ),
  ..."eot eom bot bos eos user assistant system developer tool observation end start message channel return call".split(
    " ",
  ),
  ..."constrain start_of_role end_of_role START_OF_TURN_TOKEN END_OF_TURN_TOKEN USER_TOKEN CHATBOT_TOKEN".split(" "),
  ..."SYSTEM_TOKEN START_RESPONSE END_RESPONSE START_THINKING END_THINKING begin content sep open close".split(" "),
  ..."end_of_msg user_start user_end assistant_start assistant_end system_start system_end inner_prefix".split(" "),
  ..."inner_suffix hy_User hy_Assistant hy_EOT hy_begin_of_sentence User Assistant end▁of▁sentence".split(" "),
  ..."begin▁of▁sentence turn think image_pad vision_start vision_end".split(" "),
];

/** The same where the marks are not angle brackets with bars. */
export const otherTokens: readonly string[] = [
  ..."<start_of_turn> <end_of_turn> <|turn> <turn|> <|channel> <channel|> [gMASK] <sop> <eop> [INST] [/INST]".split(
    " ",
  ),
  ..."<<SYS>> <</SYS>> [SYSTEM_PROMPT] [/SYSTEM_PROMPT] [|user|] [|assistant|] [|system|] [|endofturn|]".split(" "),
  ..."<seed:bos> <seed:eos> ]~b] [e~[ <bos> <eos> <pad> <unk>".split(" "),
  // Mistral's and Qwen's calls of tools, which nobody offered; rinna's line ends; others' turns.
  ..."[TOOL_CALLS] [AVAILABLE_TOOLS] <tool_call> </tool_call> <NL> <BOS> <EOS> <_user> <_bot> <_system> <_end>".split(
    " ",
  ),
];

/**
 * Tokens that are numbered or built: LLM-jp's of its first generations (`<EOD|LLM-jp>`), Baichuan's `<reserved_106>`, T5's and
 * Nemotron's `<extra_id_1>`, Gemma's `<unused94>`, bytes (`<0x0A>`), `[|Human|]`. Expressions.
 */
export const numberedTokens: readonly string[] = [
  "<(?:[A-Z]{2,6}|unk|s|/s)\\|LLM-jp>",
  "<(?:reserved|extra_id|special|SPECIAL|unused|reserved_special_token)_?\\d{1,4}>",
  "<0x[0-9A-F]{2}>",
  "\\[\\|[A-Za-z]{2,20}\\|\\]",
  // A tokenizer's marks for blanks and for bytes, in a row: the server joined the pieces without decoding them.
  "(?:[Ġ▁]\\p{L}{1,20}[,.、。]?){3}",
  "(?:[ãäåæçèé][\\u00A1-\\u00BF\\u0120-\\u0143]{1,2}){4}",
];
