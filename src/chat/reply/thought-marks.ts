/** Marks around a thought that no table knows, made out by the word between them. */
export interface ThoughtMark {
  readonly open: string;
  /** What would end it, each way that is in use for such marks. */
  readonly closes: readonly RegExp[];
}

/** Words that say "what follows is a thought". `analysis` and `reflection` are headings of answers too often. */
const words = [
  "think",
  "thinks",
  "thinking",
  "thought",
  "thoughts",
  "thinking_process",
  "thought_process",
  "reason",
  "reasoning",
  "reasoning_process",
  "reasoning_content",
  "internal_reasoning",
  "internal_thought",
  "internal_thoughts",
  "internal_monologue",
  "inner_thought",
  "inner_thoughts",
  "inner_monologue",
  "monologue",
  "scratchpad",
  "scratch_pad",
  "chain_of_thought",
  "cot",
  "deliberation",
  "deepthink",
  "overthink",
  "monolog",
  "pondering",
  "cogitation",
  "思考",
  "思考過程",
  "思考プロセス",
  "推論",
  "推論過程",
  "内部思考",
  "内部推論",
  "内心",
  "熟考",
  "考え",
].sort((a, b) => b.length - a.length);

/** Every mark has one of these: whatever begins otherwise is looked at once, not for every mark. */
const named = new RegExp(`${words.join("|").replaceAll("_", "[ _-]")}|unused`, "iu");

const word = `(?:${words.join("|").replaceAll("_", "[ _-]")})`;
/** What may follow the word in a name; not after "reason", which is a word of many things. */
const kinds = "mode|process|steps?|block|content|trace|tokens?|section|text|phase|chain";
/** `seed:think`, `mm:think`, `longcat_think`, `ifm|think`, `reasoning_steps`. */
const name = `(?:[a-z][a-z0-9]{0,20}[:_|.-]){0,2}${word}(?:[_:-](?:${kinds}))?`;
const begun = `(?:begin|start)(?:[ _▁-]?of)?[ _▁:-]?${word}|(?:[a-z]{1,20}[:_|.-])?${word}[ _:▁-]?(?:begin|start|開始)`;

/** Signs that set a name apart, as expressions; the longer before those that they begin with. */
const brackets: readonly (readonly [left: string, right: string])[] = [
  ["<[|｜]", "[|｜]>"],
  ["<<", ">>"],
  ["\\\\?<", "(?: [^<>\\n]{0,80})?\\\\?>"],
  ["&lt;", "&gt;"],
  ["＜", "＞"],
  ["\\[\\[", "\\]\\]"],
  ["\\[", "\\]"],
  ["\\{\\{", "\\}\\}"],
  ["\\{", "\\}"],
  ["::", "::"],
  ["[-=]{2,5}", "[-=]{2,5}"],
  ...["◁▷", "«»", "⟨⟩", "⟪⟫", "〈〉", "《》", "【】", "〔〕", "〚〛", "⟦⟧"].map(
    (pair) => [...pair] as [string, string],
  ),
];

/** An expression that is compiled when it is first asked: a run loads some sixty, and most never meet a text for them. */
type Pattern = Pick<RegExp, "exec" | "test">;

interface Mark {
  readonly pattern: Pattern;
  readonly closes: (name: string, open: string) => readonly RegExp[];
}

/** Blanks that a tokenizer puts inside of marks. */
const gap = "\\s{0,2}";

/** An opening mark at the very start, its name in group 1. Every repetition is bounded. */
const marks: readonly Mark[] = [
  ...brackets.flatMap(([left, right]): readonly Mark[] => [
    {
      pattern: starting(`${left}${gap}(${begun})${gap}${right}`),
      closes: (inside) =>
        ["end", "stop"]
          .map((end) =>
            escaped(inside)
              .replace(/begin|start/iu, end)
              .replace("開始", "(?:終了|終わり)"),
          )
          .concat(`/${escaped(inside)}`)
          .map((ended) => search(`${left}${gap}${ended}${gap}${right}`)),
    },
    {
      pattern: starting(`${left}${gap}(${name})${gap}${right}`),
      closes: (inside) =>
        [
          `/${gap}${escaped(inside)}`,
          `end(?:[ _▁-]of)?[ _▁-]${escaped(inside)}`,
          `${escaped(inside)}[_:-](?:end|stop)`,
        ].map((ended) => search(`${left}${gap}${ended}${gap}${right}`)),
    },
  ]),
  // Gemma 4's and its like: a bar on the inside alone.
  {
    pattern: starting(`<\\|[a-z]{2,20}>(${word})`),
    closes: (_inside, open) => [search(escaped(open.replace(/^<\|([a-z]+)>.*$/isu, "<$1|>")))],
  },
  // Tokens that a vocabulary keeps in reserve: the next one ends what one began (MedGemma, openPangu).
  {
    pattern: starting(`[<[]unused(\\d{1,3})[>\\]](?:${gap}${word}\\n)?`),
    closes: (number) => [search(`[<[]unused${Number(number) + 1}[>\\]]`)],
  },
  {
    pattern: starting(`(?:\`\`\`|~~~)[ ]?(${name})\\n`),
    closes: (_inside, open) => [search(`\\n${open.slice(0, 3)}\\n`)],
  },
  { pattern: starting(`<!--[ ]{0,2}(${name})\\b(?![ ]{0,2}-->)`), closes: () => [search("-->")] },
];

/** How Ollama's own terminal shows a thought, copied by its front ends. */
const ollama: Mark = { pattern: /^Thinking\.\.\.\n/u, closes: () => [search("\\.\\.\\.done thinking\\.")] };

/** Names of tags that an answer may have as well, as if by chance. */
const doubtedNames =
  "(?:ant)?thinking|reflections?|analysis|internal|mind|inner[ _-]?voice|plan(?:ning)?|brainstorm(?:ing)?|rationale|notes|scratch|hidden|ponder|cogitate|deliberate|consideration|self[ _-]?talk|step[ _-]by[ _-]step";

/** Tags that may begin a thought: flagged, and taken for one where the limit cut the reply before anything ended them. */
const doubtfulTags: readonly Pattern[] = [
  starting(`<(?:${doubtedNames})(?: [^<>\\n]{0,80})?>`),
  /^\((?:think|thinking|thought|thoughts|reasoning)\)/iu,
  starting(`[[【〔](?:${word})(?:開始|中|start|begin)[\\]】〕]`),
  starting(`[(（](?:内心の|心の中の)?(?:${word})[:：]`),
  starting(`<[|｜](?:start|begin)(?:of)?(?:${word})[|｜]>`),
];

/** Layouts that may hold a thought, and are an answer's as well: flagged, never taken out. */
const doubtfulLayouts: readonly Pattern[] = [
  starting(`<details(?: [^<>\\n]{0,40})?>\\s{0,4}(?:<summary>)?[^<>\\n]{0,20}\\b(?:${word})`),
  starting(`<details [^<>\\n]{0,20}\\b(?:${word})`),
  starting(`<!--[ ]{0,2}(?:${word})`),
  starting(
    `(?:[*_]{1,2}|#{1,4} |> ?)(?:my )?(?:thinking|thoughts?|thought process|reasoning process|思考過程|思考プロセス)[:：]?(?:[*_]{1,2})?[:：]?[ ]{0,2}\\n`,
  ),
];

/** One width, no invisible signs, no escapes of HTML, no blanks inside of angle brackets: how a mark looks to a person. */
function asSeen(head: string): string {
  return head
    .normalize("NFKC")
    .replace(/[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/gu, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replace(/<[ ]{1,2}/gu, "<")
    .replace(/[ ]{1,2}>/gu, ">")
    .trimStart();
}

/** Special tokens that were dropped and left the word that stood between them on a line of its own, and headings of the kind. */
const bareWord =
  /^(?:(?:thought|thinking|analysis)\n|(?:my )?(?:thoughts?|thinking(?: process)?|thought process)[:：]|(?:思考|思考過程|思考プロセス|内心)[:：])/iu;

/** Where the search for an opening mark looks; no mark is longer. */
const headLength = 160;

/** Signs that stay what they are in every form of a text, and that no mark begins with: how nearly all answers begin. */
const plainStart = /^[A-Za-z0-9\u3041-\u3096\u30A1-\u30FA\u4E00-\u9FFF]/u;

/** The mark that a text begins with, whatever its shape; null: it begins with none. White space before it is for the caller. */
export function markAtStart(text: string): ThoughtMark | null {
  const head = text.slice(0, headLength);
  const possible = plainStart.test(head) ? [ollama] : named.test(head) ? marks : [];
  for (const { pattern, closes } of possible) {
    const found = pattern.exec(head);
    if (found !== null) return { open: found[0], closes: closes(found[1] ?? "", found[0]) };
  }
  return null;
}

/** What templates and tokenizers leave before a thought: their own tokens, the name of the role. */
const lead =
  /^(?:(?:<s>|<bos>|<\|(?:im_start|begin_of_text|startoftext|bos|assistant|(?:start|end)_header_id)\|>|(?:assistant|model)(?=\s))\s{0,4}){1,4}(?=[<[＜【◁&\\])/iu;

/** Code units of signs that nobody sees and of tokens that stand before what a reply says. */
export function leadOf(text: string): number {
  const unseen = /^[\s\u200B-\u200F\u2060\uFEFF]{1,40}/u.exec(text)?.[0].length ?? 0;
  return unseen + (lead.exec(text.slice(unseen, unseen + headLength))?.[0].length ?? 0);
}

/** What ends a thought, or begins the answer after it, in any wrapping. */
const anyEnd = /(?:<|&lt;|＜|\[|【|\\)[ ]?\/|<[|｜]?(?:end|answer|final)|終了|回答|answer/iu;

/** Whether a reply that the limit cut is nothing but a thought, begun by a mark that is only doubted. */
export function isCutThought(text: string): boolean {
  const seen = asSeen(text.slice(0, 4 * headLength).trimStart());
  return (
    (doubtfulTags.some((pattern) => pattern.test(seen)) || /^(?:thought|thinking)\n/iu.test(seen)) && !anyEnd.test(text)
  );
}

/** Whether a visible answer begins like a thought that was left in it: any such mark, or the bare word that one leaves behind. */
export function looksLikeThought(answer: string): boolean {
  const whole = answer.slice(0, 4 * headLength).trimStart();
  const head = whole.slice(leadOf(whole));
  if (plainStart.test(head)) return bareWord.test(head) || ollama.pattern.test(head);
  const seen = asSeen(head);
  return (
    markAtStart(head) !== null ||
    markAtStart(seen) !== null ||
    [...doubtfulTags, ...doubtfulLayouts].some((pattern) => pattern.test(seen)) ||
    bareWord.test(seen) ||
    /^<[/|｜]?(?:[a-z]{1,20}[_:|])?think(?:ing)?(?![a-z])/iu.test(head)
  );
}

function starting(source: string): Pattern {
  let compiled: RegExp | null = null;
  const expression = () => (compiled ??= new RegExp(`^${source}`, "iu"));
  return { exec: (text) => expression().exec(text), test: (text) => expression().test(text) };
}

/** Looked for from a place on. */
function search(source: string): RegExp {
  return new RegExp(source, "giu");
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
}
