import { didYouMean } from "../../text/nearest.ts";
import type { QuestionSet } from "../question.ts";
import { type Errata, errataOf } from "./errata.ts";

/** What makes a set's errata wrong: turns and reference files that it does not have, a turn listed twice. */
export function checkErrata(set: QuestionSet, errata: Errata): string[] {
  const byId = new Map(set.questions.map((question) => [question.id, question]));
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const erratum of errata.list) {
    const place = placeOfErratum(erratum);
    const question = byId.get(erratum.question);
    if (question === undefined) problems.push(`${place}: there is no such question`);
    else if (erratum.turn > question.turns.length) problems.push(`${place}: there is no such turn`);
    if (seen.has(place)) problems.push(`${place}: listed twice`);
    seen.add(place);
    const named = erratum.status === "confirmed" ? Object.keys(erratum.wrong) : [];
    for (const name of named.filter((one) => errata.references[one] === undefined)) {
      problems.push(`${place}: references ${name}: its hash is not among the file's \`references\``);
    }
  }
  return [...problems, ...strangersIn(errata, set)];
}

/** Reference files and categories that the set does not have. */
function strangersIn(errata: Errata, set: QuestionSet): string[] {
  const names = set.references.map((one) => one.name);
  const files = Object.keys(errata.references).filter((name) => !names.includes(name));
  const categories = (errata.checked?.categories ?? []).filter((one) => !set.categories.includes(one));
  return [
    ...files.map((name) => {
      const hint = didYouMean(name, names);
      return `errata: references: the set has no file ${JSON.stringify(name)}${hint === "" ? "" : `; ${hint}`}`;
    }),
    ...categories.map((category) => `errata: checked: ${category} is no category of this set`),
  ];
}

/** What a set's keepers should look at: files that changed after they were read, open suspicions, errata without an answer. */
export function errataWarnings(set: QuestionSet, errata: Errata): string[] {
  const warnings: string[] = [];
  for (const { name, hash } of set.references) {
    const read = errata.references[name];
    if (read !== undefined && read !== hash) {
      warnings.push(`errata: references ${name}: the file has changed since it was read; its errata are not applied`);
    }
  }
  const suspected = errata.list.filter((one) => one.status === "suspected");
  if (suspected.length > 0) {
    warnings.push(
      `errata: ${suspected.length} turns are suspected and not yet decided: ${suspected.map(shortPlace).join(", ")}`,
    );
  }
  const [first] = set.references;
  const open = first === undefined ? [] : errataOf(errata, first.hash).filter((one) => one.answer === undefined);
  for (const erratum of open) {
    warnings.push(`${placeOfErratum(erratum)}: the default references are wrong and no answer corrects them`);
  }
  return warnings;
}

function placeOfErratum(erratum: { readonly question: string; readonly turn: number }): string {
  return `errata: question ${erratum.question}, turn ${erratum.turn}`;
}

function shortPlace(erratum: { readonly question: string; readonly turn: number }): string {
  return `${erratum.question}/${erratum.turn}`;
}
