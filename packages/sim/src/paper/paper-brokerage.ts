import {
  type Brokerage,
  type BrokerageEvent,
  type BrokerageSink,
  type CallOptions,
  type CancelIntent,
  type CancelOutcome,
  type Capabilities,
  type Clock,
  Decimal,
  type FeeRates,
  type FindOutcome,
  type FindQuery,
  type Gap,
  type Gauge,
  type Instrument,
  type InstrumentId,
  type Link,
  type MarketData,
  type MarketEvent,
  type PlaceIntent,
  type PlaceOutcome,
  SystemClock,
  type Trading,
  TradingError,
} from '@trader/core';
import type { SimulatedTradingOptions } from '../backtest/backtest-options.ts';
import { SimulatedTrading, type SimulatedTradingEvent } from '../trading/simulated-trading.ts';
import { FedMarketData } from './fed-market-data.ts';
import { FinestData } from './finest-data.ts';
import { Outbox } from './outbox.ts';
import type { PaperMemory } from './paper-memory.ts';
import { PaperOrders } from './paper-orders.ts';

/** The part of a real brokerage that paper trading uses: everything but `trading`. */
export type MarketBrokerage = Omit<Brokerage, 'trading'>;

/** How paper trading is simulated. */
export interface PaperOptions extends SimulatedTradingOptions {
  /** Names the random numbers of the latency model. Default `1`. */
  readonly seed?: string;
  /** Where time comes from. Default: the machine's clock. */
  readonly clock?: Clock;
  /** What earlier runs on paper left, as {@link readPaperMemory} reads it; it comes in place of `balances`. Default: nothing. */
  readonly memory?: PaperMemory;
}

/**
 * Paper trading: the markets of a real brokerage with simulated trading. What happens on the markets goes through the simulation first and
 * on to the system then, unchanged; orders never leave the process, and `trading` of the real one is never touched.
 *
 * What the real brokerage says of its own account is left out. Fills are found by the simulation's models, so they say how an order would
 * probably have done: own orders do not move the market.
 *
 * @param live - Where market data comes from; it is connected and closed by the result.
 * @param options - How trading is simulated.
 * @throws `system/invalid-options` from {@link Brokerage.instruments} for a balance below 0.
 */
export function paperBrokerage(live: MarketBrokerage, options: PaperOptions): Brokerage {
  return new PaperBrokerage(live, options);
}

/** Private facts, which are the simulation's alone to tell. */
const privateTypes: ReadonlySet<BrokerageEvent['type']> = new Set(['order-report', 'fill-report', 'balance']);

class PaperBrokerage implements Brokerage {
  readonly name: string;
  readonly trading: Trading;
  readonly market?: MarketData;
  readonly #live: MarketBrokerage;
  readonly #options: PaperOptions;
  readonly #clock: Clock;
  readonly #outbox: Outbox;
  readonly #orders: PaperOrders;
  readonly #finest = new FinestData();
  readonly #instruments = new Map<InstrumentId, Instrument>();
  readonly #places = new Map<string, (outcome: PlaceOutcome) => void>();
  readonly #cancels = new Map<string, (outcome: CancelOutcome) => void>();
  /** Orders of earlier runs that are on their way back into the market. */
  readonly #returning = new Map<string, PlaceIntent['terms']>();
  #simulated: SimulatedTrading | undefined;
  #sink: BrokerageSink | undefined;
  #offsetMs = 0;
  #heardMs = 0;
  #cancelTimer: (() => void) | undefined;
  #isClosed = false;

  constructor(live: MarketBrokerage, options: PaperOptions) {
    this.name = live.name;
    this.#live = live;
    this.#options = options;
    this.#clock = options.clock ?? new SystemClock();
    this.#outbox = new Outbox(this.#clock);
    this.#orders = new PaperOrders(options.memory ?? { runs: 0, balances: {}, orders: [] });
    if (live.market !== undefined) this.market = new FedMarketData(live.market, live.capabilities, options.fills);
    this.trading = {
      place: intent => this.#place(intent),
      cancel: intent => this.#cancel(intent),
      find: query => Promise.resolve(this.#find(query)),
      openOrders: () => this.#read(simulated => simulated.openOrders().map(report => this.#orders.report(report))),
      fillsSince: ({ instrumentId, sinceMs }) =>
        this.#read(simulated => simulated.fillsSince(instrumentId, sinceMs).map(fill => this.#orders.fill(fill))),
      balances: () => this.#read(simulated => simulated.balances()),
      feeRates: instrumentId => this.#read(simulated => this.#feeRates(simulated, instrumentId)),
    };
  }

  /** Those of the simulation, with the market data of the real brokerage; which assets pay fees is known once the markets are. */
  get capabilities(): Capabilities {
    const { marketStream, bookDepthMax } = this.#live.capabilities;
    const simulated = this.#simulated ?? this.#simulate([]);
    return { ...simulated.capabilities, marketStream, bookDepthMax };
  }

  async instruments(options: CallOptions): Promise<readonly Instrument[]> {
    const instruments = await this.#live.instruments(options);
    for (const instrument of instruments) this.#instruments.set(instrument.id, instrument);
    if (this.#simulated === undefined) this.#begin(instruments);
    return instruments;
  }

  async connect(sink: BrokerageSink, options: CallOptions): Promise<void> {
    this.#sink = sink;
    await this.#live.connect(event => this.#hear(event), options);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#sink = undefined;
    this.#cancelTimer?.();
    this.#outbox.close();
    const left = { outcome: 'unknown', code: 'closed', message: 'paper trading was closed before the answer' } as const;
    for (const answer of this.#places.values()) answer({ ...left, resolveByMs: undefined });
    for (const answer of this.#cancels.values()) answer(left);
    this.#places.clear();
    this.#cancels.clear();
    await this.#live.close();
  }

  gauges(): readonly Gauge[] {
    return this.#live.gauges?.() ?? [];
  }

  #simulate(instruments: readonly Instrument[]): SimulatedTrading {
    const { memory, balances } = this.#options;
    return new SimulatedTrading({
      ...this.#options,
      capabilities: this.#live.capabilities,
      balances: memory === undefined || memory.runs === 0 ? balances : memory.balances,
      instruments,
    });
  }

  /** Begins to simulate, with the orders of earlier runs back where they were as far as that can be known. */
  #begin(instruments: readonly Instrument[]): void {
    const simulated = this.#simulate(instruments);
    this.#simulated = simulated;
    const nowMs = this.#nowMs();
    for (const terms of this.#orders.resting) {
      this.#returning.set(terms.clientOrderId, terms);
      simulated.place(terms, nowMs);
    }
    this.#pump();
  }

  /** The exchange's time, as far as it is known here; never before what was heard from it. */
  #nowMs(): number {
    return Math.max(this.#clock.nowMs() + this.#offsetMs, this.#heardMs);
  }

  #hear(event: BrokerageEvent): void {
    if (this.#isClosed || privateTypes.has(event.type)) return;
    if ((event.type === 'link' || event.type === 'gap') && event.stream === 'private') return;
    if (event.type === 'clock') this.#offsetMs = event.offsetMs;
    else if (isMarketData(event)) {
      this.#heardMs = Math.max(this.#heardMs, event.timeMs);
      if (this.#finest.isNews(event)) this.#simulated?.feed(event);
    }
    this.#take();
    this.#outbox.event(() => this.#sink?.(event));
    this.#pump();
  }

  /** Lets everything happen that is due, hands out what came of it, and sees to it that the next is not missed. */
  #pump(): void {
    const simulated = this.#simulated;
    if (simulated === undefined || this.#isClosed) return;
    simulated.advance(this.#nowMs());
    this.#take();
    this.#outbox.flush();
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const dueMs = Math.min(simulated.nextRequestMs, simulated.nextAnswerMs);
    if (dueMs === Number.POSITIVE_INFINITY) return;
    this.#cancelTimer = this.#clock.setTimer(Math.max(Math.ceil(dueMs - this.#nowMs()), 1), () => this.#pump());
  }

  #take(): void {
    const simulated = this.#simulated;
    if (simulated === undefined) return;
    const nowMs = this.#nowMs();
    for (let next = simulated.take(nowMs); next !== undefined; next = simulated.take(nowMs)) this.#tell(next);
  }

  #tell(event: SimulatedTradingEvent): void {
    switch (event.type) {
      case 'place-outcome':
        this.#answerPlace(event.clientOrderId, event.outcome);
        return;
      case 'cancel-outcome': {
        const answer = this.#cancels.get(event.clientOrderId);
        this.#cancels.delete(event.clientOrderId);
        if (answer !== undefined) this.#outbox.answer(() => answer(event.outcome));
        return;
      }
      case 'order-report':
        this.#outbox.event(() => this.#sink?.(this.#orders.report(event)));
        return;
      case 'fill-report':
        this.#outbox.event(() => this.#sink?.(this.#orders.fill(event)));
        return;
      case 'balance':
        this.#outbox.event(() => this.#sink?.(event));
        return;
      default:
        event satisfies never;
    }
  }

  #answerPlace(clientOrderId: PlaceIntent['terms']['clientOrderId'], outcome: PlaceOutcome): void {
    const answer = this.#places.get(clientOrderId);
    this.#places.delete(clientOrderId);
    this.#returning.delete(clientOrderId);
    if (answer === undefined) return;
    const named =
      outcome.outcome === 'accepted' ? { ...outcome, brokerageOrderId: this.#orders.nameOf(clientOrderId) } : outcome;
    this.#outbox.answer(() => answer(named));
  }

  #place({ terms, expiresAtMs }: PlaceIntent): Promise<PlaceOutcome> {
    const simulated = this.#simulated;
    const unsent = (code: string, message: string): Promise<PlaceOutcome> =>
      Promise.resolve({ outcome: 'not-sent', code, message });
    if (simulated === undefined || this.#isClosed) return unsent('not-connected', 'paper trading has no markets');
    if (this.#clock.nowMs() > expiresAtMs) return unsent('expired', 'it waited longer than placeWithinMs');
    return new Promise(resolve => {
      this.#places.set(terms.clientOrderId, resolve);
      simulated.place(terms, this.#nowMs());
      this.#pump();
    });
  }

  #cancel({ clientOrderId, instrumentId }: CancelIntent): Promise<CancelOutcome> {
    const simulated = this.#simulated;
    if (simulated === undefined || this.#isClosed) {
      const message = 'paper trading has no markets';
      return Promise.resolve({ outcome: 'not-sent', code: 'not-connected', message });
    }
    return new Promise(resolve => {
      this.#cancels.set(clientOrderId, resolve);
      simulated.cancel(clientOrderId, instrumentId, this.#nowMs());
      this.#pump();
    });
  }

  #find({ clientOrderId, instrumentId }: FindQuery): FindOutcome {
    const found = this.#simulated?.find(clientOrderId);
    if (found?.outcome === 'found') {
      const fills = found.fills?.map(fill => this.#orders.fill(fill));
      const report = this.#orders.report(found.report);
      return fills === undefined ? { outcome: 'found', report } : { outcome: 'found', report, fills };
    }
    const nowMs = this.#nowMs();
    // On its way there: what is not there yet may still come.
    if (this.#places.has(clientOrderId)) return { outcome: 'absent', brokerageTimeMs: nowMs };
    const returning = this.#returning.get(clientOrderId);
    if (returning !== undefined) return { outcome: 'found', report: this.#orders.returning(returning, nowMs) };
    return { outcome: 'found', report: this.#orders.ended(clientOrderId, instrumentId, nowMs) };
  }

  #feeRates(simulated: SimulatedTrading, instrumentId: InstrumentId): FeeRates {
    const instrument = this.#instruments.get(instrumentId);
    return instrument === undefined ? { maker: Decimal.zero, taker: Decimal.zero } : simulated.feeRates(instrument);
  }

  #read<T>(read: (simulated: SimulatedTrading) => T): Promise<T> {
    if (this.#simulated !== undefined) return Promise.resolve(read(this.#simulated));
    const message =
      'paper trading cannot read its account before the markets are loaded; ask for the instruments first';
    return Promise.reject(new TradingError('system/wrong-state', message, { state: 'new', operation: 'read' }));
  }
}

function isMarketData(event: BrokerageEvent): event is Exclude<MarketEvent, Link | Gap> {
  switch (event.type) {
    case 'tick':
    case 'trade':
    case 'bar':
    case 'book':
    case 'instrument':
      return true;
    default:
      return false;
  }
}
