import type { ScaleBounds } from "../judges/scale.ts";
import type { DeskPlan } from "../results/desk/desk-plan.ts";
import { type DeskRecord, isMatch } from "../results/desk/desk-record.ts";
import { sideOf } from "./desk-record.ts";
import type { DeskStep } from "./desk-steps.ts";
import type { DeskTexts, JudgeSaid } from "./desk-texts.ts";
import type { Rubric } from "./rubric.ts";

/** What a desk is, before anybody has said who they are. Like everything here it names no candidate and no judge. */
export interface DeskFacts {
  readonly plan: string;
  readonly kind: "ratings" | "matches";
  /** Of the question set. */
  readonly title: string;
  readonly language: "ja" | "en";
  readonly scale: ScaleBounds;
  readonly rubric: Rubric;
  /** The only person who may sit here; null: whoever says who they are. */
  readonly by: string | null;
  /** A judge has rated these answers, and what it gave can be looked up after one's own rating. */
  readonly judged: boolean;
}

/** What stands in place of a rating that is not there yet. */
export type GivenView =
  | { readonly kind: "rated"; readonly rating: number; readonly note: string }
  | { readonly kind: "matched"; readonly side: "left" | "tie" | "right"; readonly note: string }
  | { readonly kind: "skipped"; readonly reason: string };

/** One step as a person sees it. */
export interface StepView {
  /** 1-based, and of how many. */
  readonly place: number;
  readonly of: number;
  readonly question: string;
  readonly category: string;
  readonly turn: number;
  /** What the user said in each turn up to this one. */
  readonly asked: readonly string[];
  /** One conversation, or two side by side: answers to those turns, the rated one last; null where there was none. */
  readonly answers: readonly {
    readonly texts: readonly (string | null)[];
    /** Cut at the token limit. */
    readonly cut: boolean;
    /** It names a model, or did before that was masked. */
    readonly names: boolean;
  }[];
  readonly reference: string | null;
  readonly criterion: string | null;
  /** It is the second time that this person sees the answer. */
  readonly again: boolean;
  readonly given: GivenView | null;
  /** What the judge gave was looked up: the rating stays. */
  readonly locked: boolean;
}

/** By side, left first; null: nobody judged it. */
export type JudgeView = readonly (JudgeSaid | null)[];

/** Answers of a step in the order in which they stand: left, right. */
function shownOrder<T>(items: readonly T[], { entry }: DeskStep): T[] {
  return entry.swapped ? [...items].reverse() : [...items];
}

export function stepView(
  { plan, step, texts }: { readonly plan: DeskPlan; readonly step: DeskStep; readonly texts: DeskTexts },
  place: { readonly place: number; readonly of: number },
  record: DeskRecord | undefined,
  locked: boolean,
): StepView {
  const question = texts.question(step.question.hash);
  const conversations = step.question.answers
    .filter(({ candidate }) => step.entry.candidate === null || candidate === step.entry.candidate)
    .map(({ keys }) => {
      const own = question.turns.slice(0, step.turn).map((_, index) => {
        const key = keys[step.question.turns.indexOf(index + 1)];
        return key === undefined ? null : texts.answer(key);
      });
      return {
        texts: own.map((one) => one?.text ?? null),
        cut: own.at(-1)?.truncated ?? false,
        names: own.some((one) => one?.names === true),
      };
    });
  return {
    ...place,
    question: question.id,
    category: question.category,
    turn: step.turn,
    asked: question.turns.slice(0, step.turn),
    answers: shownOrder(conversations, step),
    reference: plan.references === null ? null : texts.reference(question, step.turn),
    criterion: question.criterion ?? null,
    again: step.entry.repeat > 1,
    given: record === undefined ? null : givenView(record),
    locked,
  };
}

/** What the judge gave to the answers of a step, in the order in which they stand. */
export function judgeView(step: DeskStep, texts: DeskTexts): JudgeView {
  return shownOrder(
    step.answerKeys.map((key) => texts.judge(key)),
    step,
  );
}

function givenView(record: DeskRecord): GivenView {
  const { outcome } = record;
  if (outcome.status === "unrated") return { kind: "skipped", reason: outcome.text ?? "" };
  if (outcome.status === "rated") return { kind: "rated", rating: outcome.rating, note: outcome.text };
  const swapped = isMatch(record) && record.swapped;
  return { kind: "matched", side: sideOf(outcome.winner, swapped), note: outcome.text };
}
