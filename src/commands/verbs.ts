import { answerVerb } from "./ask/answer-verb.ts";
import { demoVerb } from "./ask/demo-verb.ts";
import { judgeCardVerb } from "./ask/judge-card-verb.ts";
import { judgeVerb } from "./ask/judge-verb.ts";
import { matchVerb } from "./ask/match-verb.ts";
import { runVerb } from "./ask/run-verb.ts";
import { workerVerb } from "./ask/worker-verb.ts";
import { agreementVerb, auditVerb, constraintsVerb } from "./decide/agreement-verbs.ts";
import { saveBaselineVerb, showBaselineVerb } from "./decide/baseline-verbs.ts";
import { compareVerb } from "./decide/compare-verb.ts";
import { freshnessVerb } from "./decide/freshness-verb.ts";
import { gateVerb } from "./decide/gate-verb.ts";
import { linkingPlanVerb } from "./decide/linking-plan-verb.ts";
import { noiseVerb } from "./decide/noise-verb.ts";
import { calibrateVerb } from "./people/calibrate-verb.ts";
import { rateVerb } from "./people/rate-verb.ts";
import { exportRatingsVerb, importRatingsVerb } from "./people/ratings-verbs.ts";
import { exportFastChatVerb, importFastChatVerb } from "./records/fastchat-verbs.ts";
import { agreementMatchesVerb, exportMatchesVerb, importMatchesVerb } from "./records/match-files-verbs.ts";
import { mergeVerb } from "./records/merge-verb.ts";
import { rescoreVerb } from "./records/rescore-verb.ts";
import { checkResultsVerb, listResultsVerb, removeResultsVerb, renameResultsVerb } from "./records/results-verbs.ts";
import { configSchemaVerb, showConfigVerb } from "./setup/config-verbs.ts";
import {
  checkQuestionsVerb,
  fetchVerb,
  listJudgesVerb,
  listQuestionsVerb,
  varyQuestionsVerb,
} from "./setup/data-verbs.ts";
import { doctorVerb } from "./setup/doctor-verb.ts";
import { initVerb } from "./setup/init-verb.ts";
import { listModelsVerb, showModelVerb } from "./setup/models-verbs.ts";
import { elsewhereVerb } from "./show/elsewhere-verb.ts";
import { figureVerb } from "./show/figure-verb.ts";
import { leaderboardVerb } from "./show/leaderboard-verb.ts";
import { linkingPublishedVerb, linkingVerb } from "./show/linking-verbs.ts";
import { matchesVerb } from "./show/matches-verb.ts";
import { reportVerb } from "./show/report-verb.ts";
import { showVerb } from "./show/show-verb.ts";
import { statusVerb } from "./show/status-verb.ts";
import { viewVerb } from "./show/view-verb.ts";
import type { Verb } from "./verb.ts";

/** Every verb, in the order of `--help`. */
export const verbs: readonly Verb[] = [
  runVerb,
  answerVerb,
  judgeVerb,
  matchVerb,
  doctorVerb,
  workerVerb,
  demoVerb,
  leaderboardVerb,
  compareVerb,
  matchesVerb,
  saveBaselineVerb,
  showBaselineVerb,
  noiseVerb,
  rescoreVerb,
  gateVerb,
  rateVerb,
  calibrateVerb,
  agreementVerb,
  agreementMatchesVerb,
  auditVerb,
  constraintsVerb,
  freshnessVerb,
  elsewhereVerb,
  linkingVerb,
  linkingPublishedVerb,
  linkingPlanVerb,
  statusVerb,
  showVerb,
  listResultsVerb,
  checkResultsVerb,
  removeResultsVerb,
  renameResultsVerb,
  mergeVerb,
  importFastChatVerb,
  importMatchesVerb,
  exportFastChatVerb,
  exportMatchesVerb,
  exportRatingsVerb,
  importRatingsVerb,
  listQuestionsVerb,
  checkQuestionsVerb,
  varyQuestionsVerb,
  listJudgesVerb,
  judgeCardVerb,
  fetchVerb,
  listModelsVerb,
  showModelVerb,
  showConfigVerb,
  configSchemaVerb,
  initVerb,
  reportVerb,
  figureVerb,
  viewVerb,
];

/** First words that several verbs share, with what `--help` says of them. */
export const groups: Readonly<Record<string, string>> = {
  baseline: "Save or show what a gate compares with",
  results: "Look at the records, put them away, rename them",
  import: "Read another harness's files, or people's sheets",
  export: "Write files for another harness, or people's ratings",
  questions: "Look at question sets, draw new ones",
  judges: "Look at rating procedures, try a judge",
  models: "Look at known models",
  config: "Look at the configuration",
};
