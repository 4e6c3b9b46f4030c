import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { makeRandom, type Random, randomInteger } from "../../src/statistics/resampling/random.ts";

/** A reader of text that others wrote, and texts of the kind that it is made for. */
export interface FuzzedReader {
  readonly name: string;
  readonly seeds: readonly string[];
  /** Reads a text; throws where something is wrong with the reader, not where the text is. */
  read(text: string, random: Random): unknown;
  /** Letters of a text at most, 40,000 unless said otherwise. */
  readonly longest?: number;
}

export interface FuzzReport {
  readonly cases: number;
  /** Milliseconds of processor time that the costliest text took. */
  readonly slowest: number;
  readonly slowestLength: number;
}

/** Milliseconds of processor time for a short text, and for each letter of a long one: ten times what a linear reader takes. */
const mostForShort = 1_500;
const mostForLetter = 0.02;
/** A text that takes longer by the clock hangs: the process is ended, for nothing else can end it. */
const hangsAfterMs = 60_000;

/**
 * Gives a reader altered texts for so many seconds. The texts follow from the reader's name and their number alone, so that a
 * failure is seen again: it names the number.
 */
export async function fuzz(reader: FuzzedReader, seconds: number): Promise<FuzzReport> {
  const until = performance.now() + seconds * 1_000;
  const guard = watch(reader.name);
  let cases = 0;
  let slowest = 0;
  let slowestLength = 0;
  try {
    for (; performance.now() < until || cases < reader.seeds.length; cases++) {
      const text = textOf(reader, cases);
      guard.begin(cases);
      const cost = await costOf(reader, text, cases);
      if (cost > slowest) {
        slowest = cost;
        slowestLength = text.length;
      }
      if (cost > mostForShort + mostForLetter * text.length) {
        throw new Error(`${told(reader, cases, text)} took ${Math.round(cost)} ms for ${text.length} letters`);
      }
      // Lets a test runner and its time limit have their turn.
      if (cases % 200 === 0) await new Promise(setImmediate);
    }
  } finally {
    await guard.end();
  }
  return { cases, slowest, slowestLength };
}

async function costOf(reader: FuzzedReader, text: string, number: number): Promise<number> {
  const before = process.cpuUsage();
  try {
    await reader.read(text, makeRandom(`${reader.name}/${number}/read`));
  } catch (error) {
    throw new Error(`${told(reader, number, text)} broke the reader`, { cause: error });
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function told({ name }: FuzzedReader, number: number, text: string): string {
  return `${name}, text ${number}: ${JSON.stringify(text.slice(0, 400))}`;
}

/** The seeds as they are, then altered ones. */
function textOf({ name, seeds, longest = 40_000 }: FuzzedReader, number: number): string {
  const plain = seeds[number];
  if (plain !== undefined) return plain;
  const random = makeRandom(`${name}/${number}`);
  let text = pick(random, seeds);
  const rounds = 1 + randomInteger(random, 6);
  for (let round = 0; round < rounds; round++) text = pick(random, alterations)(text, random, seeds).slice(0, longest);
  return text;
}

function pick<T>(random: Random, list: readonly T[]): T {
  const one = list[randomInteger(random, list.length)];
  if (one === undefined) throw new Error("nothing to pick from");
  return one;
}

/** What means something to some reader: marks, numbers, words of verdicts, ends of lines, letters that normalisation changes. */
const tokens = (
  "[[ ]] [[5]] [[10]] [[7,5]] ［［10］］ ⟦9⟧ \\boxed{8} <rating> </rating> Rating: 評価: 【評価】 総合 8/10 10点満点中8点 八 ① ⅷ ½ " +
  "<think> </think> <|channel|> <|im_end|> <|end|> ◁think▷ [THINK] <think <thinking> ``` ~~~ --- ... ? : :: - # & * ! | > % @ " +
  "data: event: retry: [DONE] { } [ ] , \" ' \\ \\\\ \\u0000 \\ud800 null true NaN Infinity -1 1e999 -0 0.1 99999999999999999999 " +
  "__proto__ constructor toString hasOwnProperty $& $1 $\u007bx} {{x}} {question} %s %n ../ /etc/passwd sk-aaaaaaaaaaaaaaaaaaaaaaaa " +
  "eyJhbGciOi. Bearer :// <script> </script> <!-- --> ]]> javascript: =1+1 @SUM( \u001b[31m \u001b]52;c;AA== \u0007 \u0000 \ufeff " +
  "\u202e \u200b \u2028 \u0301 \ud800 \udfff 👩‍👩‍👧 か\u3099 ﾊﾞ \r \t"
)
  .split(" ")
  .concat(["\n", "\r\n", "\n\n", " ", "\n- ", "\n  ", '":"', '","']);

type Alteration = (text: string, random: Random, seeds: readonly string[]) => string;

const alterations: readonly Alteration[] = [
  (text, random) => inserted(text, random, pick(random, tokens)),
  (text, random) => inserted(text, random, pick(random, tokens)),
  (text, random) => inserted(text, random, pick(random, tokens).repeat(1 + randomInteger(random, 3_000))),
  (text, random) => inserted(text, random, String.fromCharCode(randomInteger(random, 65_536))),
  (text, random) => text.slice(0, randomInteger(random, text.length + 1)),
  (text, random) => text.slice(randomInteger(random, text.length + 1)),
  (text, random) => replaced(text, random, ""),
  (text, random) => replaced(text, random, pick(random, tokens)),
  (text, random) => replaced(text, random, (part) => part.repeat(2 + randomInteger(random, 400))),
  (text, random) => replaced(text, random, (part) => part.toUpperCase()),
  (text, random) => replaced(text, random, (part) => part.normalize("NFKD")),
  (text, random, seeds) => inserted(text, random, pick(random, seeds)),
  (text, random) => replacedNumber(text, random),
  (text, random) => alteredJson(text, random),
  (text, random) => alteredJson(text, random),
  (text, random) => alteredJson(text, random),
  (text) => text.split("\n").reverse().join("\n"),
  (text) => text.replaceAll("\n", "\r\n"),
];

function inserted(text: string, random: Random, part: string): string {
  const at = randomInteger(random, text.length + 1);
  return text.slice(0, at) + part + text.slice(at);
}

function replaced(text: string, random: Random, by: string | ((part: string) => string)): string {
  const from = randomInteger(random, text.length + 1);
  const until = Math.min(text.length, from + randomInteger(random, 60));
  const part = text.slice(from, until);
  return text.slice(0, from) + (typeof by === "string" ? by : by(part)) + text.slice(until);
}

function replacedNumber(text: string, random: Random): string {
  const numbers = [...text.matchAll(/-?\d{1,20}(?:\.\d{1,20})?/gu)];
  if (numbers.length === 0) return text;
  const { 0: number, index } = pick(random, numbers);
  const other = pick(random, [
    "0",
    "-1",
    "1e308",
    "1e999",
    "0.5",
    "2147483648",
    "9007199254740993",
    '"7"',
    "null",
    "[]",
  ]);
  return text.slice(0, index) + other + text.slice(index + number.length);
}

/** Of a document or of one of its lines: a value somewhere in it is put in the place of another, left out, or doubled. */
function alteredJson(text: string, random: Random): string {
  const lines = text.split("\n");
  const whole = parsed(text);
  if (typeof whole === "object" && whole !== null) return JSON.stringify(alteredValue(whole, random));
  const at = randomInteger(random, lines.length);
  const line = lines[at] ?? "";
  const head = line.startsWith("data: ") ? "data: " : "";
  const value = parsed(line.slice(head.length));
  if (typeof value !== "object" || value === null) return text;
  lines[at] = head + JSON.stringify(alteredValue(value, random));
  return lines.join("\n");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const deep = () => JSON.parse(`${"[".repeat(150)}${"]".repeat(150)}`) as unknown;

function alteredValue(value: unknown, random: Random): unknown {
  if (typeof value !== "object" || value === null || random() < 0.15) return oddValue(value, random);
  if (Array.isArray(value)) {
    if (value.length === 0 || random() < 0.1) return [...value, oddValue(null, random)];
    const at = randomInteger(random, value.length);
    return value.map((one, index): unknown => (index === at ? alteredValue(one, random) : one));
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return { [pick(random, tokens)]: oddValue(null, random) };
  const at = randomInteger(random, entries.length);
  const [name = "", one] = entries[at] ?? [];
  const chance = random();
  if (chance < 0.1) entries.splice(at, 1);
  else if (chance < 0.15) entries.push([pick(random, tokens), one]);
  else entries[at] = [name, alteredValue(one, random)];
  return Object.fromEntries(entries);
}

function oddValue(value: unknown, random: Random): unknown {
  const odd: readonly (() => unknown)[] = [
    () => null,
    () => "",
    () => [],
    () => ({}),
    () => [value],
    () => ({ error: value }),
    () => -1,
    () => 0.5,
    () => 1e308,
    () => Number.MAX_SAFE_INTEGER,
    () => true,
    () => pick(random, tokens),
    () => pick(random, tokens).repeat(2_000),
    // An altered object may have no way to be a text.
    () => (typeof value === "object" ? "[object Object]" : String(value)),
    () => JSON.stringify(value),
    deep,
  ];
  return pick(random, odd)();
}

/** A thread that looks whether texts go on; the reader's own thread cannot while it hangs. */
function watch(name: string): { begin(number: number): void; end(): Promise<unknown> } {
  const state = new SharedArrayBuffer(8);
  const view = new Int32Array(state);
  view[0] = -1;
  const code = `
    const { workerData } = require("node:worker_threads");
    const { writeSync } = require("node:fs");
    const view = new Int32Array(workerData.state);
    let last = -1;
    setInterval(() => {
      const now = Atomics.load(view, 0);
      if (now !== -1 && now === last) {
        writeSync(2, workerData.name + ", text " + now + " hangs\\n");
        process.kill(process.pid, "SIGKILL");
      }
      last = now;
    }, ${hangsAfterMs});
  `;
  const worker = new Worker(code, { eval: true, workerData: { state, name } });
  worker.on("error", (error) => writeSync(2, `${String(error)}\n`));
  worker.unref();
  return {
    begin: (number) => void Atomics.store(view, 0, number),
    end: () => worker.terminate(),
  };
}
