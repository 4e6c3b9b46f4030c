import type { AnswerRecord, CallRecord } from "../answers/answer.ts";
import type { Keep } from "../results/run-record.ts";

type Placed = Pick<AnswerRecord, "questionId" | "questionHash" | "category" | "call">;

const nothingTold = {
  systemFingerprint: null,
  usage: { promptTokens: null, completionTokens: null, reasoningTokens: null, cachedPromptTokens: null },
  timing: { startedAt: "", firstTokenMs: null, totalMs: 0 },
} as const satisfies Partial<CallRecord>;

/**
 * Keeps of records what scores, plans and footnotes are made of, in a third of the memory: the answers' texts, but no thought,
 * no judge's words of a rating, no times and no counts of tokens. What most records share is held once.
 */
export function withoutWords(): Keep {
  const texts = shared<string>();
  const text = (one: string) => texts(one, () => one);
  const sents = shared<NonNullable<AnswerRecord["sent"]>>();
  const calls = shared<CallRecord>();
  const placed = <T extends Placed>(record: T) => {
    const { questionId, questionHash, category, call } = record;
    return {
      ...record,
      questionId: text(questionId),
      questionHash: text(questionHash),
      category: text(category),
      call: call === null ? null : calls(JSON.stringify([call.model, call.dropped, call.finish]), () => bare(call)),
    };
  };
  return {
    answer(record) {
      const { outcome, sent, rules } = record;
      const { temperature } = sent ?? {};
      const kept = () => (temperature === undefined ? {} : { temperature });
      const said = { ...outcome, reasoning: null };
      return {
        ...placed(record),
        rules: text(rules),
        outcome: said,
        sent: sent === null ? null : sents(`${temperature}`, kept),
      };
    },
    judgment(record) {
      const { outcome, procedure, prompt } = record;
      const said = outcome.status === "rated" ? { ...outcome, method: text(outcome.method), text: "" } : outcome;
      return { ...placed(record), procedure: text(procedure), prompt: text(prompt), outcome: said, sent: null };
    },
  };
}

function bare({ model, dropped, finish }: CallRecord): CallRecord {
  return {
    ...nothingTold,
    failedAttempts: [],
    model,
    ...(dropped === undefined ? {} : { dropped }),
    ...(finish === undefined ? {} : { finish }),
  };
}

/** One value for equal names. */
function shared<T>(): (name: string, make: () => T) => T {
  const made = new Map<string, T>();
  return (name, make) => {
    const held = made.get(name);
    if (held !== undefined) return held;
    const value = make();
    made.set(name, value);
    return value;
  };
}
