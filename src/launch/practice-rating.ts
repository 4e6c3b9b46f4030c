import { InputError } from "../errors.ts";
import { loadQuestionSet } from "../questions/load-question-set.ts";
import { practiceChoice, practiceJudgeName, practiceProcedure } from "../servers/practice/practice-names.ts";
import type { PracticeModel } from "../servers/practice/practice-server.ts";
import { listDataFolders } from "../sources/find-data-folder.ts";
import { sourcePlaces } from "../sources/source-places.ts";
import { nearestHint, nearestNames } from "../text/nearest.ts";
import { setAtHand } from "../variants/set-at-hand.ts";
import { type LaunchHost, warn } from "./launch-host.ts";
import type { AnyWork, LaunchSpec } from "./launch-spec.ts";

/**
 * `--judge practice`: the rules of the demo rate, in this process and for nothing, for trying things. A folder of that name
 * among the user's own judges goes before. The rules know the questions as they are before any selection.
 *
 * @throws InputError where a judge model, a batch or a queue is asked for as well.
 */
export async function withPracticeJudge<Work extends AnyWork>(
  spec: LaunchSpec<Work>,
  host: LaunchHost,
): Promise<LaunchSpec<Work>> {
  if (spec.judgePrompts === undefined) await refuseSlip(spec.judge, host);
  if (spec.judge !== practiceChoice || spec.judgePrompts !== undefined) return spec;
  const own = await listDataFolders("judges", host.cwd);
  if (own.some(({ id }) => id === practiceChoice)) return spec;
  refuseModels(spec);
  warn(
    host,
    "the practice judge is a set of rules, not a language model: its ratings are for trying things and rank no model",
  );
  let rules: Promise<PracticeModel> | undefined;
  const options = { cwd: host.cwd, places: sourcePlaces(host.env) };
  const load = async () => {
    const { practiceJudge } = await import("../servers/practice/practice-judge.ts");
    return practiceJudge(await loadQuestionSet(await setAtHand(spec.questions, options), options));
  };
  return {
    ...spec,
    judge: practiceProcedure,
    judgeModel: {
      id: practiceJudgeName,
      async chat({ body }) {
        rules ??= load();
        return (await rules)(body.messages);
      },
    },
  };
}

/** `practise` is near to no judge that has a folder, so nobody else would name the right one. */
async function refuseSlip(judge: string, host: LaunchHost): Promise<void> {
  if (judge === practiceChoice || /[/\\]/.test(judge) || nearestNames(judge, [practiceChoice]).length === 0) return;
  const known = [...(await listDataFolders("judges", host.cwd)).map(({ id }) => id), practiceChoice];
  if (known.includes(judge)) return;
  throw new InputError(`unknown judge ${JSON.stringify(judge)}`, { hint: nearestHint(judge, known) });
}

function refuseModels({ judgeModel, judgeMode, work }: LaunchSpec<AnyWork>): void {
  const flag =
    judgeModel !== undefined
      ? "--judge-model"
      : judgeMode === "batch"
        ? "--judge-mode batch"
        : work.kind !== "judge" && work.queue !== undefined
          ? "--queue"
          : null;
  if (flag === null) return;
  throw new InputError(`--judge practice and ${flag}: the practice judge is a set of rules in this process`, {
    hint: `Leave ${flag} out, or name a judge that a model carries out (mtbench judges list).`,
  });
}
