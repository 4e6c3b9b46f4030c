import { type AnswerRecord, textOfOutcome } from "../answers/answer.ts";
import { matchesTurn } from "../matches/fill-pair-prompt.ts";
import { judgeMatch } from "../matches/judge-match.ts";
import type { MatchRecord } from "../matches/match.ts";
import { type MatchedSide, type Matching, matchPlanner, type ShownPair } from "../matches/plan-match.ts";
import type { Question } from "../questions/question.ts";
import type { Shard } from "../results/shard.ts";
import { conversationsOf } from "./conversations.ts";
import { isJudgmentDue } from "./due.ts";
import type { DueCall } from "./due-call.ts";
import type { Count } from "./plan-run.ts";

/** One of the candidates whose answers are compared. */
export interface Contestant {
  /** As records name it. */
  readonly candidate: string;
  readonly answer: (question: Question, turn: number, trial: number) => AnswerRecord | undefined;
}

/** What of one place of matches a launch is to do: everything that a plan needs, and nothing about servers. */
export interface MatchSpec {
  readonly matching: Matching;
  readonly pairs: readonly (readonly [Contestant, Contestant])[];
  readonly questions: readonly Question[];
  readonly trials: number;
  /** Looks at each pair of answers in each order. */
  readonly repeats: number;
  /** Null: all of it is this process's work. A shard has both orders of its questions. */
  readonly shard: Shard | null;
  readonly reopened: ReadonlySet<string>;
}

type StoredMatches = ReadonlyMap<string, MatchRecord>;

/** Every look of a launch whose two answers are there, both orders one after the other. */
function* shownPairs(spec: MatchSpec): Generator<ShownPair> {
  for (const { question, trial } of conversationsOf(spec)) {
    for (const [one, other] of spec.pairs) {
      const [ours, theirs] = [answeredTurns(one, question, trial), answeredTurns(other, question, trial)];
      // Later turns go on from one that either of them does not have.
      const both = Math.min(ours.length, theirs.length);
      yield* looksAt(ours.slice(0, both), theirs, question, spec);
    }
  }
}

function* looksAt(
  ours: readonly MatchedSide[],
  theirs: readonly MatchedSide[],
  question: Question,
  { matching, repeats }: MatchSpec,
): Generator<ShownPair> {
  for (const [index, one] of ours.entries()) {
    const other = theirs[index];
    if (other === undefined || !matchesTurn(matching.judge, index + 1)) continue;
    for (let repeat = 1; repeat <= repeats; repeat += 1) {
      yield { question, first: one, second: other, repeat };
      yield { question, first: other, second: one, repeat };
    }
  }
}

/** A conversation's turns up to the first one without a text. */
function answeredTurns({ candidate, answer: find }: Contestant, question: Question, trial: number): MatchedSide[] {
  const sides: MatchedSide[] = [];
  const texts: string[] = [];
  for (const turn of question.turns.keys()) {
    const answer = find(question, turn + 1, trial);
    const text = answer === undefined ? null : textOfOutcome(answer.outcome);
    if (answer === undefined || text === null) break;
    texts.push(text);
    sides.push({ candidate, answer, texts: [...texts] });
  }
  return sides;
}

/** Counts the looks whose two answers are there, calling nothing. */
export function planMatches(spec: MatchSpec, stored: StoredMatches): Count {
  const plan = matchPlanner(spec.matching);
  let [planned, due] = [0, 0];
  for (const shown of shownPairs(spec)) {
    planned += 1;
    if (isJudgmentDue(stored.get(plan(shown).key), spec.reopened)) due += 1;
  }
  return { planned, settled: planned - due, due };
}

/** What is due, planned as it is asked for. */
export function* dueMatches(
  spec: MatchSpec,
  stored: StoredMatches,
  keep: (match: MatchRecord) => Promise<void>,
): Generator<DueCall> {
  const planOf = matchPlanner(spec.matching);
  for (const shown of shownPairs(spec)) {
    const plan = planOf(shown);
    if (!isJudgmentDue(stored.get(plan.key), spec.reopened)) continue;
    yield {
      key: plan.key,
      get body() {
        return plan.body;
      },
      async make(chat, { signal, batch, isKept = () => true }) {
        const match = await judgeMatch(spec.matching, shown, chat, { plan, signal });
        if (!isKept(match)) return false;
        await keep(batch === undefined ? match : { ...match, batch });
        return true;
      },
    };
  }
}
