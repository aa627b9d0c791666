import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Bar, type Brokerage, type Clock, type Instrument, TradingError } from '@trader/core';
import { barSource, lengthText } from '@trader/sim';
import { chooseInstruments, requireMarket } from './choose-instruments.ts';
import { keepInstruments } from './keep-instruments.ts';

/** Which bars of the past to record, and where. */
export interface RecordHistoryOptions {
  /** Whose bars. It is closed in the end. */
  readonly brokerage: Brokerage;
  /** The brokerage's market names. */
  readonly symbols: readonly string[];
  /** Length of the bars, in milliseconds. */
  readonly intervalMs: number;
  /** How far back from now, in milliseconds. */
  readonly spanMs: number;
  /** The folder of all recordings; the file lies in `BROKERAGE/SYMBOL/` below it. */
  readonly folder: string;
  /** Whether a file of an earlier recording is replaced. */
  readonly overwrite: boolean;
  /** Where time comes from. */
  readonly clock: Clock;
  /** Ends it early: nothing half is left. */
  readonly signal: AbortSignal;
  /** Called after every page. */
  readonly onProgress?: (symbol: string, share: number, bars: number) => void;
}

/** What was recorded of one symbol. */
export interface HistorySummary {
  /** Whose bars they are. */
  readonly brokerage: string;
  /** The market. */
  readonly symbol: string;
  /** The file; `undefined` without bars: none is written, and an earlier one stays. */
  readonly file: string | undefined;
  /** Length of the bars, in milliseconds. */
  readonly intervalMs: number;
  /** Where the time that was asked for begins, in milliseconds since the epoch. */
  readonly fromMs: number;
  /** Where it ends. */
  readonly toMs: number;
  /** Bars. */
  readonly bars: number;
  /** Intervals between the first and the last bar that the brokerage has no bar for. */
  readonly missing: number;
  /** When the first bar opens, in milliseconds since the epoch; `undefined` without any. */
  readonly firstMs: number | undefined;
  /** When the last bar opens. */
  readonly lastMs: number | undefined;
}

/** Bars that are asked for at a time. */
const barsPerCall = 1_000;

/**
 * Writes the brokerage's bars of the past as CSV, one file per symbol, whole or not at all. Intervals that the brokerage has no bar for are
 * missing in the file too; without any bar there is no file.
 *
 * @throws `instrument/unknown`, `brokerage/unsupported` for intervals that the brokerage lacks, its other errors, `market-data/invalid` for
 * bars that cannot be, `system/invalid-options` for a file that exists.
 */
export async function recordHistory(options: RecordHistoryOptions): Promise<readonly HistorySummary[]> {
  const { brokerage, symbols, folder, clock, signal } = options;
  requireMarket(brokerage);
  try {
    const instruments = chooseInstruments(brokerage, await brokerage.instruments({ signal }), symbols);
    const own = path.join(folder, brokerage.name);
    for (const { symbol } of instruments) await refuseExisting(fileOf(own, symbol, options), options.overwrite);
    await keepInstruments(own, instruments, clock.nowMs());
    const summaries: HistorySummary[] = [];
    for (const instrument of instruments) summaries.push(await recordSymbol(instrument, own, options));
    return summaries;
  } finally {
    await brokerage.close();
  }
}

function fileOf(folder: string, symbol: string, { intervalMs }: RecordHistoryOptions): string {
  return path.join(folder, symbol, `bar-${lengthText(intervalMs).replaceAll(' ', '')}.csv`);
}

async function refuseExisting(file: string, overwrite: boolean): Promise<void> {
  if (overwrite) return;
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return;
  const reason = 'it exists already; say --overwrite, or choose another folder with --out';
  throw new TradingError('system/invalid-options', `${file}: ${reason}`, { field: 'out', value: file, reason });
}

async function recordSymbol(
  instrument: Instrument,
  folder: string,
  options: RecordHistoryOptions,
): Promise<HistorySummary> {
  const { symbol } = instrument;
  const range = rangeOf(options);
  const file = fileOf(folder, symbol, options);
  await mkdir(path.dirname(file), { recursive: true });
  const part = `${file}.part`;
  const handle = await open(part, 'w');
  let bars = 0;
  let firstMs: number | undefined;
  let lastMs: number | undefined;
  try {
    await handle.appendFile('time,open,high,low,close,volume\n');
    for await (const page of pages(instrument, range, options)) {
      // Whatever a brokerage tells, a file of ours holds bars that can be.
      barSource({
        symbol,
        intervalMs: options.intervalMs,
        name: `${options.brokerage.name} history of ${symbol}`,
        bars: page,
      });
      await handle.appendFile(page.map(toLine).join(''));
      bars += page.length;
      firstMs ??= page[0]?.openTimeMs;
      lastMs = page.at(-1)?.openTimeMs ?? lastMs;
    }
    await handle.sync();
    await handle.close();
    if (bars > 0) await rename(part, file);
    else await rm(part);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
  const intervals = firstMs === undefined || lastMs === undefined ? 0 : (lastMs - firstMs) / options.intervalMs + 1;
  return {
    brokerage: options.brokerage.name,
    symbol,
    file: bars > 0 ? file : undefined,
    intervalMs: options.intervalMs,
    fromMs: range.startMs,
    toMs: range.endMs,
    bars,
    missing: Math.max(0, Math.round(intervals) - bars),
    firstMs,
    lastMs,
  };
}

interface HistoryRange {
  readonly startMs: number;
  readonly endMs: number;
}

function rangeOf({ clock, spanMs, intervalMs }: RecordHistoryOptions): HistoryRange {
  const endMs = clock.nowMs();
  return { startMs: Math.ceil((endMs - spanMs) / intervalMs) * intervalMs, endMs };
}

async function* pages(
  { id, symbol }: Instrument,
  { startMs, endMs }: HistoryRange,
  options: RecordHistoryOptions,
): AsyncGenerator<readonly Bar[], void> {
  const { brokerage, intervalMs, signal, onProgress } = options;
  let lastMs = Number.NEGATIVE_INFINITY;
  let bars = 0;
  for (let fromMs = startMs; fromMs < endMs; ) {
    signal.throwIfAborted();
    const toMs = Math.min(fromMs + barsPerCall * intervalMs, endMs);
    const page = await requireMarket(brokerage).history({ instrumentId: id, intervalMs, fromMs, toMs }, { signal });
    // Pages may touch: a bar is written once.
    const fresh = page.filter(({ openTimeMs }) => openTimeMs > lastMs);
    lastMs = fresh.at(-1)?.openTimeMs ?? lastMs;
    bars += fresh.length;
    fromMs = toMs;
    onProgress?.(symbol, (fromMs - startMs) / (endMs - startMs), bars);
    if (fresh.length > 0) yield fresh;
  }
}

function toLine({ openTimeMs, open, high, low, close, volume }: Bar): string {
  return `${openTimeMs},${open},${high},${low},${close},${volume}\n`;
}
