import { findBadRow } from '../../market-data/check-rows.ts';
import { lengthText } from '../../market-data/length-text.ts';
import type { MarketColumns, MarketGap } from '../../market-data/market-columns.ts';
import { type BadRow, invalidRow } from '../../market-data/market-data-error.ts';
import type { MarketRange } from '../../market-data/market-source.ts';
import { cutToRange, rowTimes } from '../../market-data/slice-columns.ts';
import { isColumnFile, openColumnFile } from '../columns/column-file.ts';
import { gapOfLine, headerOfLine, recordingName } from '../recording/recording-line.ts';
import { unreadableFile } from '../unreadable-file.ts';
import { csvRows } from './csv-rows.ts';
import { explainCell } from './explain-cell.ts';
import { type ColumnChoice, type ColumnPlan, type FieldNeed, findColumns } from './find-columns.ts';
import { jsonlRows, jsonRows } from './json-rows.ts';
import { listFiles, toList } from './list-files.ts';
import { cellText } from './read-number.ts';
import { detectTimeFormat, type TimeFormat } from './read-time.ts';
import type { RawRow, RowBatch, TextFormat } from './row-batch.ts';

/** What every file of rows needs to be told. */
export interface RowFileOptions {
  /** The file, or files that continue each other; a folder stands for the files in it. Gzip is unpacked, column files are read too. */
  readonly file: string | readonly string[];
  /** The exchange's market name, such as `XBTZAR`. */
  readonly symbol: string;
  /** How rows are written. Default: by the file's name: `.csv`, `.json`, `.jsonl` or `.ndjson`, with or without `.gz`. */
  readonly format?: TextFormat;
  /** What separates the cells of CSV. Default: found in the first line among comma, semicolon, tab and bar. */
  readonly delimiter?: string;
  /** Whether CSV begins with a header. Default `auto`: a first line without numbers and times is one. */
  readonly header?: boolean | 'auto';
  /** How times are written. Default `auto`: by the first row. */
  readonly time?: TimeFormat;
}

/** What a kind of market data makes of rows. */
export interface RowReading<C extends MarketColumns> {
  /** What they are. */
  readonly kind: C['kind'];
  /** Length of the bars, in milliseconds. */
  readonly intervalMs: number | undefined;
  /** The fields. */
  readonly needs: readonly FieldNeed[];
  /** Positions of the fields in rows that have no names, by number of cells. */
  readonly layouts: Readonly<Record<number, readonly (string | undefined)[]>>;
  /** What the user said about columns. */
  readonly choices: Readonly<Record<string, ColumnChoice | false | undefined>>;
  /** Makes columns of rows; a number that cannot be read becomes `NaN`, and -1 where `NaN` means something. */
  fill(rows: readonly RawRow[], columns: ColumnPlan['columns'], time: Exclude<TimeFormat, 'auto'>, firstRow: number): C;
  /** What else is wrong with them; chunks come in order, and a reading is for one run. */
  check?(columns: C): BadRow | undefined;
}

/** The rows of files as columns, checked; what lies outside the range is read and left out. */
export async function* readRows<C extends MarketColumns>(
  options: RowFileOptions,
  range: MarketRange,
  reading: RowReading<C>,
): AsyncGenerator<C, void> {
  const time = options.time ?? 'auto';
  const state: ReadState = { previousMs: undefined, rows: 0, time, gaps: [], isRecording: false };
  const files = await listFiles(toList(options.file), recordingName(reading.kind, reading.intervalMs));
  for (const file of files) {
    const chunks = (await isColumnFile(file))
      ? readColumns(file, options, range, reading, state)
      : readFile(file, options, reading, state);
    for await (const columns of chunks) {
      range.signal?.throwIfAborted();
      const wanted = cutToRange(columns, range);
      if (wanted.length > 0) yield wanted;
      if (range.toMs !== undefined && (state.previousMs ?? Number.NEGATIVE_INFINITY) >= range.toMs) return;
    }
  }
  if (state.rows === 0) throw unreadableFile(files.join(', '), 'it has no rows; name the file that was meant');
}

/** A column file in place of text: of the same kind, symbol and interval, and in order after the file before. */
async function* readColumns<C extends MarketColumns>(
  file: string,
  { symbol }: RowFileOptions,
  range: MarketRange,
  { kind, intervalMs }: RowReading<C>,
  state: ReadState,
): AsyncGenerator<C, void> {
  const source = await openColumnFile(file);
  if (source.kind !== kind)
    throw unreadableFile(
      file,
      `it holds rows of kind ${source.kind}, and ${kind} was asked for; name the kind that it holds`,
    );
  if (source.symbol !== symbol)
    throw unreadableFile(file, `it is of ${source.symbol}, and ${symbol} was asked for; name the symbol that it is of`);
  if (source.intervalMs !== intervalMs) {
    throw unreadableFile(
      file,
      `its bars are ${lengthText(source.intervalMs ?? 0)} long, and ${lengthText(intervalMs ?? 0)} were asked for; set the interval that it has`,
    );
  }
  state.rows += source.rows ?? 0;
  for await (const columns of source.chunks(range)) {
    const times = rowTimes(columns);
    if ((times[0] as number) < (state.previousMs ?? Number.NEGATIVE_INFINITY)) {
      const reason = 'begins before the end of the file before; name the files in order of time';
      throw invalidRow(
        { source: file, row: 0 },
        { column: 'time', value: new Date(times[0] as number).toISOString(), reason },
      );
    }
    state.previousMs = times[columns.length - 1];
    // Kind, symbol and interval are those that were asked for.
    yield columns as C;
  }
}

interface ReadState {
  previousMs: number | undefined;
  rows: number;
  time: TimeFormat;
  // Gaps that wait for the first row after them.
  gaps: readonly MarketGap[];
  // Whether this file is a recording, whose last line may have been cut off.
  isRecording: boolean;
}

async function* readFile<C extends MarketColumns>(
  file: string,
  options: RowFileOptions,
  reading: RowReading<C>,
  state: ReadState,
): AsyncGenerator<C, void> {
  let plan: ColumnPlan | undefined;
  state.isRecording = false;
  for await (const batch of openRows(file, options, state)) {
    let { rows, lines } = takeSpecialRows(batch, state);
    if (plan === undefined) {
      const [first] = rows;
      if (first === undefined) continue;
      const search = { source: file, line: lines[0], ...reading, header: options.header ?? 'auto' };
      plan = findColumns(first, search);
      if (plan.hasHeader) {
        rows = rows.slice(1);
        lines = lines.slice(1);
      }
    }
    if (rows.length === 0) continue;
    const columns = fillColumns(file, { rows, lines }, plan, reading, state);
    yield withGaps(columns, state);
  }
}

/** The columns with the gaps that end before their last row; the others wait for theirs. */
function withGaps<C extends MarketColumns>(columns: C, state: ReadState): C {
  if (state.gaps.length === 0) return columns;
  const lastMs = state.previousMs ?? Number.NEGATIVE_INFINITY;
  const gaps = state.gaps.filter(({ toMs }) => toMs <= lastMs);
  state.gaps = state.gaps.filter(({ toMs }) => toMs > lastMs);
  return gaps.length === 0 ? columns : { ...columns, gaps };
}

/** Takes a recording's own lines from among the rows: what it is, and where it has gaps. */
function takeSpecialRows(batch: RowBatch, state: ReadState): RowBatch {
  const { rows, lines } = batch;
  if (Array.isArray(rows[0]) || rows.every(row => row['gap'] === undefined && row['recording'] === undefined))
    return batch;
  const gaps: MarketGap[] = [...state.gaps];
  const kept: number[] = [];
  for (const [index, row] of rows.entries()) {
    const header = headerOfLine(row);
    const gap = gapOfLine(row);
    if (header !== undefined) {
      state.isRecording = true;
      const fromMs = state.previousMs;
      if (!header.continues && fromMs !== undefined)
        gaps.push({ fromMs, toMs: Math.max(fromMs, header.startedMs), reason: 'nothing was recorded' });
    } else if (gap !== undefined) gaps.push(gap);
    else kept.push(index);
  }
  state.gaps = gaps;
  return { rows: kept.map(index => rows[index] as RawRow), lines: kept.map(index => lines[index] as number) };
}

function fillColumns<C extends MarketColumns>(
  file: string,
  { rows, lines }: RowBatch,
  { columns: places }: ColumnPlan,
  reading: RowReading<C>,
  state: ReadState,
): C {
  const time = knownTime(file, rows[0], lines[0], places, state);
  const columns = reading.fill(rows, places, time, state.rows);
  const bad = findBadRow(columns, state.previousMs) ?? reading.check?.(columns);
  if (bad !== undefined) {
    const place = places.get(bad.column === 'openTimeMs' || bad.column === 'timeMs' ? 'time' : bad.column);
    const explained = place === undefined ? bad : explainCell(bad, rows[bad.index]?.[place.key], time);
    const where = {
      source: file,
      line: lines[bad.index],
      row: Array.isArray(rows[0]) ? undefined : state.rows + bad.index,
    };
    throw invalidRow(where, { ...explained, column: place?.label ?? bad.column });
  }
  const times = rowTimes(columns);
  state.previousMs = times[columns.length - 1];
  state.rows += columns.length;
  return columns;
}

/** `auto` is decided once, by the first row of all. */
function knownTime(
  source: string,
  row: RawRow | undefined,
  line: number | undefined,
  places: ColumnPlan['columns'],
  state: ReadState,
): Exclude<TimeFormat, 'auto'> {
  if (state.time !== 'auto') return state.time;
  const place = places.get('time');
  const cell = place === undefined ? undefined : row?.[place.key];
  const format = detectTimeFormat(cell);
  if (format === undefined) {
    const reason = 'is not a time; give seconds or milliseconds since 1970, or ISO 8601 such as 2026-01-31T09:00:00Z';
    throw invalidRow({ source, line }, { column: place?.label, value: cellText(cell), reason });
  }
  state.time = format;
  return format;
}

function openRows(file: string, options: RowFileOptions, state: ReadState): AsyncGenerator<RowBatch, void> {
  const format = options.format ?? formatOf(file);
  switch (format) {
    case 'csv':
      return csvRows(file, { delimiter: options.delimiter });
    case 'json':
      return jsonRows(file);
    case 'jsonl':
      return jsonlRows(file, () => state.isRecording);
    default:
      return format satisfies never;
  }
}

function formatOf(file: string): TextFormat {
  const name = file.toLowerCase().replace(/\.gz$/, '');
  if (/\.(csv|tsv|txt)$/.test(name)) return 'csv';
  if (name.endsWith('.json')) return 'json';
  if (/\.(jsonl|ndjson)$/.test(name)) return 'jsonl';
  const reason = "its name does not tell how rows are written; give the format: 'csv', 'json' or 'jsonl'";
  throw unreadableFile(file, reason);
}
