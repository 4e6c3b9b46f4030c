import { escapePattern } from "../text/escape.ts";

/** What stands in place of a name. */
const maskedName = "█████";

/** Set on a rating whose answer names a model, masked or not. */
export const namesModelFlag = "names-model";

/** Names that mean nothing but a model or its maker. */
const sure = (
  "Qwen QwQ QVQ ChatGPT OpenAI Anthropic DeepSeek Mistral Mixtral Ministral Magistral Codestral ELYZA PLaMo Sarashina LLM-jp " +
  "LLM勉強会 TinySwallow Fugaku-LLM StableLM Vicuna Nemotron Gemma Kimi Moonshot Nekomata Bakeneko Shisa ABEJA Karakuri " +
  "Stockmark CyberAgentLM RakutenAI OLMo InternLM ERNIE Hunyuan 通義千問 通义千问 Tongyi"
).split(" ");

/** GPT-4o, GPT 5.1, o3-mini. */
const numbered = String.raw`(?<![A-Za-z0-9])GPT[-‐‑–—\s]?[3-9][\w.-]{0,30}|(?<![\w-])o[134](?:-(?:mini|pro))(?!\w)`;

/** Names that are words as well: only where a sentence speaks of who is answering. */
const doubtful =
  "Llama Claude Gemini Swallow Falcon Grok Copilot Bard Phi Alibaba Meta Google Microsoft Cohere xAI".split(" ");

const introduces =
  /\b(?:I am|I['’]m|I was|as an?|as|my name|call me|trained by|developed by|created by|made by|language model|assistant)\b|私|わたし|僕|自分は|として|申します|といいます|言語モデル|アシスタント|開発|訓練|学習され|人工知能|(?<![A-Za-z])AI(?![A-Za-z])/iu;

export interface Unnamed {
  readonly text: string;
  /** The text named a model. */
  readonly found: boolean;
}

export type FindNames = (text: string) => Unnamed;

/**
 * Finds models' names in answers to one question and masks them: makers' and models' names that are known, the candidates'
 * own, and names that are words as well where the sentence speaks of who is answering. What the question says itself is left.
 *
 * @param own ids and model strings of the candidates
 * @param asked the question's texts
 */
export function nameMasker(own: readonly string[], asked: readonly string[]): FindNames {
  const said = asked.join("\n").toLowerCase();
  const isNew = (name: string) => !said.includes(name.toLowerCase());
  const full = own.flatMap((name) => [name, name.split("/").at(-1) ?? name]);
  const certain = pattern([...full.filter(isTelling), ...sure].filter(isNew), [numbered]);
  const first = full.flatMap((name) => /^[\p{L}]{2,}/u.exec(name.split("/").at(-1) ?? "") ?? []);
  const open = pattern([...first, ...doubtful].filter(isNew), []);
  return (text) => {
    let found = false;
    const hide = () => {
      found = true;
      return maskedName;
    };
    const plain = text.replace(certain, hide);
    const whole = plain.replace(/[^\n。．.!?！？]+(?:\.(?=\w)[^\n。．.!?！？]*)*/gu, (sentence) =>
      introduces.test(sentence) ? sentence.replace(open, hide) : sentence,
    );
    return { text: whole, found };
  };
}

/** A name that is no word: it has a digit or a sign in it. */
function isTelling(name: string): boolean {
  return name.length >= 3 && /[\d_./:-]/u.test(name);
}

/** Each name with whatever version is written on to it; names in Latin letters stand for themselves only. */
function pattern(names: readonly string[], more: readonly string[]): RegExp {
  const longest = [...new Set(names)].sort((a, b) => b.length - a.length).map(escapePattern);
  const all = [...longest.map((name) => `(?<![A-Za-z0-9])${name}(?![a-z]{3}|s\\b)(?:[\\w.-]{0,60}\\w)?`), ...more];
  return new RegExp(all.length === 0 ? "(?!)" : all.join("|"), "giu");
}
