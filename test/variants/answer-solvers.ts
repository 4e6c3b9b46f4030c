import { extractionSolvers } from "./extraction-solvers.ts";
import { mathSolvers } from "./math-solvers.ts";
import { type AnswerSolver, reasoningSolvers } from "./reasoning-solvers.ts";

/** Of everything but code, by question id. */
export const answerSolvers: Readonly<Record<string, AnswerSolver>> = {
  ...reasoningSolvers,
  ...mathSolvers,
  ...extractionSolvers,
};
