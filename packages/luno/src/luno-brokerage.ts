import type {
  Brokerage,
  BrokerageEvent,
  BrokerageSink,
  CallOptions,
  Gauge,
  Instrument,
  MarketData,
  Trading,
} from '@trader/core';
import { TradingError } from '@trader/core';
import type { Credentials } from './http/credentials.ts';
import { listOpenOrders } from './http/endpoints/orders.ts';
import { LunoHttp } from './http/luno-http.ts';
import { LunoReader } from './http/luno-reader.ts';
import { createRedact, withRedaction } from './http/redact.ts';
import { LunoAccounts } from './luno-accounts.ts';
import { type LunoCapabilities, lunoCapabilities } from './luno-capabilities.ts';
import { FaultReporter } from './luno-faults.ts';
import { LunoMarkets } from './luno-markets.ts';
import { type LunoOptions, type LunoSettings, parseLunoOptions } from './luno-options.ts';
import { PrivateFeed } from './luno-private-feed.ts';
import { LunoTrading } from './luno-trading.ts';
import { MarketPoller } from './market/market-poller.ts';
import { PolledMarketData } from './market/polled-market-data.ts';
import { StreamedMarketData } from './market/streamed-market-data.ts';
import type { StreamOptions } from './stream/stream-link.ts';

/**
 * Luno as a brokerage. With a key it trades; without one, or with `marketDataOnly`, it has market data only, and `trading` is absent. Nothing is
 * sent before the first call, and nothing arrives before `connect`.
 *
 * @throws `brokerage/invalid-options`, naming the field and what to do.
 */
export function createLuno(options: LunoOptions): Brokerage<LunoCapabilities> {
  return new LunoBrokerage(parseLunoOptions(options));
}

type State = 'new' | 'connecting' | 'connected' | 'closed';

/** Puts the parts together; every decision is in one of them. */
class LunoBrokerage implements Brokerage<LunoCapabilities> {
  readonly name: string;
  readonly capabilities: LunoCapabilities;
  readonly market: MarketData;
  readonly trading?: Trading;
  readonly #http: LunoHttp;
  readonly #faults: FaultReporter;
  readonly #reader: LunoReader;
  readonly #markets: LunoMarkets;
  readonly #accounts: LunoAccounts;
  readonly #privateFeed: PrivateFeed | undefined;
  readonly #closers: (() => Promise<void>)[] = [];
  readonly #gauges: (() => readonly Gauge[])[] = [];
  #sink: BrokerageSink | undefined;
  #toldOffsetMs: number | undefined;
  #state: State = 'new';

  constructor(settings: LunoSettings) {
    this.name = settings.name;
    this.capabilities = lunoCapabilities(settings);
    const { clock, credentials } = settings;
    const redact = createRedact(credentials);
    const logger = withRedaction(settings.logger, redact);
    const sink = (event: BrokerageEvent): void => this.#sink?.(event);
    const faults = new FaultReporter({ clock, logger, redact, emit: sink });
    this.#faults = faults;
    this.#http = new LunoHttp({
      settings,
      redact,
      logger,
      onClock: () => this.#tellClock(),
      onLimited: message => faults.report('rate-limited', 'rest', message, 'degraded'),
      onUnauthorized: message => faults.report('unauthorized', 'rest', message, 'fatal'),
    });
    this.#gauges.push(() => [this.#http.gauge(), faults.gauge()]);
    const reader = new LunoReader(this.#http, settings);
    const markets = new LunoMarkets({ reader, faults, name: settings.name });
    const accounts = new LunoAccounts(settings.accounts);
    this.#reader = reader;
    this.#markets = markets;
    this.#accounts = accounts;
    const stream =
      credentials === undefined ? undefined : { ...streamOptions(settings, credentials), sink, logger, faults, redact };
    const serverNowMs = (): number => this.#http.serverClock.toServerMs(clock.nowMs());
    const shared = { settings, reader, markets, serverNowMs };
    if (stream !== undefined && settings.streams.market) {
      const streamed = new StreamedMarketData({ ...shared, stream });
      this.market = streamed;
      this.#closers.push(() => streamed.close());
      this.#gauges.push(() => streamed.gauges());
    } else {
      const nowMs = (): number => clock.nowMs();
      const poller = new MarketPoller({ reader, faults, markets, nowMs, serverNowMs, emit: sink });
      this.market = new PolledMarketData({ ...shared, poller });
    }
    if (stream === undefined || settings.marketDataOnly) return;
    const trading = new LunoTrading({
      settings,
      http: this.#http,
      reader,
      markets,
      accounts,
      faults,
      redact,
      onOrder: sink,
    });
    this.trading = trading;
    if (!settings.streams.private) return;
    const readBalances = (options: CallOptions) => trading.balances(options);
    const privateFeed = new PrivateFeed({ settings, stream, markets, accounts, readBalances });
    this.#privateFeed = privateFeed;
    this.#closers.push(() => privateFeed.close());
  }

  instruments(options: CallOptions): Promise<readonly Instrument[]> {
    return this.#markets.load(options.signal);
  }

  /**
   * Checks the key and its reading rights first, so that a wrong key is told here and not order by order; then opens the user
   * stream. After a failure it may be called again.
   *
   * @throws `brokerage/unauthorized`, `brokerage/forbidden`, `brokerage/unreachable`, `brokerage/invalid-options` and the other
   * errors of reading; `system/wrong-state` when it is connected or closed.
   */
  async connect(sink: BrokerageSink, options: CallOptions): Promise<void> {
    if (this.#state !== 'new') throw this.#wrongState();
    this.#state = 'connecting';
    this.#sink = sink;
    this.#toldOffsetMs = undefined;
    this.#faults.forget();
    try {
      await this.#checkKey(options);
      if (this.#isClosed()) throw this.#wrongState();
      await this.#privateFeed?.open(options);
      this.#enter('connected');
    } catch (error) {
      this.#sink = undefined;
      this.#enter('new');
      throw error;
    }
  }

  gauges(): readonly Gauge[] {
    return this.#gauges.flatMap(take => take());
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    this.#sink = undefined;
    await Promise.all([this.#http.close(), ...this.#closers.map(closeOne => closeOne())]);
  }

  /** Tells how far Luno's clock is from ours: at first, and when what was told has become impossible. */
  #tellClock(): void {
    const { serverClock } = this.#http;
    if (this.#sink === undefined || !serverClock.isMeasured) return;
    if (this.#toldOffsetMs !== undefined && serverClock.allows(this.#toldOffsetMs)) return;
    this.#toldOffsetMs = serverClock.offsetMs;
    this.#sink({ type: 'clock', offsetMs: this.#toldOffsetMs });
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** Closing wins over whatever was under way. */
  #enter(state: State): void {
    if (!this.#isClosed()) this.#state = state;
  }

  async #checkKey(options: CallOptions): Promise<void> {
    if (this.trading === undefined) return;
    await this.trading.balances(options);
    this.#refuseMissingAccounts();
    await listOpenOrders(this.#reader, { limit: 1, createdBeforeMs: undefined }, options.signal);
    // The user stream names markets by symbol only: they must be known before its first message.
    if (this.#privateFeed !== undefined && this.#markets.isEmpty) await this.#markets.load(options.signal);
  }

  #refuseMissingAccounts(): void {
    const missing = this.#accounts.missing();
    if (missing.length === 0) return;
    const reason = `names accounts that Luno does not know for this key: ${missing.join(', ')}`;
    throw new TradingError('brokerage/invalid-options', `Luno option accounts ${reason}`, {
      brokerage: this.name,
      field: 'accounts',
      reason,
    });
  }

  #wrongState(): TradingError<'system/wrong-state'> {
    const state = this.#state;
    const message = `Luno cannot connect: it is ${state} already; make another one with createLuno`;
    return new TradingError('system/wrong-state', message, { state, operation: 'connect' });
  }
}

function streamOptions(
  settings: LunoSettings,
  credentials: Credentials,
): Pick<StreamOptions, 'url' | 'credentials' | 'settings' | 'clock' | 'random'> {
  const { streamUrl: url, reconnect, clock, random } = settings;
  return { url, credentials, settings: reconnect, clock, random };
}
