/**
 * A template in the manner of Python's `str.format`, with named placeholders only: `texts[0]`, the value of `names[0]`,
 * `texts[1]`, ... One text more than names.
 */
export interface PromptTemplate {
  readonly texts: readonly string[];
  readonly names: readonly string[];
}

/**
 * Takes a template apart: `{name}` is a placeholder, `{{` and `}}` stand for single braces. Everything else that
 * `str.format` knows (positions, attributes, conversions, format specifications) has no place in a prompt and is refused.
 *
 * @throws SyntaxError naming the offending piece and its position.
 */
export function parseTemplate(template: string): PromptTemplate {
  const texts: string[] = [];
  const names: string[] = [];
  let text = "";
  let at = 0;
  for (const match of template.matchAll(/\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}|[{}]/g)) {
    text += template.slice(at, match.index);
    at = match.index + match[0].length;
    if (match[0] === "{{") text += "{";
    else if (match[0] === "}}") text += "}";
    else if (match[1] !== undefined) {
      texts.push(text);
      names.push(match[1]);
      text = "";
    } else {
      const near = template.slice(match.index, match.index + 20);
      throw new SyntaxError(
        `${JSON.stringify(near)} at character ${match.index + 1} is no placeholder; a brace as text is written twice`,
      );
    }
  }
  texts.push(text + template.slice(at));
  return { texts, names };
}

/**
 * Fills a template in a single pass, so that braces inside a value stay what they are. A value that the template does not
 * ask for is ignored, as `str.format` does.
 *
 * @throws Error when a placeholder has no value; the loader has checked the names, so that is a bug of the caller.
 */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  const { texts, names } = parseTemplate(template);
  const known = new Map(Object.entries(values));
  return texts
    .map((text, index) => {
      const name = names[index];
      if (name === undefined) return text;
      const value = known.get(name);
      if (value === undefined) throw new Error(`the prompt's placeholder {${name}} has no value`);
      return text + value;
    })
    .join("");
}
