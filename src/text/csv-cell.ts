/**
 * A text cell of a CSV file. Spreadsheets run a cell that begins with =, +, -, @ (also full-width), a tab or a line break
 * as a formula; a leading apostrophe makes it a text. Quoting is the CSV writer's, and numbers do not come here.
 */
export function escapeCsvText(text: string): string {
  return /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/u.test(text) ? `'${text}` : text;
}

/** The text that was meant, where a cell begins with the apostrophe of `escapeCsvText`. */
export function plainCsvText(cell: string): string {
  const bare = cell.slice(1);
  return cell.startsWith("'") && escapeCsvText(bare) === cell ? bare : cell;
}
