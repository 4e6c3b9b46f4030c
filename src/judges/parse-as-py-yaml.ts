import { isScalar, Scalar, visit } from "yaml";
import { InputError } from "../errors.ts";
import { yamlDocument } from "../text/yaml-document.ts";

/**
 * YAML as PyYAML reads it, which upstream uses. The two differ in one point that matters: where a file ends inside a block
 * scalar without a line feed, PyYAML adds none, whatever the scalar's chomping says. llm-jp-judge's prompt files end so.
 */
export function parseAsPyYaml(text: string, place: string): unknown {
  const { document, value } = yamlDocument(text, place);
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => `${place}: ${error.message}`);
    throw new InputError(`${place} is not valid YAML`, { problems });
  }
  if (!text.endsWith("\n")) {
    visit(document, {
      Scalar(_, node) {
        const block = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
        const last = node.range != null && node.range[1] >= text.length;
        if (block && last && isScalar<string>(node) && typeof node.value === "string") {
          node.value = node.value.replace(/\n$/, "");
        }
      },
    });
  }
  return value();
}
