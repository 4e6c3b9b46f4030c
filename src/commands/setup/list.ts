import { listJudges } from "../../judges/load-judge.ts";
import { listQuestionSets } from "../../questions/load-question-set.ts";
import { layOut, type TextTable } from "../../reports/tables/text-table.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { ListFlags } from "./data-verbs.ts";

/** `mtbench questions list`. */
export async function listQuestions({ json }: ListFlags, io: Io): Promise<Ending> {
  const sets = await listQuestionSets({ cwd: io.cwd });
  if (json) {
    const rows = sets.map(({ id, definition, problems }) => {
      const { language = null, title = null, licence = null } = definition ?? {};
      return { id, language, title, licence, problems };
    });
    io.out(`${JSON.stringify(rows)}\n`);
    return "done";
  }
  return print(io, {
    header: ["id", "language", "title", "licence"],
    rows: sets.map(({ id, definition, problems }) =>
      definition === null
        ? [id, "", `not valid: ${problems[0] ?? ""}`, ""]
        : [id, definition.language, definition.title, definition.licence],
    ),
    numeric: [false, false, false, false],
  });
}

/** `mtbench judges list`. */
export async function listKnownJudges({ json }: ListFlags, io: Io): Promise<Ending> {
  const judges = await listJudges({ cwd: io.cwd });
  if (json) {
    const rows = judges.map(({ id, languages, model, strict, title }) => ({ id, languages, model, strict, title }));
    io.out(`${JSON.stringify(rows)}\n`);
    return "done";
  }
  return print(io, {
    header: ["id", "languages", "judge model", "strict", "title"],
    rows: judges.map(({ id, languages, model, strict, title }) => [
      id,
      languages === null ? "any" : languages.join(", "),
      model,
      strict ? "yes" : "no",
      title,
    ]),
    numeric: [false, false, false, false, false],
  });
}

function print(io: Io, table: TextTable): Ending {
  io.out(layOut([{ ...table, proseLast: true }], io.columns));
  return "done";
}
