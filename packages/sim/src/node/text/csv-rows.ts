import papaparse from 'papaparse';
import { invalidRow } from '../../market-data/market-data-error.ts';
import { readBlocks, type TextBlock } from './read-blocks.ts';
import type { RawRow, RowBatch } from './row-batch.ts';

/** How a CSV file is written. */
export interface CsvOptions {
  /** What separates the cells. Default: found in the first line among comma, semicolon, tab and bar. */
  readonly delimiter?: string | undefined;
}

/** The rows of a CSV file in batches, the header among them; blank lines are left out. */
export async function* csvRows(file: string, { delimiter }: CsvOptions): AsyncGenerator<RowBatch, void> {
  let separator = delimiter;
  let width: number | undefined;
  for await (const block of readBlocks(file)) {
    separator ??= guessDelimiter(block.text);
    const { rows, lines } = parseBlock(file, block, separator);
    width ??= rows[0]?.length;
    const odd = rows.findIndex(row => row.length !== width);
    if (odd >= 0) throw raggedRow(file, lines[odd], rows[odd] ?? [], width ?? 0, separator);
    if (rows.length > 0) yield { rows: rows as unknown as RawRow[], lines };
  }
}

function parseBlock(
  file: string,
  { text, firstLine }: TextBlock,
  delimiter: string,
): { rows: string[][]; lines: number[] } {
  const parsed = papaparse.parse<string[]>(text.endsWith('\n') ? text.slice(0, -1) : text, {
    delimiter,
    newline: '\n',
  });
  const [trouble] = parsed.errors;
  if (trouble !== undefined && trouble.type === 'Quotes')
    throw quoteTrouble(file, firstLine + (trouble.row ?? 0), trouble.message);
  const rows: string[][] = [];
  const lines: number[] = [];
  for (let index = 0; index < parsed.data.length; index += 1) {
    const row = parsed.data[index] as string[];
    const last = row.length - 1;
    const cell = row[last] as string;
    if (cell.endsWith('\r')) row[last] = cell.slice(0, -1);
    if (last === 0 && row[0]?.trim() === '') continue;
    if (row.some(isManyLines)) throw quoteTrouble(file, firstLine + index, 'a cell spans several lines');
    rows.push(row);
    lines.push(firstLine + index);
  }
  return { rows, lines };
}

function isManyLines(cell: string): boolean {
  return cell.includes('\n');
}

/** The separator that the first line has most of. */
function guessDelimiter(text: string): string {
  const end = text.indexOf('\n');
  const line = end < 0 ? text : text.slice(0, end);
  const counts = [',', ';', '\t', '|'].map(each => ({ each, count: line.split(each).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).each;
}

function quoteTrouble(source: string, line: number, message: string): Error {
  const reason = 'cannot be read; close every quote on the line where it opens';
  return invalidRow({ source, line }, { column: undefined, value: message, reason });
}

function raggedRow(
  source: string,
  line: number | undefined,
  row: readonly string[],
  width: number,
  delimiter: string,
): Error {
  const shown = delimiter === '\t' ? 'a tab' : `"${delimiter}"`;
  const reason = `has ${row.length} cells, the first line has ${width} (split at ${shown}); correct the row or leave it out`;
  return invalidRow({ source, line }, { column: undefined, value: row.join(delimiter), reason });
}
