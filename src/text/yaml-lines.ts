import { isNode, LineCounter } from "yaml";
import { yamlDocument } from "./yaml-document.ts";

/**
 * Where the values of a YAML text stand: 1-based line of a path's value, or of the nearest thing around it; null for none.
 *
 * @throws InputError for a text that cannot be read to its end
 */
export function yamlLines(text: string, place: string): (path: readonly (string | number)[]) => number | null {
  const lines = new LineCounter();
  const { document } = yamlDocument(text, place, lines);
  return (path) => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return null;
  };
}
