import { isNode, LineCounter } from "yaml";
import type { z } from "zod";
import { checkShape, pathText } from "./check-shape.ts";
import { invalidYaml, yamlDocument } from "./yaml-document.ts";

/**
 * Parses a YAML file against a schema. All problems are thrown at once as an InputError in the form
 * `questions/x/set.yaml:12: temperatures.math: expected a number, got "0"`; `place` is the file's name in them.
 */
export function parseYaml<T>(text: string, schema: z.ZodType<T>, place: string): T {
  const lines = new LineCounter();
  const { document, value } = yamlDocument(text, place, lines);
  if (document.errors.length > 0) {
    throw invalidYaml(
      place,
      document.errors.map((error) => `${place}:${lines.linePos(error.pos[0]).line}: ${error.message}`),
    );
  }
  const checked = checkShape(schema, value());
  if (checked.ok) return checked.value;
  throw invalidYaml(
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
