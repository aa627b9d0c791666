import path from 'node:path';
import {
  type Bar,
  type Brokerage,
  type BrokerageEvent,
  type Clock,
  type Instrument,
  isTradingError,
  type MarketData,
  TradingError,
} from '@trader/core';
import { lengthText } from '@trader/sim';
import type { RecordedKind } from '@trader/sim/node';
import { BarPoller } from './bar-poller.ts';
import { chooseInstruments, requireMarket } from './choose-instruments.ts';
import { keepInstruments } from './keep-instruments.ts';
import { SymbolRecorder, type SymbolSummary } from './symbol-recorder.ts';

/** What to record, and where. */
export interface RecordMarketOptions {
  /** Whose market data. It is connected, and closed in the end. */
  readonly brokerage: Brokerage;
  /** The brokerage's market names. */
  readonly symbols: readonly string[];
  /** What to record of each. */
  readonly kinds: readonly RecordedKind[];
  /** Levels per side of books. */
  readonly bookDepth: number;
  /** Length of bars, in milliseconds; needed for bars. */
  readonly barIntervalMs?: number;
  /** The folder of all recordings; files lie in `BROKERAGE/SYMBOL/` below it. */
  readonly folder: string;
  /** A file that has grown to this many bytes is followed by another. */
  readonly fileBytesMax: number;
  /** Where time comes from. */
  readonly clock: Clock;
  /** Ends the recording in order. */
  readonly signal: AbortSignal;
  /** Ends the recording in order after this much time, in milliseconds. */
  readonly forMs?: number;
  /** Called once a second. */
  readonly onProgress?: (recordings: readonly SymbolSummary[]) => void;
  /** Called for what a person should know: links, gaps, faults. */
  readonly onNews?: (text: string) => void;
}

/** What a recording came to. */
export interface RecordSummary {
  /** When it began, in milliseconds since the epoch. */
  readonly startedMs: number;
  /** When it ended. */
  readonly endedMs: number;
  /** The file with the rules of the instruments. */
  readonly instrumentsFile: string;
  /** By symbol and kind. */
  readonly recordings: readonly SymbolSummary[];
}

/** What was heard is handed to the system this often: no more than this is lost when the process is killed. */
const flushMs = 1_000;

/**
 * Records live market data until the signal, the time or a failure ends it. Everything that was heard is on disk when it resolves, also when it
 * rejects.
 *
 * @throws `instrument/unknown`, `brokerage/unsupported`, the brokerage's errors, its fatal faults, and `market-data/unreadable` when the
 * disk refuses.
 */
export async function recordMarket(options: RecordMarketOptions): Promise<RecordSummary> {
  const { brokerage, folder, clock, symbols, signal } = options;
  const market = requireMarket(brokerage);
  try {
    const all = await brokerage.instruments({ signal });
    const instruments = chooseInstruments(brokerage, all, symbols);
    const own = path.join(folder, brokerage.name);
    const startedMs = clock.nowMs();
    const instrumentsFile = await keepInstruments(own, instruments, startedMs);
    const session = new RecordSession(options, own, instruments, startedMs);
    try {
      await brokerage.connect(event => session.hear(event), { signal });
      await session.begin(market);
      for (const { id } of instruments) {
        const wishes = { tick: options.kinds.includes('tick'), trade: options.kinds.includes('trade') };
        const bookDepth = options.kinds.includes('book') ? options.bookDepth : 0;
        await market.subscribe({ instrumentId: id, ...wishes, bookDepth }, { signal });
      }
      await session.run(() => market.pull({ signal }));
    } finally {
      await brokerage.close();
      await session.close();
    }
    return { startedMs, endedMs: clock.nowMs(), instrumentsFile, recordings: session.summaries };
  } finally {
    await brokerage.close();
  }
}

class RecordSession {
  readonly #options: RecordMarketOptions;
  readonly #recorders: ReadonlyMap<string, SymbolRecorder>;
  readonly #stop = new AbortController();
  readonly #instruments: readonly Instrument[];
  #bars: BarPoller | undefined;
  #failure: Error | undefined;

  constructor(options: RecordMarketOptions, folder: string, instruments: readonly Instrument[], startedMs: number) {
    this.#options = options;
    this.#instruments = instruments;
    this.#recorders = new Map(
      instruments.map(instrument => [instrument.id, new SymbolRecorder({ ...options, folder, instrument, startedMs })]),
    );
  }

  get summaries(): readonly SymbolSummary[] {
    return [...this.#recorders.values()].flatMap(({ summaries }) => summaries);
  }

  /** Sees to what is not pushed as an event: the messages of order-by-order streams, and bars. */
  async begin(market: MarketData): Promise<void> {
    const { kinds, barIntervalMs: intervalMs, clock, signal } = this.#options;
    if (kinds.includes('order')) this.#listen(market);
    if (!kinds.includes('bar') || intervalMs === undefined) return;
    const bars = new BarPoller({
      market,
      intervalMs,
      clock,
      signal,
      instrumentIds: this.#instruments.map(({ id }) => id),
      onBar: bar => this.hear(bar),
      nextOpenMs: id => this.#recorders.get(id)?.nextBarMs ?? Number.POSITIVE_INFINITY,
      onNews: text => this.#options.onNews?.(text),
    });
    await bars.try();
    this.#bars = bars;
  }

  #listen(market: MarketData): void {
    const { brokerage, clock } = this.#options;
    if (market.listen === undefined) {
      const context = { brokerage: brokerage.name, capability: 'an order-by-order stream' };
      const message = `${brokerage.name} tells no order-by-order stream as it is set up; give it a key and streams, or record ticks, trades and books`;
      throw new TradingError('brokerage/unsupported', message, context);
    }
    for (const { id } of this.#instruments) {
      const recorder = this.#recorders.get(id);
      market.listen(id, message => {
        try {
          recorder?.takeMessage(message, clock.nowMs());
        } catch (error) {
          this.#fail(error);
        }
      });
    }
  }

  /** Takes in what the brokerage says: market data is recorded, news are told; what is private is nobody's business here. */
  hear(event: BrokerageEvent): void {
    try {
      this.#take(event);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Flushes and shows progress every second until it is over. */
  async run(pull: () => Promise<void>): Promise<void> {
    const { clock, forMs, signal } = this.#options;
    const endMs = forMs === undefined ? Number.POSITIVE_INFINITY : clock.nowMs() + forMs;
    const abort = (): void => this.#stop.abort();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    try {
      while (!this.#stop.signal.aborted && clock.nowMs() < endMs) {
        await this.#wait(Math.min(flushMs, Math.max(endMs - clock.nowMs(), 1)));
        // Where nothing is pushed, prices come when they are asked for; a failure is told as a fault or a link.
        await pull().catch(() => undefined);
        this.#bars?.poll();
        for (const recorder of this.#recorders.values()) await recorder.flush(clock.nowMs());
        this.#options.onProgress?.(this.summaries);
      }
    } finally {
      signal.removeEventListener('abort', abort);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Writes what waits, whatever happened; the first error of the disk is thrown when all were tried. */
  async close(): Promise<void> {
    await this.#bars?.settled();
    const nowMs = this.#options.clock.nowMs();
    const closed = await Promise.allSettled([...this.#recorders.values()].map(recorder => recorder.close(nowMs)));
    const failed = closed.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected' && this.#failure === undefined) throw failed.reason;
  }

  #take(event: BrokerageEvent): void {
    const { clock, onNews } = this.#options;
    switch (event.type) {
      case 'bar':
        this.#takeBar(event);
        break;
      case 'tick':
      case 'trade':
      case 'book':
        this.#recorders.get(event.instrumentId)?.take(event, clock.nowMs());
        break;
      case 'link':
      case 'gap':
        if (event.stream !== 'market') return;
        for (const [id, recorder] of this.#recorders) {
          if (event.instrumentId === undefined || event.instrumentId === id) recorder.take(event, clock.nowMs());
        }
        if (event.type === 'gap')
          onNews?.(`gap of ${lengthText(event.toMs - event.fromMs)} ${event.instrumentId ?? ''}: ${event.reason}`);
        else if (event.state !== 'up')
          onNews?.(`market stream ${event.instrumentId ?? ''} is ${event.state}: ${event.reason}`);
        break;
      case 'fault':
        if (event.severity === 'fatal') throw faultError(this.#options.brokerage.name, event.code, event.message);
        onNews?.(event.message);
        break;
      default:
        break;
    }
  }

  /** One bar that cannot be does not end a recording: it is left out, and told. */
  #takeBar(bar: Bar): void {
    try {
      this.#recorders.get(bar.instrumentId)?.take(bar, this.#options.clock.nowMs());
    } catch (error) {
      if (!isTradingError(error, 'market-data/invalid')) throw error;
      this.#options.onNews?.(`a bar is left out: ${error.message}`);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    this.#stop.abort();
  }

  #wait(delayMs: number): Promise<void> {
    const { signal } = this.#stop;
    return new Promise(resolve => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#options.clock.setTimer(delayMs, done);
      signal.addEventListener('abort', done, { once: true });
    });
  }
}

function faultError(brokerage: string, code: string, message: string): TradingError {
  const context = { brokerage, operation: 'record', brokerageCode: code, reason: message };
  return new TradingError('brokerage/refused', message, context);
}
