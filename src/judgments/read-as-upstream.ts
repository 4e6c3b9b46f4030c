import { z } from "zod";

/** A number that an upstream program takes from a judge's reply, and by which of its patterns. */
export interface UpstreamRating {
  readonly value: number;
  readonly method: string;
}

/** llm-jp-judge v2.0.0: the first `[[1]]` to `[[10]]`, nothing else. */
export function readAsLlmJpJudge(text: string): UpstreamRating | null {
  const digits = /\[\[(10|[1-9])\]\]/.exec(text)?.[1];
  return digits === undefined ? null : { value: Number(digits), method: "llm-jp-judge" };
}

/**
 * FastChat (and Swallow's branch of it): the first `[[n]]`, else the first `[n]`, whatever it is. Upstream records -1 where
 * there is none, and stops with a SyntaxError at a number that Python has no literal for (`[[08]]`, `[[５]]`); both are null
 * here. It checks no range.
 */
export function readAsFastChat(text: string, name: "fastchat" | "swallow"): UpstreamRating | null {
  // Written as digits, then perhaps a point and digits: the same numbers as upstream's pattern, but in linear time.
  const first = /\[\[(\p{Nd}+(?:\.\p{Nd}*)?)\]\]/u.exec(text)?.[1];
  if (first !== undefined) return literal(first, name);
  const backup = /\[(\p{Nd}+(?:\.\p{Nd}*)?)\]/u.exec(text)?.[1];
  return backup === undefined ? null : literal(backup, `${name}-backup`);
}

/**
 * ku-nlp's ja-vicuna-qa-benchmark (llm_judge/common.py at 021da7f): the first `[[n]]`, else the first `[[rating:n]]`, else the first
 * `[[rating: n]]`; it has no single brackets. Upstream records -1 where there is none; null here, as for `literal`.
 */
export function readAsJaVicunaQa(text: string): UpstreamRating | null {
  const forms = [/\[\[(\p{Nd}+(?:\.\p{Nd}*)?)\]\]/u, /\[\[rating:(\p{Nd}+)\]\]/u, /\[\[rating: (\p{Nd}+)\]\]/u];
  const found = forms.map((form) => form.exec(text)?.[1]);
  const at = found.findIndex((digits) => digits !== undefined);
  return at < 0 ? null : literal(found[at] ?? "", at === 0 ? "ja-vicuna-qa" : "ja-vicuna-qa-word");
}

const nejumiReply = z.object({ explanation: z.string(), rating: z.string().regex(/^\[\[(?:10|[0-9])\]\]$/) });

/**
 * Nejumi 4 (scripts/evaluator/mtbench.py at 028d41c): the whole reply is an object of an explanation and one of eleven
 * ratings, `[[0]]` to `[[10]]`. Upstream's client raises an error where it is not; null here.
 */
export function readAsNejumi(text: string): UpstreamRating | null {
  const reply = nejumiReply.safeParse(parsedJson(text));
  return reply.success ? { value: Number(reply.data.rating.slice(2, -2)), method: "nejumi-4" } : null;
}

/** flexeval (core/metric/llm_score.py of 0.10.1): the last digits of the reply, wherever they stand. */
export function readAsFlexeval(text: string): UpstreamRating | null {
  const last = text.match(/\p{Nd}+/gu)?.at(-1);
  return last === undefined ? null : decimal(last, "flexeval");
}

/** shaberi (evaluation_datasets_config.py at 75f37e7): the first `評価：[[n]]` of one or two digits, colon and all. */
export function readAsShaberi(text: string): UpstreamRating | null {
  const first = /評価：\[\[(\p{Nd}{1,2})\]\]/u.exec(text)?.[1];
  return first === undefined ? null : decimal(first, "shaberi");
}

/** As Python's int() reads digits: leading zeros and full-width ones are numbers. */
function decimal(digits: string, method: string): UpstreamRating | null {
  const value = Number(digits.normalize("NFKC"));
  return Number.isNaN(value) ? null : { value, method };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function literal(digits: string, method: string): UpstreamRating | null {
  const known = /^(?:0+|[1-9][0-9]*|[0-9]+\.[0-9]*)$/.test(digits);
  return known ? { value: Number(digits), method } : null;
}
