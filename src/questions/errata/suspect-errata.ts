import { isSeq, parseDocument, YAMLMap } from "yaml";
import { InputError } from "../../errors.ts";
import { parseYaml } from "../../text/parse-yaml.ts";
import { errataFileSchema } from "./errata.ts";

export interface Suspicion {
  readonly question: string;
  readonly turn: number;
  readonly note: string;
}

const head = `# Turns whose references somebody should look at. Decide each: put \`confirmed\` or \`refuted\` for \`suspected\`, say who decided (\`by\`) and
# \`why\`; a confirmed one needs \`right\` and, by reference file, \`wrong: {<name>: {kind: value, says: ...}}\`, and the file's hash under
# \`references\`. Check with: mtbench questions check <set> --errata <this file>
errata: []
`;

/**
 * An errata file with these turns added as suspected. What stands there already, decided or not, stays as it is, comments
 * included.
 *
 * @throws InputError when the text is no errata file, or one that refers to another set.
 */
export function addSuspicions(
  text: string | null,
  suspicions: readonly Suspicion[],
  place: string,
): { readonly text: string; readonly added: number } {
  const source = text ?? head;
  const known = parseYaml(source, errataFileSchema, place);
  if (known.errata === undefined) {
    throw new InputError(`${place} refers to the errata of ${known.sameAs}`, { hint: "Name another file to write." });
  }
  const document = parseDocument(source);
  const list = document.get("errata", true);
  if (!isSeq(list)) throw new InputError(`${place}: errata: expected a list`);
  list.flow = false;
  const fresh = suspicions.filter(
    ({ question, turn }) => !known.errata?.some((one) => one.question === question && one.turn === turn),
  );
  for (const { question, turn, note } of fresh) {
    const entry = new YAMLMap();
    entry.set("question", question);
    entry.set("turn", turn);
    entry.set("status", "suspected");
    entry.set("note", note);
    list.add(entry);
  }
  return { text: document.toString({ lineWidth: 120 }), added: fresh.length };
}
