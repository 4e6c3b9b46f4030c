/**
 * How servers and gateways say why they refuse a call, by kind. From vendors' documents, servers' sources and public reports;
 * every expression is bounded, and they are tried on the beginning of a message alone.
 */

/** Characters of a message that are looked at. */
const considered = 4_000;

function anyOf(patterns: readonly RegExp[]): (message: string) => boolean {
  return (message) => {
    const words = message.slice(0, considered);
    return patterns.some((pattern) => pattern.test(words));
  };
}

/** Codes and types of moderation, lower case. */
export const filterCodes =
  /content_?filter|responsibleaipolicyviolation|content_?policy|policy_violation|data_?inspection_?failed|moderation|flagged_input|flagged|sensitive|prohibited_content|unsafe|safety|invalid_prompt|guardrail|risk_control|security_audit|(?:input|prompt|content)_?blocked|content_?check|jailbreak|\b(?:1301|1026|1027)\b/u;

/** What a moderation says: OpenAI, Azure, Alibaba, Zhipu, Baidu, OpenRouter, xAI, Google, Bedrock, Groq, Japanese gateways. */
export const saysFiltered = anyOf([
  /content management policy|content[ _-]?filter|usage (?:policy|policies|guidelines)|acceptable use/iu,
  /\b(?:prompt|input|request|content|message|output|text)s?\b.{0,60}\b(?:flagged|moderat\w{1,8}|blocked by|inappropriate|unsafe|prohibited|offensive|harmful)/iu,
  /\b(?:flagged|rejected|blocked|refused|declined|filtered)\b.{0,60}\b(?:moderation|safety|policy|policies|guardrails?|sensitive|inappropriate)/iu,
  /violat\w{1,5}.{0,60}\b(?:polic|guideline|terms of (?:use|service)|safety)/iu,
  /inappropriate content|sensitive (?:content|information|words?)|prohibited (?:content|use)|safety (?:system|filter|check|settings)/iu,
  /content exists risk|high[ -]risk content|\bjailbreak|\bnsfw\b|profanit|new_sensitive|self-harm|safety violation|potentially (?:harmful|unsafe|dangerous)/iu,
  /\b(?:content|prompt|input)\b.{0,60}\b(?:blocked|rejected by (?:our )?content)|guardrails? (?:blocked|rejected|intervened|triggered)/iu,
  // What was found, and that it was found or refused, in either order.
  /\b(?:hate|harass\w{1,5}|violen\w{1,3}|sexual\w{0,3}|toxic\w{0,3}|unsafe|harmful|offensive|obscene|self[- ]harm|personal(?:ly identifiable)? information|pii|prompt[- ](?:injection|attack)|recitation|copyright\w{0,3}|ethic\w{0,3})\b.{0,60}\b(?:detected|found|blocked|rejected|refused|not (?:allowed|permitted)|identified|above|exceed\w{0,3})\b/iu,
  /\b(?:detected|blocked|rejected|refused|terminated|stopped)\b.{0,60}\b(?:hate|harassment|violence|sexual|toxic\w{0,3}|harmful|offensive|prompt[- ](?:injection|attack)|pii|ethic\w{0,3}|trust and safety)\b/iu,
  /content_?policy|content[ _-]?(?:safety|moderation)/iu,
  /敏感|违规|违禁|不合规|高风险|内容安全|内容(?:审核|审查)|不适当|不安全内容/u,
  /不適切|有害な|コンテンツ.{0,12}(?:フィルタ|ポリシー|違反)|禁止(?:用語|ワード|語句|コンテンツ)|(?:安全性|セーフティ).{0,16}(?:ブロック|拒否|遮断)|(?:ポリシー|規約)に違反|モデレーション|倫理上|禁止されている(?:表現|内容|語)/u,
]);

/** Words that make it about who asks, not about what is asked. */
export const saysAccount = anyOf([
  /\b(?:account|organi[sz]ation|project|subscription|api[ _-]?key|token is|credential|ip address|region|country|territory|billing|payment|suspended)\b/iu,
  /账户|账号|アカウント|契約|リージョン/u,
]);

/** A limit of requests or tokens in a time, which passes. */
const saysRate = anyOf([
  /\bper[ -](?:min|hour|day|second)|rate[ _-]?limit|\b[tr]p[md]\b|毎分|1 ?分間|每分钟/iu,
  /\b(?:daily|hourly|monthly|quota|your plan|throttl\w{1,3}|please wait|slow down|try again (?:later|in \d))\b|しばらく/iu,
]);

/** A prompt that leaves no room for the reply. */
export function saysOverflow(message: string): boolean {
  if (saysRate(message)) return false;
  // pydantic says "Input should be greater than 0" of any value.
  if (/\binput should (?:be|have|match)\b/iu.test(message.slice(0, considered))) return false;
  return saysTooLong(message) || (saysMaybeTooLong(message) && !(namesLimit(message) && !namesPrompt(message)));
}

/** The limit of the reply, a setting of ours, and what it would have to fit beside. */
const namesLimit = anyOf([
  /\bmax_?(?:completion_?|new_?|output_?)?tokens\b|\b(?:output|completion|generated) tokens\b/iu,
]);
const namesPrompt = anyOf([
  /\b(?:prompt|input|messages?|context|conversation|sequence)\b|入力|プロンプト|输入|提示词/iu,
]);

/** What is large, and that it is too large; both are said of a reply's limit as well. */
const saysMaybeTooLong = anyOf([
  /\b(?:prompts?|inputs?|sequences?|contexts?|conversations?|(?:input|prompt)_tokens)\b[^.;]{0,40}?(?:too (?:long|large|big)|over (?:the )?limit|exceed|longer than|greater than|larger than|more than|[ )]>=? ?\d|must be (?:<|less than|at most|below))/iu,
  /\b(?:prompts?|inputs?|request(?:ed|s)?|messages?|conversations?)\b[^.;]{0,40}\b\d{1,9} tokens?\b[^.;]{0,40}\b(?:limit|max\w{0,4}|only|at most|up to)\b/iu,
  /\b(?:max\w{0,4} (?:number of )?tokens?|(?:token|context|input|prompt|sequence)s? (?:limit|length|count|size)|tokens) (?:(?:was|is|has been|were) )?exceeded/iu,
  /exceed\w{0,3} (?:the )?(?:max\w{0,4} )?(?:token|context|input|prompt|sequence)s? ?(?:limit|length|count|size)/iu,
  /(?:smaller|less|shorter) than (?:the )?(?:prompt|input|sequence)|message.{0,20} (?:was|is) too long|shorten (?:the |your )?(?:prompt|input|message|conversation)/iu,
  /(?:入力|プロンプト|メッセージ|会話|文章|テキスト|コンテキスト).{0,12}(?:長すぎ|大きすぎ|長過ぎ)|(?:トークン|文字)数?.{0,8}(?:制限|上限|最大).{0,8}(?:超|オーバー)|最大(?:トークン|文字|入力).{0,8}超/u,
  /(?:输入|提示词|上下文|文本|消息|prompt).{0,8}(?:过长|太长|超长|超限)/iu,
]);

const saysTooLong = anyOf([
  /maximum (?:context|model|prompt|sequence|input) length|max(?:imum)?[ _](?:model|seq\w{0,8}|context|input)[ _]len/iu,
  /(?:exceed\w{0,3}|larger than|longer than|greater than|overflow\w{0,3}|too (?:long|large|big)).{0,80}(?:context|max_seq_len|maximum (?:number of|input) tokens)/iu,
  /context(?: (?:length|window|size|limit))?.{0,60}(?:exceed|too (?:small|long|large)|overflow|is full)/iu,
  /(?:prompt|input|request|messages?|conversation)(?: \([^()]{0,60}\))? (?:is|are|was|were) too (?:long|large)/iu,
  /(?:input|prompt) (?:token count|length|tokens?)(?: \([^()]{0,40}\)| \d{1,9})?.{0,40}(?:exceed|too long|longer)/iu,
  /prompt too long|too many (?:input |prompt )?tokens|exceeded (?:the )?(?:model )?(?:token|context) limit|prompt exceeds max length/iu,
  // TGI and Together.
  /tokens \+ .{0,4}max_new_tokens.{0,4} must be <=|inputs.{0,4} must have less than \d{1,9} tokens/iu,
  // Alibaba, Zhipu.
  /range of input length should be|Prompt ?超长|输入.{0,12}(?:超长|超出|超过)/iu,
  // LM Studio.
  /tokens to keep from the initial prompt|loaded with context length of only/iu,
  // Older vLLM: what is left of the window after the prompt.
  /max_tokens must be at least 1, got -\d{1,9}/iu,
  // SGLang, llama-cpp-python, newer vLLM.
  /requested tokens? (?:count |\([^()]{0,40}\) )?exceeds? (?:the )?(?:model|context)|context length is only \d/iu,
  /(?:コンテキスト|文脈|入力|トークン).{0,12}(?:上限|最大|長).{0,16}超|上下文.{0,12}(?:超|过长)|token ?数.{0,8}超/iu,
  /reduce the length of (?:the |your )?(?:messages|prompt|input|conversation)|context window (?:is )?full|kv cache.{0,30}too small/iu,
  /\btokens?\b(?: \([^()]{0,20}\)| \d{1,9}| in the (?:prompt|input)| of (?:the )?prompt(?: and completion)?){0,2} (?:exceeds?|must be (?:less than|at most|below)) (?:the )?(?:\d|limit|maximum|model)/iu,
  /prompt has \d{1,9} tokens.{0,40}more than|> ?n_ctx\b/iu,
]);

/** A chat template that takes no system message: Gemma 1 and 2, Mistral 7B 0.1, OLMo, their servers, Google's API. */
export const saysNoSystemRole = anyOf([
  /system (?:role|messages?|prompts?|instructions?).{0,40}(?:not (?:be )?(?:supported|allowed|enabled|permitted|accepted)|unsupported)/iu,
  /(?:not support|unsupported|doesn'?t support|does not accept).{0,40}\bsystem\b/iu,
  /(?:developer|system) instruction is not enabled/iu,
  /only .{0,20}user.{0,40}(?:assistant|model).{0,40}roles? (?:is|are) (?:supported|allowed)/iu,
  /(?:invalid|unknown|unexpected|unsupported) (?:message )?role:? .{0,4}(?:system|developer)/iu,
  /roles must alternate/iu,
  /\broles?\b.{0,6}["'`]system["'`].{0,24}(?:not |invalid|unsupported|disabled)|["'`]system["'`](?: role)? is (?:not |invalid|unsupported|disabled)/iu,
  /invalid (?:value|enum|option|input)\b.{0,40}["'`]system["'`]|system (?:roles?|messages?|prompts?|instructions?|turns?) (?:is|are) (?:disabled|invalid|forbidden|rejected)/iu,
  /only (?:supports?|accepts?|allows?|takes?) .{0,12}\buser\b.{0,12}\b(?:assistant|model)\b|n['’]t (?:accept|take|allow|have) .{0,16}\bsystem\b/iu,
  // A list of what there is, without it.
  /(?:should|must|has to|can only|may only) be (?:one of |either )?:?[[({"'`\s]{0,4}user["'`\s]{0,3}(?:,|or|and|\/)[\s"'`]{0,4}(?:or )?(?:assistant|model)["'`]?(?:[\])}.;]|\s-|\s*$)/iu,
  /(?:start|begin)s? with (?:a |the |an )?["'`]?user\b|first message.{0,24}(?:must|should|has to).{0,24}\buser\b/iu,
  /(?:システム|system) ?(?:プロンプト|ロール|メッセージ|役割|role|の指示).{0,20}(?:対応して|サポートされて|使用でき|使え|利用でき|指定でき)(?:い)?ませ?ん|(?:システム|system) ?(?:プロンプト|ロール|メッセージ|役割|role).{0,12}(?:未対応|非対応|サポート外)/iu,
  /不支持.{0,6}(?:system|系统)|(?:system|系统).{0,10}(?:不支持|不允许|无效)/iu,
]);

/** The template itself fails: no waiting mends it, whatever the status says. */
export const saysTemplateFailed = anyOf([
  /jinja|raise_exception|template(?:syntax|runtime)?error|chat[ _]template|roles must alternate|apply_chat_template/iu,
  /template.{0,40}(?:error|exception|fail|invalid|undefined)/iu,
]);

/** A server that cannot send its reply piece by piece. */
export const saysNoStreaming = anyOf([
  /stream(?:ing|ed)?.{0,40}(?:not (?:be |yet )?(?:supported|allowed|available|implemented|enabled|permitted)|unsupported|disabled|unavailable|must be false)/iu,
  /(?:not support|unsupported|cannot|disable|without).{0,24}\bstream(?:ing|ed)?\b/iu,
  /\bstream\b.{0,12}(?:only|should be|must be|to be|=) ?false|set ["'`]?stream["'`]? to false/iu,
  /only non-?stream|non-?streaming (?:requests? |mode |calls? )?only|stream(?:ing)?(?: mode| output)? is (?:turned )?off\b|must be verified to stream/iu,
  /\b(?:SSE|server[- ]sent events?|event[- ]stream)\b.{0,24}(?:not |un(?:supported|available)|disabled)/iu,
  /(?:stream|ストリーム|ストリーミング).{0,16}(?:使用でき|使え|利用でき|指定でき)ませ?ん|(?:stream|ストリーム|ストリーミング).{0,16}(?:サポート外|非対応|無効)/iu,
  /(?:不支持|未対応|対応していません).{0,12}(?:stream|流式)|(?:stream|流式|ストリーミング).{0,16}(?:不支持|未対応|対応していません|サポートされて)/iu,
]);

/** The server does not have the model: OpenAI, Mistral, DeepSeek, Zhipu, OpenRouter, Bedrock, LiteLLM, Sakura, Ollama. */
export const saysNoModel = anyOf([
  /\bmodel (?:\S{1,100} )?(?:is not available|does not exist|(?:was |could )?not (?:be )?found|not exist\b|is not loaded)/iu,
  /(?:invalid|unknown|unrecogni[sz]ed|no such|cannot find|could not find) (?:the )?model(?: name| id| identifier| code)?\b(?! ?(?:version|type|param|config|input|output|kwarg|arg|set))/iu,
  /not a valid model(?: id| name| identifier)?\b|model (?:identifier|id|name) (?:is|was) (?:invalid|unknown|not)|no endpoints found for|no deployments? (?:available|found)/iu,
  /(?:模型|モデル).{0,40}(?:不存在|存在しません|見つかりません|利用できません)/u,
]);

/** The key is missing or wrong, with another status than 401: Google, PLaMo, Alibaba, LiteLLM, gateways. */
export const saysNoKey = anyOf([
  /api[ _-]?key (?:is |was )?(?:missing|required|invalid|not (?:valid|found|provided)|expired|incorrect)/iu,
  /(?:missing|invalid|no|incorrect|wrong|expired) (?:valid )?(?:api[ _-]?key|access token|authentication|credentials?)\b/iu,
  /api ?キー.{0,20}(?:無効|不正|必要|間違|ありません)|(?:无效|错误).{0,4}(?:api[ _-]?key|令牌|密钥)/iu,
]);

/** The account cannot pay: Anthropic, DeepSeek, Moonshot, Zhipu, Alibaba, OpenRouter. */
export const saysNoCredit = anyOf([
  /credit balance is too low|insufficient (?:account )?(?:balance|credits?|funds|quota)|(?:more|not enough|no|out of) credits?\b|account is in good standing/iu,
  /余额不足|欠费|残高(?:が|の)?不足|クレジット.{0,8}(?:不足|ありません)/u,
]);
