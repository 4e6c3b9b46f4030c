import { checkQuestionSet } from "../questions/check-question-set.ts";
import { sourcePlaces } from "../sources/source-places.ts";
import type { Ending } from "./exit-code.ts";
import type { Io } from "./io.ts";

/** `mtbench questions check <id or folder>`: problems end with exit code 2, warnings do not. */
export async function checkQuestions(idOrFolder: string, io: Io): Promise<Ending> {
  const { problems, warnings, summary } = await checkQuestionSet(idOrFolder, {
    cwd: io.cwd,
    places: sourcePlaces(io.env),
  });
  for (const problem of problems) io.err(`problem: ${problem}\n`);
  for (const warning of warnings) io.err(`warning: ${warning}\n`);
  if (summary !== null) {
    const categories = summary.categories.map(({ name, questions }) => `${name} ${questions}`).join(", ");
    io.out(`${summary.id}: ${summary.questions} questions (${categories}), hash ${summary.hash.slice(0, 12)}\n`);
  }
  io.out(`${problems.length} problems, ${warnings.length} warnings\n`);
  return problems.length > 0 ? "wrong-input" : "done";
}
