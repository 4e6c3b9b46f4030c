/** How deep the values of a file or a record may lie; none of ours, nor of the harnesses that are read, goes past a dozen. */
const deepest = 200;

/**
 * JSON that other people's programs or editors wrote. What walks over its values afterwards calls itself once a level, so
 * a text of brackets would take the whole stack.
 *
 * @throws SyntaxError for what is no JSON, and for values that lie too deep
 */
export function parseJson(text: string): unknown {
  if (liesTooDeep(text)) throw new SyntaxError(`values lie more than ${deepest} deep`);
  return JSON.parse(text);
}

/** Goes over the text once; brackets within strings open nothing. */
function liesTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at);
    else if (sign === "[" || sign === "{") {
      depth += 1;
      if (depth > deepest) return true;
    } else if (sign === "]" || sign === "}") depth -= 1;
  }
  return false;
}

/** Where the quote is that ends the string which begins at `start`; the text's end where none does. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}
