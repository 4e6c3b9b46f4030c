import { isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { InputError } from "../errors.ts";
import { checkShape, pathText } from "./check-shape.ts";

/**
 * Parses a YAML file against a schema. All problems are thrown at once as an InputError in the form
 * `questions/x/set.yaml:12: temperatures.math: expected a number, got "0"`; `place` is the file's name in them.
 */
export function parseYaml<T>(text: string, schema: z.ZodType<T>, place: string): T {
  const lines = new LineCounter();
  const { document, value } = bounded(text, place, lines);
  if (document.errors.length > 0) {
    throw invalid(
      place,
      document.errors.map((error) => `${place}:${lines.linePos(error.pos[0]).line}: ${error.message}`),
    );
  }
  const checked = checkShape(schema, value());
  if (checked.ok) return checked.value;
  throw invalid(
    place,
    checked.problems.map((problem) => {
      const line = lineOf(problem.path);
      const path = pathText(problem.path);
      return `${place}${line === null ? "" : `:${line}`}: ${path === "" ? "" : `${path}: `}${problem.text}`;
    }),
  );

  /** Line of the value, or of the nearest thing around it that is there. */
  function lineOf(path: readonly PropertyKey[]): number | null {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return null;
  }
}

/** Characters of a file, how deep its values may lie, and how many times they may be repeated by aliases. */
const largest = 16 * 1024 * 1024;
const deepest = 200;
const mostAliases = 1_000;

/** A document whose reading ends: bombs are refused before they fill the memory or the stack. */
function bounded(text: string, place: string, lineCounter: LineCounter) {
  if (text.length > largest) {
    throw invalid(place, [`${place}: it has ${text.length} characters, more than the ${largest} that are read`]);
  }
  const deep = tooDeepAt(text);
  if (deep !== null) throw invalid(place, [`${place}:${deep}: values lie more than ${deepest} deep`]);
  const guarded = <R>(work: () => R): R => {
    try {
      return work();
    } catch (error) {
      if (error instanceof RangeError) throw invalid(place, [`${place}: values lie more than ${deepest} deep`]);
      // Aliases that name nothing, name themselves, or repeat too much.
      if (error instanceof ReferenceError) throw invalid(place, [`${place}: ${error.message}`]);
      throw error;
    }
  };
  const document = guarded(() => parseDocument(text, { lineCounter, prettyErrors: false }));
  return { document, value: (): unknown => guarded(() => document.toJS({ maxAliasCount: mostAliases })) };
}

/** The line from which brackets, or a line's own dashes, open more levels than any real file has; null: nowhere. */
function tooDeepAt(text: string): number | null {
  let depth = 0;
  let line = 1;
  let dashes = 0;
  for (const sign of text) {
    depth = Math.max(0, depth + (nesting.get(sign) ?? 0));
    if (sign === "\n") line += 1;
    if (sign === "-" || sign === "?") dashes += 1;
    else if (!besideDashes.has(sign)) dashes = 0;
    if (depth > deepest || (dashes > deepest && dashedNest(text, line))) return line;
  }
  return null;
}

const nesting: ReadonlyMap<string, number> = new Map([
  ["[", 1],
  ["{", 1],
  ["]", -1],
  ["}", -1],
]);
const besideDashes: ReadonlySet<string> = new Set(" \t[]{}");

/** `- - - -` opens lists in lists; `-----` is a rule. */
function dashedNest(text: string, line: number): boolean {
  return /^[ \t]*(?:[-?][ \t]+){200}/u.test(text.split("\n", line).at(-1) ?? "");
}

function invalid(place: string, problems: readonly string[]): InputError {
  return new InputError(`${place} is not valid`, { problems });
}
