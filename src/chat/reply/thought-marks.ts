/** Marks around a thought that no table knows, made out by the word between them. */
export interface ThoughtMark {
  readonly open: string;
  /** What would end it, each way that is in use for such marks. */
  readonly closes: readonly string[];
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
  "思考",
  "思考過程",
  "思考プロセス",
  "推論",
  "推論過程",
].sort((a, b) => b.length - a.length);

const word = `(?:${words.join("|").replaceAll("_", "[ _-]")})`;
/** `seed:think`, `mm:think`, `longcat_think`, `ifm|think`. */
const name = `(?:[a-z][a-z0-9]{0,20}[:_|.-])?${word}`;

/** An opening mark at the very start, its name in group 1. Every repetition is bounded. */
const marks: readonly {
  readonly pattern: RegExp;
  readonly closes: (name: string, open: string) => readonly string[];
}[] = [
  { pattern: starting(`<(${name})(?: [^<>\\n]{0,80})?>`), closes: (inside) => [`</${inside}>`] },
  { pattern: starting(`\\[(${name})\\]`), closes: (inside) => [`[/${inside}]`, `[end ${inside}]`, `[end_${inside}]`] },
  {
    pattern: starting(`<[|｜]((?:(?:begin|start)(?:[ _▁-]of)?[ _▁:-])${word}|${word}[_:-](?:begin|start))[|｜]>`),
    closes: (_inside, open) => [swapped(open, /begin|start/iu, "end"), swapped(open, /start/iu, "stop")],
  },
  {
    pattern: starting(`<[|｜](${name})[|｜]>`),
    closes: (inside, open) => {
      const bar = open.at(1) ?? "|";
      return [`<${bar}/${inside}${bar}>`, `<${bar}end_${inside}${bar}>`, `<${bar}end_of_${inside}${bar}>`];
    },
  },
  // Gemma 4's and its like: a bar on the inside alone.
  {
    pattern: starting(`<\\|[a-z]{2,20}>(${word})`),
    closes: (_inside, open) => [open.replace(/^<\|([a-z]+)>.*$/iu, "<$1|>")],
  },
  ...["◁▷", "«»", "⟨⟩", "⟪⟫", "〈〉", "《》", "【】", "〔〕", "〚〛", "⟦⟧"].map((pair) => {
    const [left = "", right = ""] = [...pair];
    return {
      pattern: starting(`${left}(${name})${right}`),
      closes: (inside: string) => [`${left}/${inside}${right}`, `${left}end ${inside}${right}`],
    };
  }),
  { pattern: starting(`\\{\\{?(${name})\\}\\}?`), closes: (inside, open) => [open.replace(inside, `/${inside}`)] },
  { pattern: starting(`(?:\`\`\`|~~~)[ ]?(${name})\\n`), closes: (_inside, open) => [`\n${open.slice(0, 3)}\n`] },
  { pattern: starting(`<!--[ ]{0,2}(${name})\\b(?![ ]{0,2}-->)`), closes: () => ["-->"] },
];

/** Shapes of a thought's beginning that are only doubted, since an answer may be laid out so: flagged, never taken out. */
const doubtful: readonly RegExp[] = [
  /^<(?:ant)?(?:thinking|reflection|analysis|internal|mind|inner[ _-]?voice)(?: [^<>\n]{0,80})?>/iu,
  /^\((?:think|thinking|thought|thoughts|reasoning)\)/iu,
  starting(`[[【〔](?:${word})(?:開始|中|start|begin)[\\]】〕]`),
  starting(`<[|｜](?:start|begin)(?:of)?(?:${word})[|｜]>`),
  starting(`<details(?: [^<>\\n]{0,40})?>\\s{0,4}(?:<summary>)?[^<>\\n]{0,20}\\b(?:${word})`),
  starting(`<details [^<>\\n]{0,20}\\b(?:${word})`),
  starting(`<!--[ ]{0,2}(?:${word})`),
  starting(
    `(?:\\*\\*|#{1,4} )(?:my )?(?:thinking|thoughts?|thought process|reasoning process|思考過程|思考プロセス)[:：]?(?:\\*\\*)?[:：]?[ ]{0,2}\\n`,
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

/** Special tokens that were dropped and left the word that stood between them on a line of its own. */
const bareWord = /^(?:thought|thinking|analysis)\n/iu;

/** Where the search for an opening mark looks; no mark is longer. */
const headLength = 160;

/** The mark that a text begins with, whatever its shape; null: it begins with none. White space before it is for the caller. */
export function markAtStart(text: string): ThoughtMark | null {
  const head = text.slice(0, headLength);
  for (const { pattern, closes } of marks) {
    const found = pattern.exec(head);
    if (found !== null) return { open: found[0], closes: closes(found[1] ?? "", found[0]) };
  }
  return null;
}

/** Signs that stay what they are in every form of a text, and that no mark begins with: how nearly all answers begin. */
const plainStart = /^[A-Za-z0-9\u3041-\u3096\u30A1-\u30FA\u4E00-\u9FFF]/u;

/** Whether a visible answer begins like a thought that was left in it: any such mark, or the bare word that one leaves behind. */
export function looksLikeThought(answer: string): boolean {
  const head = answer.slice(0, 4 * headLength).trimStart();
  if (plainStart.test(head)) return bareWord.test(head);
  const seen = asSeen(head);
  return (
    markAtStart(head) !== null ||
    markAtStart(seen) !== null ||
    doubtful.some((pattern) => pattern.test(seen)) ||
    bareWord.test(head) ||
    /^<[/|｜]?(?:[a-z]{1,20}[_:|])?think(?:ing)?(?![a-z])/iu.test(head)
  );
}

function starting(source: string): RegExp {
  return new RegExp(`^${source}`, "iu");
}

function swapped(open: string, what: RegExp, by: string): string {
  return open.replace(what, (found) => (found === found.toUpperCase() ? by.toUpperCase() : by));
}
