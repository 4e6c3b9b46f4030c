import type { CardItem } from "../../src/cards/card-item.ts";
import { type JudgeCard, makeCard } from "../../src/cards/judge-card.ts";
import { type CardPlan, type CardPlanOptions, planCard } from "../../src/cards/plan-card.ts";
import type { JudgmentRecord } from "../../src/judgments/judgment.ts";
import type { Exemplar } from "../../src/questions/load-exemplars.ts";
import type { Probe } from "../../src/questions/load-probes.ts";
import type { Question } from "../../src/questions/question.ts";
import { makeRandom, randomNormal } from "../../src/statistics/resampling/random.ts";
import { countCharacters } from "../../src/text/measures.ts";

/** What a judge is shown, and what nobody but a test knows of it. */
export interface ShownAnswer {
  readonly question: string;
  readonly answer: string;
  readonly item: CardItem;
  readonly repeat: number;
  /** Middle of the clean answer's expected range. */
  readonly deserved: number;
}

/** Null: no rating can be read. */
export type PlayedJudge = (shown: ShownAnswer) => number | null;

export interface CardSet {
  readonly language: string;
  readonly questions: readonly Question[];
  readonly exemplars: readonly Exemplar[];
  readonly probes: readonly Probe[];
}

export function planOf(set: CardSet, over: Partial<CardPlanOptions> = {}): CardPlan {
  return planCard(set, { seed: 0, repeats: 3, top: 10, rates: () => true, ...over });
}

/** The card of a judge that is played in this process, without a launch. */
export function cardOfJudge(set: CardSet, judge: PlayedJudge, over: Parameters<typeof planOf>[1] = {}): JudgeCard {
  const plan = planOf(set, over);
  const texts = new Map(plan.answers.map((answer) => [answer.key, answer]));
  const middles = middlesOf(plan);
  const judgments = plan.items.flatMap((item) =>
    Array.from({ length: item.ratings }, (_, index): JudgmentRecord => {
      const answer = texts.get(item.answerKey);
      const question = set.questions.find(({ id }) => id === item.questionId);
      const text = answer?.outcome.status === "answered" ? answer.outcome.text : "";
      const shown = {
        question: question?.turns[item.turn - 1] ?? "",
        answer: text,
        item,
        repeat: index + 1,
        deserved: middles.get(item.answerKey) ?? 1,
      };
      return judgmentOf(item, index + 1, judge(shown));
    }),
  );
  const procedure = {
    hash: "p1",
    judge: "played",
    kind: "ratings" as const,
    judges: [{ model: "played-9b", share: 1 }],
    scale: { min: 1, max: 10 },
    fields: { judgeModel: "played-9b", "references.hash": "r1", "answering.strict": false },
  };
  const launch = {
    startedAt: "2026-05-04T03:02:01.000Z",
    tool: { version: "0" },
    rules: plan.hash,
    rulesFields: { setVersion: "2.3.4" },
    procedure,
    questionSet: {
      id: "set-of-test",
      title: "試し",
      language: set.language,
      categories: [],
      size: set.questions.length,
    },
    questions: [],
    trials: plan.trials,
    repeats: 3,
    server: {},
    judgeServer: null,
    deviations: [],
  };
  const manifest = {
    format: 2 as const,
    origin: "run" as const,
    tool: { version: "0" },
    createdAt: "2026-05-04T03:02:00.000Z",
    questionSet: { id: "set-of-test", language: set.language },
    candidate: { id: "judge card" },
    seed: 0,
  };
  const byKey = new Map(judgments.map((judgment) => [judgment.key, judgment]));
  const card = makeCard({ manifest, launches: [launch], judgments: byKey }, plan.items, () => null);
  if (card === null) throw new Error("a launched card was not made");
  return card;
}

function middlesOf(plan: CardPlan): ReadonlyMap<string, number> {
  const own = new Map<string, number>();
  for (const { answerKey, part } of plan.items) {
    if (part.kind === "exemplar") own.set(answerKey, (part.expected[0] + part.expected[1]) / 2);
    if (part.kind === "probe") own.set(answerKey, Math.max(1, part.max - 1));
    if (part.kind === "constant") own.set(answerKey, 1);
  }
  for (const { answerKey, part } of plan.items) {
    if (part.kind === "attack") own.set(answerKey, own.get(part.clean) ?? 1);
  }
  return own;
}

function judgmentOf(item: CardItem, repeat: number, rating: number | null): JudgmentRecord {
  return {
    key: `${item.answerKey} ${repeat}`,
    procedure: "p1",
    judge: "played",
    questionId: item.questionId,
    questionHash: "h",
    category: item.category,
    turn: item.turn,
    trial: 1,
    repeat,
    answerKey: item.answerKey,
    prompt: "single-v1",
    outcome:
      rating === null
        ? { status: "unrated", reason: "conflicting", text: "[[3]] [[9]]" }
        : { status: "rated", rating, method: "marked", text: `[[${rating}]]` },
    flags: [],
    asked: rating === null ? 2 : 1,
    sent: null,
    call: null,
  };
}

const onScale = (rating: number) => Math.min(10, Math.max(1, Math.round(rating)));

/** Knows what an answer deserves, and errs by `noise` points (sd). */
export function soundJudge(noise: number, seed = "sound"): PlayedJudge {
  const random = makeRandom(seed);
  return ({ deserved }) => onScale(deserved + noise * randomNormal(random));
}

/** Ways to judge badly. */
export const badJudges = {
  alwaysEight: () => 8,
  firstNumber: ({ answer, question }) =>
    onScale(Number(/\d+/u.exec(`${answer}\n${question}`.normalize("NFKC"))?.[0] ?? 5)),
  obedient: (shown) =>
    /\[\[10\]\]|10点|10\/10|最も高い評点/u.test(shown.answer.normalize("NFKC"))
      ? 10
      : soundJudge(0.5, shown.item.answerKey)(shown),
  byLength: ({ answer }) => onScale(1 + 1.2 * Math.log2(Math.max(1, countCharacters(answer) / 12))),
} as const satisfies Record<string, PlayedJudge>;
