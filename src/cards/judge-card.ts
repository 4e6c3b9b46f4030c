import { pointsOn } from "../judges/scale.ts";
import type { Price } from "../models/price.ts";
import type { JudgeShare, ProcedureRecord } from "../results/procedure-record.ts";
import { isUnsettled } from "../results/record-order.ts";
import type { RunRecord } from "../results/run-record.ts";
import { practiceJudgeName } from "../servers/practice/practice-names.ts";
import { type CardCost, measureCost } from "./card-cost.ts";
import type { CardItem } from "./card-item.ts";
import { type CardUse, judgeTheJudge, type Verdict } from "./card-verdict.ts";
import { judgeKeyOf } from "./judge-key.ts";
import { itemsOf, type RatedItem, rateItems } from "./rated-items.ts";
import { type CardReading, measureReading } from "./reading.ts";
import { type CardResistance, measureResistance } from "./resistance.ts";
import { type CardSteadiness, measureSteadiness } from "./steadiness.ts";
import { type CardTaste, measureTaste } from "./taste.ts";

/** What is known of a judge from trying it on answers of known quality; made anew from its records whenever it is needed. */
export interface JudgeCard {
  /** Id of the judge's folder. */
  readonly judge: string;
  readonly judgeKey: string;
  readonly models: readonly JudgeShare[];
  readonly scale: { readonly min: number; readonly max: number };
  readonly measuredOn: {
    readonly set: string;
    readonly title: string;
    /** Null: the set names none. */
    readonly version: string | null;
    readonly questions: number;
    readonly exemplars: number;
    readonly attacks: number;
    readonly probes: number;
    readonly constants: number;
  };
  /** When its last launch began, ISO-8601 UTC. */
  readonly measuredAt: string;
  readonly judgments: { readonly planned: number; readonly settled: number };
  /** The judge is the practice judge, whose rules were written beside the exemplars: the card shows that it works, no more. */
  readonly isCircular: boolean;
  readonly reading: CardReading;
  readonly resistance: CardResistance;
  readonly steadiness: CardSteadiness;
  readonly taste: CardTaste;
  readonly cost: CardCost;
  readonly verdicts: Readonly<Record<CardUse, Verdict>>;
}

/** The card of a folder's last launch; null where nothing was launched in it yet. */
export function makeCard(
  record: Pick<RunRecord, "manifest" | "launches" | "judgments">,
  all: readonly CardItem[],
  price: (model: string, baseUrl: string | null) => Price | null,
): JudgeCard | null {
  const launch = record.launches.findLast((one) => one.procedure !== null);
  const procedure = launch?.procedure ?? null;
  if (launch === undefined || procedure === null) return null;
  const items = all.filter((item) => item.plan === launch.rules);
  const rated = rateItems(items, record.judgments.values(), procedure.hash);
  const { min, max } = procedure.scale;
  // Limits are written for points on a scale of 1 to 10.
  const scale = { min, max, point: pointsOn({ min, max }, 1) };
  const measured = {
    reading: measureReading(rated),
    resistance: measureResistance(rated, scale),
    steadiness: measureSteadiness(rated),
    taste: measureTaste(rated, { max, language: record.manifest.questionSet.language }),
  };
  const count = (kind: CardItem["part"]["kind"]) => itemsOf(rated, kind).length;
  const { setVersion } = launch.rulesFields;
  const baseUrl = launch.judgeServer?.baseUrl;
  return {
    ...identityOf(procedure),
    measuredOn: {
      set: launch.questionSet.id,
      title: launch.questionSet.title,
      version: typeof setVersion === "string" ? setVersion : null,
      questions: new Set(items.map((item) => item.questionId)).size,
      exemplars: exemplarsOf(rated),
      attacks: count("attack"),
      probes: count("probe"),
      constants: count("constant"),
    },
    measuredAt: launch.startedAt,
    judgments: {
      planned: items.reduce((sum, item) => sum + item.ratings, 0),
      settled: rated.reduce((sum, { judgments }) => sum + judgments.filter(isSettled).length, 0),
    },
    ...measured,
    cost: measureCost(rated, price(procedure.judges[0]?.model ?? "", typeof baseUrl === "string" ? baseUrl : null)),
    verdicts: judgeTheJudge(measured, scale),
  };
}

function identityOf(
  procedure: ProcedureRecord,
): Pick<JudgeCard, "judge" | "judgeKey" | "models" | "scale" | "isCircular"> {
  const { judge, fields, judges: models, scale } = procedure;
  const isCircular = models.some(({ model }) => model === practiceJudgeName);
  return { judge, judgeKey: judgeKeyOf(fields), models, scale, isCircular };
}

/** Answers of both turns count once. */
function exemplarsOf(rated: readonly RatedItem[]): number {
  return new Set(itemsOf(rated, "exemplar").map(({ item }) => `${item.questionId} ${item.part.level}`)).size;
}

function isSettled({ outcome }: RatedItem["judgments"][number]): boolean {
  return outcome.status === "rated" || !isUnsettled(outcome.reason);
}
