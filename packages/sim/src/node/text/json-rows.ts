import { invalidRow } from '../../market-data/market-data-error.ts';
import { unreadableFile } from '../unreadable-file.ts';
import { countLines, readBlocks, readText } from './read-blocks.ts';
import type { RawRow, RowBatch } from './row-batch.ts';

/**
 * The rows of a file with one JSON value per line, in batches; blank lines are left out.
 *
 * @param mayBeTorn - Whether a last line that is not JSON and has no line feed is left out: whoever wrote it was killed.
 */
export async function* jsonlRows(file: string, mayBeTorn: () => boolean): AsyncGenerator<RowBatch, void> {
  for await (const { text, firstLine } of readBlocks(file)) {
    const texts: string[] = [];
    const lines: number[] = [];
    let line = firstLine;
    for (const each of text.split('\n')) {
      if (each.trim() !== '') {
        texts.push(each);
        lines.push(line);
      }
      line += 1;
    }
    if (!text.endsWith('\n') && mayBeTorn() && !isJson(texts.at(-1))) {
      texts.pop();
      lines.pop();
    }
    if (texts.length > 0) yield { rows: parseTogether(file, texts, lines), lines };
  }
}

function isJson(text: string | undefined): boolean {
  try {
    JSON.parse(text ?? '');
    return true;
  } catch {
    return false;
  }
}

/**
 * The rows of a JSON file: the members of its array, or of the first array in its object, such as `{ "candles": [ … ] }`. The file is
 * cut at the commas between the members, so that it may be larger than memory.
 */
export async function* jsonRows(file: string): AsyncGenerator<RowBatch, void> {
  const splitter = new MemberSplitter(file);
  for await (const text of readText(file)) {
    const { texts, lines } = splitter.take(text);
    if (texts.length > 0) yield { rows: parseTogether(file, texts, lines), lines };
  }
  splitter.finish();
}

/** Parses many texts at once, which is faster; one by one when that fails, to find the one that is wrong. */
function parseTogether(source: string, texts: readonly string[], lines: readonly number[]): RawRow[] {
  let values: unknown[] | undefined;
  try {
    values = JSON.parse(`[${texts.join(',')}]`) as unknown[];
  } catch {
    values = undefined;
  }
  // Two wrong lines can make a right whole of another length.
  if (values === undefined || values.length !== texts.length)
    values = texts.map((text, index) => parseOne(source, text, lines[index]));
  const odd = values.findIndex(value => typeof value !== 'object' || value === null);
  if (odd < 0) return values as RawRow[];
  const reason = 'is not a row; give an object or an array of values';
  throw invalidRow({ source, line: lines[odd] }, { column: undefined, value: texts[odd]?.trim() ?? '', reason });
}

function parseOne(source: string, text: string, line: number | undefined): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = `is not JSON (${(error as Error).message}); correct the row or leave it out`;
    throw invalidRow({ source, line }, { column: undefined, value: text.trim(), reason }, { cause: error });
  }
}

const [quote, backslash, comma, lineFeed] = [0x22, 0x5c, 0x2c, 0x0a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Characters that one member may have at most. */
const memberLengthMax = 64 * 1024 * 1024;

/** Cuts the text of an array into the texts of its members as they come. */
class MemberSplitter {
  readonly #file: string;
  #depth = 0;
  #arrayDepth = 0;
  #isInText = false;
  #isEscaped = false;
  #isOver = false;
  #isEmpty = true;
  #line = 1;
  #carry = '';
  #carryLine = 1;

  constructor(file: string) {
    this.#file = file;
  }

  /** Takes in the next piece; gives the members that it completes. */
  take(text: string): { texts: string[]; lines: number[] } {
    const texts: string[] = [];
    const lines: number[] = [];
    if (this.#isOver) return { texts, lines };
    let start = 0;
    let position = 0;
    const cut = (end: number): void => {
      const member = this.#carry + text.slice(start, end);
      this.#carry = '';
      start = end + 1;
      if (member.trim() !== '') {
        texts.push(member);
        lines.push(this.#carryLine + countLines(member.slice(0, member.length - member.trimStart().length)));
      }
      this.#carryLine = this.#line;
    };
    for (; position < text.length && !this.#isOver; position += 1) {
      const code = text.charCodeAt(position);
      if (code === lineFeed) this.#line += 1;
      if (this.#isInText) this.#inText(code);
      else if (code === quote) this.#isInText = true;
      else if (code === comma) {
        if (this.#arrayDepth > 0 && this.#depth === this.#arrayDepth) cut(position);
      } else if (code === openBracket || code === openBrace) {
        this.#depth += 1;
        if (this.#arrayDepth === 0 && code === openBracket) {
          this.#arrayDepth = this.#depth;
          this.#carry = '';
          this.#carryLine = this.#line;
          start = position + 1;
        }
      } else if (code === closeBracket || code === closeBrace) {
        this.#depth -= 1;
        if (this.#arrayDepth > 0 && this.#depth < this.#arrayDepth) {
          cut(position);
          this.#isOver = true;
        }
      } else if (this.#depth === 0 && code > 0x20) throw this.#notRows(text.slice(position));
      if (code > 0x20) this.#isEmpty = false;
    }
    if (!this.#isOver) this.#carry = this.#arrayDepth === 0 ? '' : this.#carry + text.slice(start);
    if (this.#carry.length > memberLengthMax) throw this.#notRows(this.#carry);
    return { texts, lines };
  }

  /** The end of the file. @throws when the array did not end before. */
  finish(): void {
    if (this.#isOver || this.#isEmpty) return;
    throw unreadableFile(
      this.#file,
      'it ends within its JSON: the file was cut off, or holds no array of rows; get it again',
    );
  }

  #inText(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === backslash) this.#isEscaped = true;
    else if (code === quote) this.#isInText = false;
  }

  #notRows(value: string): Error {
    const reason = 'is not an array of rows; a .json file holds one, a file of one row per line is called .jsonl';
    return invalidRow(
      { source: this.#file, line: this.#line },
      { column: undefined, value: value.slice(0, 100), reason },
    );
  }
}
