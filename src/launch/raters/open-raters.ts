import { resolve } from "node:path";
import type { AnsweringRules } from "../../answers/answering-rules.ts";
import { InputError } from "../../errors.ts";
import type { Judge } from "../../judges/judge.ts";
import type { Jury } from "../../judges/jury.ts";
import type { JudgeModel } from "../../judgments/procedure.ts";
import { judgeModelsOf, type Raters } from "../../judgments/raters.ts";
import { juryRows } from "../../results/jury-rows.ts";
import { contextForJudging } from "../endpoints/context-needed.ts";
import type { ReachableModel } from "../endpoints/find-model-server.ts";
import { judgeModel, juryModels, keyFlags, type NamedModel, reachable } from "../endpoints/name-models.ts";
import type { Endpoints, OpenEndpoint } from "../endpoints/open-endpoints.ts";
import type { LaunchHost } from "../launch-host.ts";
import type { LaunchSpec } from "../launch-spec.ts";
import type { PreparedRating } from "../prepare-rating.ts";
import { warnOfSmallContext, warnOfUnlistedName } from "../warn-of-models.ts";
import { type MadeCandidate, madeModel, membersLeftOut, tellOtherBoards } from "./leave-out.ts";

/** The judge models of a launch, known by name and found; nothing is opened yet. */
export interface NamedRaters {
  readonly models: readonly ReachableModel[];
  /** Null: one judge model. */
  readonly jury: {
    readonly rule: Jury;
    readonly shares: readonly number[];
    readonly leftOut: readonly string[];
  } | null;
}

/** The judge models of a launch, ready to be asked. */
export interface OpenRaters {
  readonly raters: Raters;
  /** By the model string that is sent. */
  readonly opens: ReadonlyMap<string, OpenEndpoint>;
}

/**
 * Who rates: the judge model that was named or that the procedure names, or the members of its jury that are not left out.
 *
 * @param candidates of this launch
 * @throws InputError for names that mean no model, and for a jury that is none
 */
export async function nameRaters(
  spec: LaunchSpec,
  { judge, set }: Pick<PreparedRating, "judge" | "set">,
  candidates: readonly MadeCandidate[],
  host: LaunchHost,
): Promise<NamedRaters> {
  const { jury } = judge;
  if (jury === undefined) return { models: [await judgeModel(spec, judge.model, host)], jury: null };
  if (spec.judgeModel !== undefined) {
    throw new InputError(`--judge-model and ${judge.id}: it is a jury, and its members rate`, {
      hint: `Leave --judge-model out, or change members in its judge.yaml. To try one member: mtbench judges card --judge ${judge.id} --judge-model ...`,
    });
  }
  const named = juryModels(judge, jury, spec, host);
  const rows = await juryRows(resolve(host.cwd, spec.results), set.id, judge.id);
  const rated = [...candidates, ...rows.map(({ candidate }) => madeModel(candidate))];
  const leftOut = membersLeftOut({ jury, id: judge.id }, named.map(memberOf), rated, host);
  tellOtherBoards(judge.id, leftOut, rows, host);
  const seated = jury.members.flatMap(({ share }, index) => {
    const model = named[index];
    return model === undefined || leftOut.includes(model.model) ? [] : [{ model, share }];
  });
  const models = await Promise.all(seated.map(({ model }) => reachable(model, keyFlags.judge, host)));
  return { models, jury: { rule: jury, shares: seated.map(({ share }) => share), leftOut } };
}

function memberOf({ model, family }: NamedModel) {
  return { model, family: family.id };
}

/** Reaches every judge model's server. */
export async function openRaters(
  { models, jury }: NamedRaters,
  { judge, set }: Pick<PreparedRating, "judge" | "set">,
  rules: AnsweringRules,
  endpoints: Endpoints,
  host: LaunchHost,
): Promise<OpenRaters> {
  const contextTokens = contextForJudging(judge, rules, set.questions);
  const opened = await Promise.all(
    models.map(async (model) => {
      const name = `judge ${model.id}`;
      const open = await endpoints.open(model, { name, keyFlag: keyFlags.judge, contextTokens });
      warnOfSmallContext(name, open.facts, contextTokens, host);
      warnOfUnlistedName(name, open.model, open.facts, host);
      const judgedBy: JudgeModel = { model: open.model, wire: model.family.wire };
      return { open, judgedBy };
    }),
  );
  const raters = ratersFrom(
    opened.map(({ judgedBy }) => judgedBy),
    jury,
    judge,
  );
  const opens = new Map(opened.map(({ open }) => [open.model, open]));
  return { raters, opens };
}

function ratersFrom(models: readonly JudgeModel[], jury: NamedRaters["jury"], judge: Judge): Raters {
  if (jury === null) {
    const [only] = models;
    if (only === undefined) throw new Error(`the judge ${judge.id} has no model`);
    return { kind: "one", judgeModel: only };
  }
  const whole = jury.shares.reduce((sum, share) => sum + share, 0);
  const members = models
    .map((one, index) => ({ judgeModel: one, share: (jury.shares[index] ?? 0) / whole }))
    .sort((a, b) => (a.judgeModel.model < b.judgeModel.model ? -1 : 1));
  return { kind: "jury", jury: { design: jury.rule.design, members, leftOut: jury.leftOut } };
}

/** Every judge model and where it is asked, for the budget. */
export function targetsOf({ raters, opens }: OpenRaters): { readonly model: string; readonly baseUrl: string }[] {
  return judgeModelsOf(raters).map(({ model }) => ({ model, baseUrl: opens.get(model)?.baseUrl ?? "" }));
}
