import { type Document, LineCounter, parseDocument } from "yaml";
import { InputError } from "../errors.ts";

export interface YamlDocument {
  readonly document: Document.Parsed;
  /** Its plain value; throws as reading does. */
  readonly value: () => unknown;
}

/** Characters of a file, how deep its values may lie, and how many times they may be repeated by aliases. */
const largest = 4 * 1024 * 1024;
const deepest = 200;
/** Brackets that nobody closes, or that nothing opened: most stand in texts, where they mean nothing. */
const mostOpen = 1_000;
const mostStray = 10_000;
const mostAliases = 1_000;

/**
 * A YAML document whose reading ends: bombs are refused before they fill the memory or the stack.
 *
 * @throws InputError for what is too large, too deep, or repeats too much; errors of its form stand in the document
 */
export function yamlDocument(text: string, place: string, lineCounter = new LineCounter()): YamlDocument {
  if (text.length > largest) {
    throw invalidYaml(place, [`${place}: it has ${text.length} characters, more than the ${largest} that are read`]);
  }
  const deep = tooDeepAt(text);
  if (deep !== null)
    throw invalidYaml(place, [
      `${place}:${deep}: values lie more than ${deepest} deep, or brackets close what nothing opened`,
    ]);
  const guarded = <R>(work: () => R): R => {
    try {
      return work();
    } catch (error) {
      if (error instanceof RangeError) throw invalidYaml(place, [`${place}: values lie more than ${deepest} deep`]);
      // Aliases that name nothing, name themselves, or repeat too much.
      if (error instanceof ReferenceError) throw invalidYaml(place, [`${place}: ${error.message}`]);
      throw error;
    }
  };
  const document = guarded(() => parseDocument(text, { lineCounter, prettyErrors: false }));
  return { document, value: (): unknown => guarded(() => document.toJS({ maxAliasCount: mostAliases })) };
}

/** The line from which brackets, or a line's own dashes, open more levels than any real file has; null: nowhere. */
function tooDeepAt(text: string): number | null {
  let line = 1;
  let dashes = 0;
  const brackets = countBrackets();
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? "";
    if (sign === "\n") line += 1;
    // `- - - -` opens lists in lists; `-----` is a rule.
    if ((sign === "-" || sign === "?") && isBlank(text[at + 1])) dashes += 1;
    else if (!isBlank(sign)) dashes = 0;
    if (brackets.isTooMany(sign) || dashes > deepest) return line;
  }
  return null;
}

function countBrackets(): { isTooMany(sign: string): boolean } {
  let depth = 0;
  let stray = 0;
  return {
    isTooMany(sign) {
      depth += nesting.get(sign) ?? 0;
      if (depth < 0) {
        depth = 0;
        stray += 1;
      }
      return depth > mostOpen || stray > mostStray;
    },
  };
}

const nesting: ReadonlyMap<string, number> = new Map([
  ["[", 1],
  ["{", 1],
  ["]", -1],
  ["}", -1],
]);

function isBlank(sign: string | undefined): boolean {
  return sign === " " || sign === "\t";
}

export function invalidYaml(place: string, problems: readonly string[]): InputError {
  return new InputError(`${place} is not valid`, { problems });
}
