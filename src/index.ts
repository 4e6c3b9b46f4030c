// The public API: what scripts and other tools may build on. Everything else may move between versions.
export type { AnswerOutcome, AnswerRecord } from "./answers/answer.ts";
export type { Chat, ChatOutcome, ChatRequest } from "./chat/chat.ts";
export { openChat } from "./chat/open-chat.ts";
export { InputError } from "./errors.ts";
export type { Judge } from "./judges/judge.ts";
export { loadJudge } from "./judges/load-judge.ts";
export type { JudgmentOutcome, JudgmentRecord } from "./judgments/judgment.ts";
export { parseRating } from "./judgments/parse-rating.ts";
export { loadQuestionSet } from "./questions/load-question-set.ts";
export type { Question, QuestionSet } from "./questions/question.ts";
export { leaderboardJson } from "./reports/tables/leaderboard-json.ts";
export { listCandidateFolders } from "./results/folders.ts";
export { loadRunRecord, type RunRecord } from "./results/run-record.ts";
export { makeLeaderboard, type ProtocolBoard } from "./scores/leaderboard.ts";
export type { Score } from "./scores/score.ts";
