import { resolve } from "node:path";
import { jsonObjectSchema } from "../../files/json-schema.ts";
import { type Exemplar, loadExemplars } from "../../questions/load-exemplars.ts";
import { type LoadedQuestionSet, loadQuestionSet } from "../../questions/load-question-set.ts";
import { candidatePath } from "../../results/folders.ts";
import { practiceCandidateNames, practiceCandidates } from "../../servers/practice/practice-candidates.ts";
import { practiceJudge, usualPositionBias } from "../../servers/practice/practice-judge.ts";
import { practiceJudgeName } from "../../servers/practice/practice-names.ts";
import { startPracticeServer } from "../../servers/practice/practice-server.ts";
import { sourcePlaces } from "../../sources/source-places.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { DemoFlags } from "./demo-verb.ts";
import { match } from "./match.ts";
import { run } from "./run.ts";
import { cardSpec } from "./run-flags.ts";
import { watchedLaunch } from "./run-launch.ts";

/**
 * `mtbench demo`: the whole road offline, in seconds and without a key. A practice server in this process plays three
 * candidates of known quality and a rule-based judge; everything else is `mtbench run` as it is. Begins anew at every start:
 * the records of the last one are archived.
 */
export async function demo(flags: DemoFlags, io: Io): Promise<Ending> {
  const set = await loadQuestionSet("ja-original", { cwd: io.cwd, places: sourcePlaces(io.env) });
  const exemplars = await loadExemplars(set.folder);
  const results = flags.results;
  const candidates = practiceCandidates(set.questions, [...exemplars.values()].flat());
  const server = await startPracticeServer({
    models: new Map([...candidates, [practiceJudgeName, practiceJudge(set)]]),
  });
  try {
    io.err(`Demo: a practice server at ${server.baseUrl} plays candidates and judge; records go to ${results}.\n`);
    const carded = await makeCard(`${practiceJudgeName}@${server.baseUrl}`, set.folder, results, io);
    if (carded !== "done") return carded;
    // With --json one record holds both.
    const printed: string[] = [];
    const held: Io = flags.json ? { ...io, out: (text) => printed.push(text) } : io;
    const ending = await run(
      {
        model: Object.values(practiceCandidateNames).map((name) => `${name}@${server.baseUrl}`),
        judge: ["mtbench-ja"],
        reuseAnswers: false,
        judgeModel: `${practiceJudgeName}@${server.baseUrl}`,
        questions: set.folder,
        categories: playable(set, exemplars),
        results,
        fresh: true,
        seed: 0,
        deterministic: false,
        dryRun: false,
        json: flags.json,
      },
      held,
    );
    const matched =
      ending === "done" ? await compare(`${practiceJudgeName}@${server.baseUrl}`, set, flags, held) : ending;
    if (flags.json) io.out(oneRecord(printed));
    io.err("候補も審査員も対照用の練習台で、言語モデルではありません。点数はモデルの比較に使えません。\n");
    io.err("Candidates and judge are practice controls, not language models: these scores rank no model.\n");
    return matched;
  } finally {
    await server.close();
  }
}

/** So many questions of the set's first categories: enough to see what matches say, and no time to speak of. */
const comparedQuestions = 20;

/** Two of the controls side by side, by a judge whose liking for the answer shown first is known by construction. */
async function compare(
  judgeModel: string,
  set: LoadedQuestionSet,
  { results, json }: DemoFlags,
  io: Io,
): Promise<Ending> {
  const bias = Math.round(100 * usualPositionBias);
  io.err(
    `対戦：この審査員は、${bias} % のターンで先に示された回答をわざと選びます。「shown first」がその偏りを見つけ、純勝率からは順序の分が消えます。\n`,
  );
  io.err(
    `Matches: in ${bias} % of the turns this judge picks the answer shown first on purpose; "shown first" finds that, and net wins are free of it.\n`,
  );
  const root = resolve(io.cwd, results);
  const { strong, flawed } = practiceCandidateNames;
  return match(
    {
      candidates: [strong, flawed].map((id) => candidatePath(root, set.id, id, "run")),
      ...{ judge: "mtbench-ja", judgeModel, questions: set.folder, steps: "3", results },
      ...{ limit: comparedQuestions, seed: 0, corrected: false, dryRun: false, json },
    },
    io,
  );
}

/** The run's record with what the matches came to. */
function oneRecord(printed: readonly string[]): string {
  const [record = {}, matches = null] = printed.map((text) => jsonObjectSchema.parse(JSON.parse(text)));
  return `${JSON.stringify({ ...record, matches })}\n`;
}

/** Tries the judge on the same exemplars that its rules were written beside: what a card is can be seen, and nothing of a judge. */
async function makeCard(judgeModel: string, questions: string, results: string, io: Io): Promise<Ending> {
  const spec = await cardSpec(
    {
      ...{ judge: "mtbench-ja", judgeModel, questions, results },
      ...{ repeats: 2, seed: 0, fresh: true, dryRun: false, json: false },
    },
    io,
  );
  const launched = await watchedLaunch(spec, {}, io);
  io.err("審査員のカードは循環しています（規則も模範例も同じ手で作られたため、審査員について何も示しません）。\n");
  io.err(
    "The judge's card is circular: its rules were written beside the exemplars, so it shows nothing about a judge.\n",
  );
  return launched.kind === "ended" ? launched.outcome : "done";
}

/** The categories that the candidates can play; undefined when that is all of them, so that the full set is asked. */
function playable(
  set: LoadedQuestionSet,
  exemplars: ReadonlyMap<string, readonly Exemplar[]>,
): readonly string[] | undefined {
  const categories = set.categories.filter((category) => exemplars.has(category));
  return categories.length === set.categories.length ? undefined : categories;
}
