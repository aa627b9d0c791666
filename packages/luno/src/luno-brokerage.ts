import type {
  Brokerage,
  BrokerageEvent,
  BrokerageSink,
  CallOptions,
  Instrument,
  Logger,
  MarketData,
  Trading,
} from '@trader/core';
import { TradingError } from '@trader/core';
import { listOpenOrders } from './http/endpoints/orders.ts';
import { LunoHttp } from './http/luno-http.ts';
import { LunoReader } from './http/luno-reader.ts';
import { createRedact, withRedaction } from './http/redact.ts';
import { LunoAccounts } from './luno-accounts.ts';
import { type LunoCapabilities, lunoCapabilities } from './luno-capabilities.ts';
import { FaultReporter } from './luno-faults.ts';
import { PolledMarketData } from './luno-market-data.ts';
import { LunoMarkets } from './luno-markets.ts';
import { type LunoOptions, type LunoSettings, parseLunoOptions } from './luno-options.ts';
import { LunoPoller } from './luno-poller.ts';
import { LunoTrading } from './luno-trading.ts';

/**
 * Luno as a brokerage. With a key it trades; without one it has public market data only, and `trading` is absent. Nothing is
 * sent before the first call, and nothing arrives before `connect`.
 *
 * @throws `brokerage/invalid-options`, naming the field and what to do.
 */
export function createLuno(options: LunoOptions): Brokerage<LunoCapabilities> {
  return new LunoBrokerage(parseLunoOptions(options));
}

/** Puts the parts together; every decision is in one of them. */
class LunoBrokerage implements Brokerage<LunoCapabilities> {
  readonly name: string;
  readonly capabilities: LunoCapabilities;
  readonly market: MarketData;
  readonly trading?: Trading;
  readonly #settings: LunoSettings;
  readonly #logger: Logger;
  readonly #http: LunoHttp;
  readonly #reader: LunoReader;
  readonly #markets: LunoMarkets;
  readonly #accounts: LunoAccounts;
  #sink: BrokerageSink | undefined;
  #state: 'new' | 'connected' | 'closed' = 'new';

  constructor(settings: LunoSettings) {
    this.name = settings.name;
    this.capabilities = lunoCapabilities(settings);
    this.#settings = settings;
    const redact = createRedact(settings.credentials);
    this.#logger = withRedaction(settings.logger, redact);
    const emit = (event: BrokerageEvent): void => this.#sink?.(event);
    const faults = new FaultReporter({ clock: settings.clock, logger: this.#logger, redact, emit });
    this.#http = new LunoHttp({
      settings,
      redact,
      logger: this.#logger,
      onLimited: message => faults.report('rate-limited', 'rest', message, 'degraded'),
      onUnauthorized: message => faults.report('unauthorized', 'rest', message, 'fatal'),
    });
    const reader = new LunoReader(this.#http, settings);
    this.#reader = reader;
    this.#markets = new LunoMarkets({ reader, faults, name: settings.name });
    this.#accounts = new LunoAccounts(settings.accounts);
    const nowMs = () => settings.clock.nowMs();
    const serverNowMs = () => this.#http.serverClock.toServerMs(nowMs());
    const poller = new LunoPoller({ reader, faults, markets: this.#markets, nowMs, serverNowMs, emit });
    this.market = new PolledMarketData({ settings, reader, markets: this.#markets, serverNowMs, poller });
    if (settings.credentials !== undefined) {
      this.trading = new LunoTrading({
        settings,
        http: this.#http,
        reader,
        markets: this.#markets,
        accounts: this.#accounts,
        redact,
        onOrder: emit,
      });
    }
  }

  instruments(options: CallOptions): Promise<readonly Instrument[]> {
    return this.#markets.load(options.signal);
  }

  /** Checks the key and its reading rights before anything flows, so that a wrong key is told here and not order by order. */
  async connect(sink: BrokerageSink, options: CallOptions): Promise<void> {
    if (this.#state !== 'new') {
      const message = `Luno cannot connect: it is ${this.#state} already; make another one with createLuno`;
      throw new TradingError('system/wrong-state', message, { state: this.#state, operation: 'connect' });
    }
    this.#state = 'connected';
    this.#sink = sink;
    try {
      await this.#checkKey(options);
    } catch (error) {
      // Whoever waits for the network may connect again.
      if (this.#state === 'connected') this.#state = 'new';
      this.#sink = undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    this.#sink = undefined;
    await this.#http.close();
  }

  async #checkKey(options: CallOptions): Promise<void> {
    if (this.trading === undefined) return;
    await this.trading.balances(options);
    this.#refuseMissingAccounts();
    await listOpenOrders(this.#reader, { limit: 1, createdBeforeMs: undefined }, options.signal);
  }

  #refuseMissingAccounts(): void {
    const missing = this.#accounts.missing();
    if (missing.length === 0) return;
    const reason = `names accounts that Luno does not know for this key: ${missing.join(', ')}`;
    throw new TradingError('brokerage/invalid-options', `Luno option accounts ${reason}`, {
      brokerage: this.#settings.name,
      field: 'accounts',
      reason,
    });
  }
}
