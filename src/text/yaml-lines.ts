import { isNode, LineCounter, parseDocument } from "yaml";

/** Where the values of a YAML text stand: 1-based line of a path's value, or of the nearest thing around it; null for none. */
export function yamlLines(text: string): (path: readonly (string | number)[]) => number | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  return (path) => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return null;
  };
}
