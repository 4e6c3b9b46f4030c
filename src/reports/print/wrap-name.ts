/** Places a long id may be broken after: slashes, hyphens, underscores, colons, spaces, and dots but those of a number. */
const seams = /(?<=[/\-_:@ \u3000])|(?<=\.)(?!\d)/u;
const wide = /[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]/u;

/**
 * Breaks a text into lines of at most `width`: after a seam where there is one, between Japanese signs, and only inside a
 * word that is wider than a whole line anywhere else. Nothing is left out.
 */
export function wrapName(text: string, width: number, measure: (text: string) => number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of piecesOf(text, width, measure)) {
    if (line !== "" && measure((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  if (line.trimEnd() !== "" || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

function piecesOf(text: string, width: number, measure: (text: string) => number): string[] {
  return shownText(text)
    .split(seams)
    .flatMap((word) => {
      const signs = [...word];
      if (wide.test(word)) return joinLatin(signs).flatMap((one) => (measure(one) > width ? [...one] : [one]));
      return measure(word) > width ? signs : [word];
    });
}

/** Japanese signs one by one, runs of others whole; a closing mark stays with the sign before it. */
function joinLatin(signs: readonly string[]): string[] {
  const pieces: string[] = [];
  for (const sign of signs) {
    const last = pieces.at(-1);
    const closes = /[、。，．）」』】〕・ー！？,.)%:]/u.test(sign);
    if (last !== undefined && (closes || !(wide.test(sign) || wide.test(last)) || /[（「『【〔(]$/u.test(last))) {
      pieces[pieces.length - 1] = last + sign;
    } else pieces.push(sign);
  }
  return pieces;
}

/** Without signs that show nothing or turn the text around. */
export function shownText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}
