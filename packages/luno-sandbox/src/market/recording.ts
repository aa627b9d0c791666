import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { Decimal, TradingError } from '@trader/core';
import type { MarketRow } from '../exchange/market-row.ts';

/** Lines that a recording may have at most. */
const linesMax = 2_000_000;

/** One order of a recorded snapshot. */
interface RecordedOrder {
  /** Its name. */
  readonly id: string;
  /** Price text. */
  readonly price: string;
  /** Volume text. */
  readonly volume: string;
}

/** The frame that a recording starts with. */
export interface RecordedSnapshot {
  /** Sequence, as text. */
  readonly sequence: string;
  /** Sellers. */
  readonly asks: readonly RecordedOrder[];
  /** Buyers. */
  readonly bids: readonly RecordedOrder[];
  /** Status word of the stream. */
  readonly status?: string;
  /** When, in milliseconds since the epoch. */
  readonly timestamp: number;
}

/** One recorded update. */
export interface RecordedUpdate {
  /** Sequence, as text. */
  readonly sequence: string;
  /** Trades, or nothing. */
  readonly trade_updates:
    | readonly {
        readonly sequence: number;
        readonly base: string;
        readonly counter: string;
        readonly maker_order_id: string;
        readonly taker_order_id: string;
      }[]
    | null;
  /** A new resting order. */
  readonly create_update: {
    readonly order_id: string;
    readonly type: 'BID' | 'ASK';
    readonly price: string;
    readonly volume: string;
  } | null;
  /** A canceled order. */
  readonly delete_update: { readonly order_id: string } | null;
  /** A new status. */
  readonly status_update?: { readonly status: string } | null;
  /** When, in milliseconds since the epoch. */
  readonly timestamp: number;
}

/** A recording of one market's stream: a snapshot and the updates that follow it without a gap. */
export interface Recording {
  /** Where it came from, for messages. */
  readonly file: string;
  /** The state before the first update. */
  readonly snapshot: RecordedSnapshot;
  /** The updates as they were sent. */
  readonly frames: readonly string[];
}

/**
 * Reads a `.jsonl` or `.jsonl.gz` file: one frame a line, the first one a snapshot; keep-alives are left out, and a second snapshot
 * ends the recording.
 *
 * @throws `system/invalid-options` for a file that is missing, does not start with a snapshot, or has more than two million lines.
 */
export async function loadRecording(file: string): Promise<Recording> {
  const raw = createReadStream(file);
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  raw.on('error', error => input.destroy(error));
  const frames: string[] = [];
  let snapshot: RecordedSnapshot | undefined;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line === '' || line === '""') continue;
      if (snapshot === undefined) snapshot = readSnapshot(line);
      else if (isSnapshot(line)) break;
      else if (frames.push(line) > linesMax) throw new Error(`it has more than ${linesMax} lines`);
    }
  } catch (error) {
    throw invalidRecording(file, error instanceof Error ? error.message : String(error));
  } finally {
    raw.destroy();
  }
  if (snapshot === undefined) throw invalidRecording(file, 'it is empty; the first line must be a snapshot frame');
  return { file, snapshot, frames };
}

/** The market's row with the decimals that the recording needs and without bounds that it would break. */
export function rowForRecording(row: MarketRow, recording: Recording): MarketRow {
  let priceScale = 0;
  let volumeScale = 0;
  const note = (price: string, volume: string) => {
    priceScale = Math.max(priceScale, decimalsOf(price));
    volumeScale = Math.max(volumeScale, decimalsOf(volume));
  };
  for (const order of [...recording.snapshot.asks, ...recording.snapshot.bids]) note(order.price, order.volume);
  for (const frame of recording.frames) {
    const { create_update: created, trade_updates: trades } = readUpdate(frame);
    if (created !== null && created !== undefined) note(created.price, created.volume);
    for (const trade of trades ?? []) note('0', trade.base);
  }
  return {
    ...row,
    priceScale,
    volumeScale,
    minPrice: Decimal.fromUnits(1, priceScale),
    maxPrice: '1000000000',
    minVolume: Decimal.fromUnits(1, volumeScale),
    maxVolume: '1000000',
  };
}

/** Parses one update frame. */
export function readUpdate(frame: string): RecordedUpdate {
  return JSON.parse(frame) as RecordedUpdate;
}

function readSnapshot(line: string): RecordedSnapshot {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null || !('asks' in value) || !('bids' in value)) {
    throw new Error('the first line is no snapshot: it has no asks and bids');
  }
  return value as RecordedSnapshot;
}

function isSnapshot(line: string): boolean {
  return /^\{[^[{]*"(asks|bids)":/.test(line);
}

/** Decimals that a text needs, trailing zeros not counted. */
function decimalsOf(text: string): number {
  return /\.(\d*?)0*$/.exec(text)?.[1]?.length ?? 0;
}

function invalidRecording(file: string, reason: string): TradingError<'system/invalid-options'> {
  const message = `the recording ${file} cannot be played: ${reason}`;
  return new TradingError('system/invalid-options', message, { field: 'source.file', value: file, reason });
}
