import path from 'node:path';
import { type OrderMessage, SystemClock, TradingError } from '@trader/core';
import {
  type BarColumns,
  barsFromTrades,
  booksFromOrders,
  type MarketSource,
  type OrderSource,
  resampleBars,
  type TradeColumns,
  ticksFromOrders,
  ticksFromTrades,
  tradesFromOrders,
} from '@trader/sim';
import {
  barFile,
  bookFile,
  type ColumnChoice,
  type ColumnFileSummary,
  openOrderFile,
  orderRecording,
  type TimeFormat,
  tickFile,
  tradeFile,
  writeColumnFile,
} from '@trader/sim/node';
import type { CommandContext } from '../commands/command-context.ts';
import { configInvalid, errorFinding } from '../config/finding.ts';
import { drawnLine } from '../display/drawn-line.ts';
import { createScreen } from '../display/screen.ts';
import { importModule } from '../modules/import-module.ts';
import { resolveFromProject } from '../modules/resolve-from-project.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { bytesText, timeText } from './recording-display.ts';

/** What a file holds. */
type DataKind = 'bar' | 'trade' | 'tick' | 'book' | 'order';

/** Flags of `trader convert`. */
export interface ConvertFlags {
  /** The column file to write. */
  readonly output: string;
  /** The market. */
  readonly symbol: string;
  /** What the input holds. */
  readonly kind: DataKind;
  /** What to write; what the input holds when absent. */
  readonly as?: DataKind;
  /** Length of the bars that are read, in milliseconds. */
  readonly interval?: number;
  /** Length of the bars that are written, in milliseconds. */
  readonly to?: number;
  /** What becomes of intervals in which nothing is there. */
  readonly fillGaps?: 'none' | 'flat';
  /** How times are written. */
  readonly time?: TimeFormat;
  /** Whether a bar's time is when it opens or when it closes. */
  readonly stamps?: 'open' | 'close';
  /** What separates cells of CSV. */
  readonly delimiter?: string;
  /** Which column holds what: `close=4`. */
  readonly column: Readonly<Record<string, ColumnChoice | false>>;
  /** Levels per side of books. */
  readonly depth: number;
  /** Reads order-by-order text in the exchange's words. */
  readonly adapter?: string;
  /** The project that has the adapter. */
  readonly project: string;
  /** Whether a file is replaced. */
  readonly overwrite?: boolean;
  /** One JSON object instead of text. */
  readonly json?: boolean;
}

/** `trader convert`: market data of any form into one column file, which is read much faster. */
export async function convertCommand(
  inputs: readonly string[],
  flags: ConvertFlags,
  context: CommandContext,
): Promise<number> {
  const source = await openInput(inputs, flags);
  const display = showProgress(flags, context);
  try {
    const { signal } = context;
    const overwrite = flags.overwrite === true;
    const summary = await writeColumnFile(flags.output, source, { signal, overwrite, onProgress: display.show });
    display.close();
    context.stdout.write(
      flags.json === true
        ? `${JSON.stringify({ type: 'converted', ...summary })}\n`
        : doneText(summary, flags.as ?? flags.kind, 'intervalMs' in source ? source.intervalMs : undefined),
    );
    return exitCodes.ok;
  } catch (error) {
    display.close();
    if (!context.signal.aborted) throw error;
    const message = `stopped before it was done; ${flags.output} was not written`;
    if (flags.json === true) context.stdout.write(`${JSON.stringify({ type: 'stopped', message })}\n`);
    else context.stderr.write(`${message}\n`);
    return exitCodes.failed;
  }
}

async function openInput(inputs: readonly string[], flags: ConvertFlags): Promise<MarketSource | OrderSource> {
  const { kind, as = kind } = flags;
  if (kind === 'order') return fromOrders(await openOrders(inputs, flags), as, flags);
  const common = {
    file: inputs,
    symbol: flags.symbol,
    ...(flags.time === undefined ? {} : { time: flags.time }),
    ...(flags.delimiter === undefined ? {} : { delimiter: flags.delimiter }),
    columns: flags.column,
  };
  if (kind === 'trade') return fromTrades(tradeFile(common), as, flags);
  if (kind === 'bar') {
    const stamps = flags.stamps === undefined ? {} : { stamps: flags.stamps };
    return fromBars(
      barFile({ ...common, ...stamps, intervalMs: requireLength(flags.interval, 'interval', 'bars') }),
      as,
      flags,
    );
  }
  if (as !== kind) throw cannotBecome(kind, as);
  return kind === 'tick' ? tickFile(common) : bookFile({ ...common, depth: flags.depth });
}

function fromBars(
  source: MarketSource<BarColumns>,
  as: DataKind,
  { to, fillGaps = 'none' }: ConvertFlags,
): MarketSource {
  if (as !== 'bar') throw cannotBecome('bar', as);
  if (to === undefined && fillGaps === 'none') return source;
  return resampleBars(source, to ?? source.intervalMs ?? 0, { fillGaps });
}

function fromTrades(
  source: MarketSource<TradeColumns>,
  as: DataKind,
  { to, fillGaps = 'none' }: ConvertFlags,
): MarketSource {
  if (as === 'trade') return source;
  if (as === 'tick') return ticksFromTrades(source);
  if (as === 'bar') return barsFromTrades(source, requireLength(to, 'to', 'bars of trades'), { fillGaps });
  throw cannotBecome('trade', as);
}

function fromOrders(source: OrderSource, as: DataKind, flags: ConvertFlags): MarketSource | OrderSource {
  if (as === 'order') return source;
  if (as === 'tick') return ticksFromOrders(source);
  if (as === 'book') return booksFromOrders(source, flags.depth);
  return fromTrades(tradesFromOrders(source), as, flags);
}

async function openOrders(inputs: readonly string[], flags: ConvertFlags): Promise<OrderSource> {
  const [first = ''] = inputs;
  if (inputs.length === 1 && first.endsWith('.tcol')) return await openOrderFile(first);
  if (flags.adapter === undefined) {
    throw invalidFlag(
      'adapter',
      'order-by-order text is in the words of an exchange; say whose, such as --adapter PACKAGE',
    );
  }
  const readMessage = await loadMessageReader(flags.adapter, path.resolve(flags.project));
  return orderRecording({ file: inputs, symbol: flags.symbol, readMessage });
}

async function loadMessageReader(
  adapter: string,
  projectDir: string,
): Promise<(line: string) => OrderMessage | undefined> {
  const isFile = adapter.startsWith('.') || path.isAbsolute(adapter);
  const file = isFile ? path.resolve(projectDir, adapter) : resolveFromProject(adapter, projectDir);
  const refuse = (problem: string, remedy: string): Error =>
    configInvalid([errorFinding('--adapter', problem, remedy)]);
  if (file === undefined)
    throw refuse(
      `the package ${adapter} is not installed in ${projectDir}`,
      `Install it there: npm install ${adapter}`,
    );
  const { readRecordedMessage } = (await importModule(file)) as { readonly readRecordedMessage?: unknown };
  if (typeof readRecordedMessage === 'function')
    return readRecordedMessage as (line: string) => OrderMessage | undefined;
  throw refuse(
    `the adapter ${adapter} exports no readRecordedMessage`,
    'Name an adapter that can read order-by-order recordings',
  );
}

function showProgress({ json }: ConvertFlags, { stdout }: CommandContext) {
  if (stdout.isTTY !== true || json === true) return { show: (): void => undefined, close: (): void => undefined };
  const screen = createScreen(stdout);
  const clock = new SystemClock();
  const startedMs = clock.nowMs();
  let nextMs = startedMs;
  return {
    show: ({ rows, bytes, lastMs = 0 }: ColumnFileSummary): void => {
      const nowMs = clock.nowMs();
      if (nowMs < nextMs) return;
      nextMs = nowMs + 200;
      const rate = Math.round((rows / Math.max(nowMs - startedMs, 1)) * 1_000).toLocaleString('en-US');
      screen.draw([
        drawnLine(
          `${rows.toLocaleString('en-US')} rows, ${bytesText(bytes)}, ${rate} rows/s, ${timeText(lastMs)}`,
          screen.width,
        ),
      ]);
    },
    close: () => screen.leave(),
  };
}

function doneText(summary: ColumnFileSummary, kind: DataKind, intervalMs: number | undefined): string {
  const { file, rows, bytes, firstMs = 0, lastMs = 0 } = summary;
  const size = `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'} of kind ${kind}, ${bytesText(bytes)}`;
  const missing = intervalMs === undefined ? 0 : Math.round((lastMs - firstMs) / intervalMs) + 1 - rows;
  const holes = missing <= 0 ? '' : `, ${missing.toLocaleString('en-US')} intervals without a bar`;
  // Longer bars look like shorter ones with holes: whoever named the interval has to know.
  const doubt = missing > rows ? ' (is the interval right?)' : '';
  return `${file}: ${size}, ${timeText(firstMs)} to ${timeText(lastMs)}${holes}${doubt}\n`;
}

function requireLength(lengthMs: number | undefined, flag: string, what: string): number {
  if (lengthMs !== undefined) return lengthMs;
  throw invalidFlag(flag, `${what} have a length; say --${flag} 5m`);
}

function cannotBecome(kind: DataKind, as: DataKind): Error {
  return invalidFlag(
    'as',
    `rows of kind ${kind} cannot become rows of kind ${as}; trades become ticks and bars, orders become trades, ticks, books and bars`,
  );
}

function invalidFlag(field: string, reason: string): TradingError<'system/invalid-options'> {
  return new TradingError('system/invalid-options', reason, { field, value: '', reason });
}
