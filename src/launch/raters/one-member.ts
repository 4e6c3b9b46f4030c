import { InputError } from "../../errors.ts";
import type { Judge } from "../../judges/judge.ts";
import type { LaunchSpec } from "../launch-spec.ts";

/**
 * What only one judge model can do: of a jury, the model that was named, under the jury's prompts and rules.
 *
 * @param what for the message: `judge cards`, `matches`
 * @throws InputError for a jury of which no member is named
 */
export function oneMember(
  { jury, ...judge }: Judge,
  { judgeModel }: Pick<LaunchSpec, "judgeModel">,
  what: string,
): Judge {
  if (jury === undefined || judgeModel !== undefined) return judge;
  throw new InputError(`${what} are of one judge model, and ${judge.id} is a jury`, {
    problems: jury.members.map(({ name }) => name),
    hint: "Name one of its members with --judge-model.",
  });
}
