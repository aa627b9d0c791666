import path from 'node:path';
import { type Brokerage, type Logger, SystemClock, silentLogger, TradingError } from '@trader/core';
import type { RecordedKind } from '@trader/sim/node';
import { loadBrokerage } from '../brokerage/load-brokerage.ts';
import { type CommandContext, loadProject, type ProjectFlags } from '../commands/command-context.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { recordHistory } from './record-history.ts';
import { recordMarket } from './record-market.ts';
import { createRecordingDisplay, historyText, summaryText } from './recording-display.ts';

/** Flags of `trader record`. */
export interface RecordFlags extends ProjectFlags {
  /** Markets; those of the enabled strategies when absent. */
  readonly symbol: readonly string[];
  /** What to record. */
  readonly kind: readonly RecordedKind[];
  /** Levels per side of books. */
  readonly depth: number;
  /** Folder of all recordings, relative to the project. */
  readonly out: string;
  /** Megabytes after which another file is begun. */
  readonly fileSize: number;
  /** Stop in order after this many seconds. */
  readonly for?: number;
  /** Bars of the past instead, this far back, in milliseconds. */
  readonly history?: number;
  /** Length of bars, in milliseconds. */
  readonly interval?: number;
  /** Whether files of an earlier recording of the past are replaced. */
  readonly overwrite?: boolean;
}

/** `trader record`: writes market data, live or of the past, for backtests; trades nothing. */
export async function recordCommand(flags: RecordFlags, context: CommandContext): Promise<number> {
  const loaded = await loadProject(flags, context);
  const symbols = flags.symbol.length > 0 ? flags.symbol : configuredSymbols(loaded);
  const folder = path.resolve(loaded.projectDir, flags.out);
  if (flags.history !== undefined) return await recordPast(flags, context, loaded, { symbols, folder });
  const wantsBars = flags.kind.includes('bar');
  if (flags.interval !== undefined && !wantsBars)
    throw invalidFlags('interval', '--interval goes with --history, or with --kind bar');
  if (flags.interval === undefined && wantsBars)
    throw invalidFlags('interval', '--kind bar needs --interval, such as --kind bar --interval 5m');
  return await recordLive(flags, context, loaded, { symbols, folder });
}

interface Wanted {
  readonly symbols: readonly string[];
  readonly folder: string;
}

async function recordLive(
  flags: RecordFlags,
  context: CommandContext,
  loaded: LoadedConfig,
  wanted: Wanted,
): Promise<number> {
  const brokerage = await loadWatcher(loaded, context);
  const display = createRecordingDisplay(context, flags.json === true);
  try {
    const summary = await recordMarket({
      ...wanted,
      brokerage,
      kinds: flags.kind.length > 0 ? flags.kind : ['tick', 'trade'],
      bookDepth: flags.depth,
      ...(flags.interval === undefined ? {} : { barIntervalMs: flags.interval }),
      fileBytesMax: flags.fileSize * 1024 * 1024,
      clock: new SystemClock(),
      signal: context.signal,
      ...(flags.for === undefined ? {} : { forMs: flags.for * 1_000 }),
      onProgress: recordings => display.show(recordings),
      onNews: text => display.tell(loaded.redact(text)),
    });
    display.close();
    context.stdout.write(
      flags.json === true
        ? `${JSON.stringify({ type: 'recorded', ...summary })}\n`
        : summaryText(summary, loaded.projectDir),
    );
    return exitCodes.ok;
  } catch (error) {
    display.close();
    if (!context.signal.aborted) throw error;
    return stopped(flags, context, 'before market data came; nothing was recorded');
  } finally {
    await brokerage.close();
  }
}

async function recordPast(
  flags: RecordFlags,
  context: CommandContext,
  loaded: LoadedConfig,
  wanted: Wanted,
): Promise<number> {
  const { history: spanMs = 0, interval: intervalMs } = flags;
  if (intervalMs === undefined)
    throw invalidFlags('interval', '--history needs --interval, such as --history 30d --interval 5m');
  const brokerage = await loadWatcher(loaded, context);
  const display = createRecordingDisplay(context, flags.json === true);
  try {
    const summaries = await recordHistory({
      ...wanted,
      brokerage,
      intervalMs,
      spanMs,
      overwrite: flags.overwrite === true,
      clock: new SystemClock(),
      signal: context.signal,
      onProgress: (symbol, share, bars) => display.showShare(symbol, share, bars),
    });
    display.close();
    const text =
      flags.json === true
        ? `${JSON.stringify({ type: 'recorded', history: summaries })}\n`
        : historyText(summaries, loaded.projectDir);
    context.stdout.write(text);
    return summaries.every(({ bars }) => bars > 0) ? exitCodes.ok : exitCodes.failed;
  } catch (error) {
    display.close();
    if (!context.signal.aborted) throw error;
    return stopped(flags, context, 'before it was done; the file of this symbol was not written');
  }
}

function stopped(flags: RecordFlags, { stdout, stderr }: CommandContext, where: string): number {
  if (flags.json === true) stdout.write(`${JSON.stringify({ type: 'stopped', message: `stopped ${where}` })}\n`);
  else stderr.write(`stopped ${where}\n`);
  return exitCodes.failed;
}

function configuredSymbols(loaded: LoadedConfig): readonly string[] {
  const { strategies } = loaded.config;
  const symbols = [...new Set(strategies.filter(({ enabled }) => enabled).flatMap(each => each.symbols))];
  if (symbols.length > 0) return symbols;
  throw invalidFlags('symbol', 'no enabled strategy names a symbol; say --symbol XBTZAR');
}

/** The brokerage as on paper: an adapter that knows the difference makes no private call. */
function loadWatcher(loaded: LoadedConfig, context: CommandContext): Promise<Brokerage> {
  return loadBrokerage({ ...loaded, config: { ...loaded.config, mode: 'paper' } }, warningsOf(context));
}

/** What an adapter warns of concerns whoever records; the rest does not. */
function warningsOf({ stderr }: CommandContext): Logger {
  const write = (message: string): void => void stderr.write(`${message}\n`);
  return { ...silentLogger, warn: write, error: write };
}

function invalidFlags(field: string, reason: string): TradingError<'system/invalid-options'> {
  return new TradingError('system/invalid-options', reason, { field, value: '', reason });
}
