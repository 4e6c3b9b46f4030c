import { canonicalJson, hashOf, type Json } from "../files/canonical-json.ts";
import type { Judge } from "../judges/judge.ts";
import type { References } from "../questions/question.ts";
import { type Procedure, procedureOf, type SetFacts } from "./procedure.ts";
import type { Raters } from "./raters.ts";

type Fields = Readonly<Record<string, Json>>;

/** The procedure of whoever rates: that of the one judge model, or a jury's. */
export function ratersProcedure(judge: Judge, references: References | null, raters: Raters, set: SetFacts): Procedure {
  if (raters.kind === "one") return procedureOf(judge, references, raters.judgeModel, set);
  const { design, members, leftOut } = raters.jury;
  const own = members.map(({ judgeModel, share }) => {
    const { judgeModel: _, ...fields } = procedureOf(judge, references, judgeModel, set).fields;
    return { model: judgeModel.model, share, fields };
  });
  const common = commonFields(own.map(({ fields }) => fields));
  const fields: Record<string, Json> = {
    ...common,
    "jury.design": design,
    "jury.members": Object.fromEntries(
      own.map(({ model, share, fields: all }) => [model, { share, fields: withoutFields(all, common) }]),
    ),
    "jury.leftOut": [...leftOut],
  };
  return { hash: hashOf(fields), fields };
}

function commonFields([first = {}, ...rest]: readonly Fields[]): Fields {
  const isCommon = (name: string, value: Json) =>
    rest.every((other) => other[name] !== undefined && canonicalJson(other[name]) === canonicalJson(value));
  return Object.fromEntries(Object.entries(first).filter(([name, value]) => isCommon(name, value)));
}

function withoutFields(all: Fields, common: Fields): Fields {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !(name in common)));
}
