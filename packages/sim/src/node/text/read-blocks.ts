import { invalidRow } from '../../market-data/market-data-error.ts';
import { unreadableFile } from '../unreadable-file.ts';
import { readBytes } from './read-bytes.ts';

/** A line that is longer than this, in characters, is not a row. */
const lineLengthMax = 64 * 1024 * 1024;

/** Whole lines of a text, as one piece. */
export interface TextBlock {
  /** The lines, each with its line feed; the last line of a file may lack it. */
  readonly text: string;
  /** Number of the first line, from 1. */
  readonly firstLine: number;
}

/** A file as text in pieces, as they come. @throws `market-data/unreadable` for what is not UTF-8. */
export async function* readText(file: string): AsyncGenerator<string, void> {
  // Skips a byte order mark, and keeps a character that two pieces share.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Buffer): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (error) {
      throw unreadableFile(file, 'it is not UTF-8 text; save it as UTF-8, or name the file that was meant', error);
    }
  };
  for await (const bytes of readBytes(file)) {
    const text = decode(bytes);
    if (text !== '') yield text;
  }
  const rest = decode();
  if (rest !== '') yield rest;
}

/** A file as blocks of whole lines, whatever ends them (LF or CRLF). Memory is bounded by the longest line. */
export async function* readBlocks(file: string): AsyncGenerator<TextBlock, void> {
  let parts: string[] = [];
  let length = 0;
  let firstLine = 1;
  for await (const text of readText(file)) {
    const end = text.lastIndexOf('\n') + 1;
    if (end === 0) {
      parts.push(text);
      length += text.length;
      if (length > lineLengthMax) throw endlessLine(file, firstLine, parts[0] ?? '');
      continue;
    }
    const block = parts.join('') + text.slice(0, end);
    yield { text: block, firstLine };
    firstLine += countLines(block);
    parts = end < text.length ? [text.slice(end)] : [];
    length = text.length - end;
  }
  const text = parts.join('');
  if (text !== '') yield { text, firstLine };
}

/** How many line feeds a text has. */
export function countLines(text: string): number {
  let count = 0;
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) count += 1;
  return count;
}

function endlessLine(source: string, line: number, text: string): Error {
  const reason = `begins a line of more than ${lineLengthMax} characters; give one row per line, or a .json file`;
  return invalidRow({ source, line }, { column: undefined, value: text.slice(0, 100), reason });
}
