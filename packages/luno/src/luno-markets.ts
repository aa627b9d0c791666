import { type Instrument, type InstrumentId, isTradingError, TradingError } from '@trader/core';
import { listMarkets } from './http/endpoints/market-data.ts';
import type { LunoReader } from './http/luno-reader.ts';
import type { FaultReporter } from './luno-faults.ts';
import { marketToCore } from './translate/market-to-core.ts';
import { marketWire } from './wire/market-wire.ts';

/** What the directory needs from its owner. */
export interface MarketParts {
  /** Reads from Luno. */
  readonly reader: LunoReader;
  /** Hears of rows that cannot be read. */
  readonly faults: FaultReporter;
  /** The brokerage's name. */
  readonly name: string;
}

/** The instruments, as Luno last told them: every translation looks its market up here. */
export class LunoMarkets {
  readonly #parts: MarketParts;
  // What Luno does not list any more stays: orders on it may still fill.
  #bySymbol: ReadonlyMap<string, Instrument> = new Map();
  #loading: Promise<readonly Instrument[]> | undefined;

  constructor(parts: MarketParts) {
    this.#parts = parts;
  }

  /** Reads all instruments afresh. */
  async load(signal: AbortSignal | undefined): Promise<readonly Instrument[]> {
    const { value } = await listMarkets(this.#parts.reader, signal);
    const instruments = value.markets.flatMap(row => this.#read(row));
    this.#bySymbol = new Map([
      ...this.#bySymbol,
      ...instruments.map((instrument): [string, Instrument] => [instrument.symbol, instrument]),
    ]);
    return instruments;
  }

  /** Whether no market was told yet. */
  get isEmpty(): boolean {
    return this.#bySymbol.size === 0;
  }

  /** The instrument of a symbol, if it was told. */
  find(symbol: string): Instrument | undefined {
    return this.#bySymbol.get(symbol);
  }

  /** Takes over a changed instrument, such as one that was halted. */
  replace(instrument: Instrument): void {
    this.#bySymbol = new Map(this.#bySymbol).set(instrument.symbol, instrument);
  }

  /**
   * The instrument of a symbol; asks Luno when it is not known yet.
   *
   * @throws `instrument/unknown` when Luno does not trade it, `system/aborted` as soon as the signal aborts, and the errors of reading.
   */
  async require(symbol: string, signal: AbortSignal | undefined): Promise<Instrument> {
    const known = this.find(symbol);
    if (known !== undefined) return known;
    // Callers share one look-up; its signal is nobody's, so that one caller's abort does not fail the others.
    this.#loading ??= this.load(undefined).finally(() => {
      this.#loading = undefined;
    });
    await unlessAborted(this.#loading, signal);
    const instrument = this.find(symbol);
    if (instrument === undefined) throw this.#unknown(symbol);
    return instrument;
  }

  /** The instrument of an id, like {@link LunoMarkets.require}. */
  requireId(id: InstrumentId, signal: AbortSignal | undefined): Promise<Instrument> {
    const suffix = `@${this.#parts.name}`;
    const symbol = id.endsWith(suffix) ? id.slice(0, -suffix.length) : id;
    return this.require(symbol, signal);
  }

  #read(row: unknown): readonly Instrument[] {
    const { faults, name } = this.#parts;
    const parsed = marketWire.safeParse(row);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const where = issue?.path.join('.') ?? '';
      faults.report(
        'unreadable',
        'markets',
        `Luno told a market that cannot be read (${where}: ${issue?.message}); it is left out`,
        'degraded',
      );
      return [];
    }
    try {
      return [marketToCore(parsed.data, name)];
    } catch (error) {
      if (!isTradingError(error)) throw error;
      faults.report(
        'unreadable',
        parsed.data.market_id,
        `${error.message}; Luno told it so, and it is left out`,
        'degraded',
      );
      return [];
    }
  }

  #unknown(symbol: string): TradingError<'instrument/unknown'> {
    const suggestion = nearest(symbol, [...this.#bySymbol.keys()]);
    const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    return new TradingError(
      'instrument/unknown',
      `Luno does not trade ${symbol}${hint} Symbols are written like XBTZAR: bitcoin is XBT, and some depend on the account’s country`,
      { symbol, brokerage: this.#parts.name, suggestion },
    );
  }
}

/** Waits no longer than the signal allows; the look-up itself goes on for the others who wait for it. */
function unlessAborted(loading: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const operation = 'api/exchange/1/markets';
    const onAbort = (): void =>
      reject(new TradingError('system/aborted', `Luno ${operation}: the call was aborted`, { operation }));
    const settled = (): void => signal?.removeEventListener('abort', onAbort);
    signal?.addEventListener('abort', onAbort, { once: true });
    loading.then(() => resolve(), reject).finally(settled);
    if (signal?.aborted === true) onAbort();
  });
}

/** Luno's spelling of a symbol that was meant: without separators, in capitals, with XBT for BTC. */
function nearest(symbol: string, symbols: readonly string[]): string | undefined {
  const plain = symbol
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace('BTC', 'XBT');
  return symbols.find(each => each === plain) ?? symbols.find(each => each.startsWith(plain.slice(0, 3)));
}
